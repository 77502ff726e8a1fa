import { image, vector } from '../../network/tensor-type.ts';
import { isMissing, layOut, readColumn } from './columns.ts';
import { numberTargets, type RawData, type Targets } from './dataset.ts';
import { inMemory } from './examples.ts';
import { malformed, readData } from './files.ts';

/** A table with a header line; the column `target` is predicted, all others are features: numbers or categories. */
export async function loadCsv(
  folder: string,
  file: string,
  target: string,
  predict: Targets['kind'] | undefined,
): Promise<RawData> {
  return parseTable((await readData(folder, file)).toString('utf8'), file, target, predict);
}

/** `predict`: whether the target is a class or a number; without it, words and whole numbers are classes. */
export function parseTable(text: string, file: string, target: string, predict?: Targets['kind']): RawData {
  // Some programs begin a text with a mark of its encoding.
  const rows = splitLines(text.replace(/^\uFEFF/, ''));
  const header = rows[0]?.cells ?? [];
  const at = header.indexOf(target);
  if (at < 0) {
    throw malformed(
      file,
      `its first line has no column '${target}'. It has: ${header.slice(0, 20).join(', ') || 'nothing'}.`,
    );
  }
  if (header.length < 2) throw malformed(file, 'it has no column besides the target.');
  const body = rows.slice(1);
  if (body.length === 0) throw malformed(file, 'it has no line after the header.');
  for (const { cells, line } of body) {
    if (cells.length !== header.length) {
      throw malformed(file, `line ${line} has ${cells.length} values, but the header has ${header.length} columns.`);
    }
    if (isMissing(cells[at] as string)) {
      throw malformed(file, `line ${line} has nothing to predict in column '${target}'. Fill it in or drop the line.`);
    }
  }
  const columns = header.flatMap((name, column) =>
    column === at
      ? []
      : [
          readColumn(
            file,
            name,
            body.map(({ cells, line }) => ({ cell: cells[column] as string, line })),
          ),
        ],
  );
  const { values, width, categories } = layOut(columns, body.length);
  const wanted = body.map(({ cells }) => cells[at] as string);
  return {
    type: vector(width),
    examples: inMemory(values, body.length),
    targets: targetsOf(wanted, predict),
    ...(values.some(Number.isNaN) && { missing: { categories } }),
  };
}

/** Rows of 8x8 pixels (0 to 16) and a digit, without header. */
export function parseDigits(text: string): RawData {
  const rows = splitLines(text);
  const values = new Float32Array(rows.length * 64);
  const labels = new Int32Array(rows.length);
  rows.forEach(({ cells }, row) => {
    for (let i = 0; i < 64; i++) values[row * 64 + i] = Number(cells[i]) / 16;
    labels[row] = Number(cells[64]);
  });
  const names = Array.from({ length: 10 }, (_, digit) => String(digit));
  return { type: image(8, 8, 1), examples: inMemory(values, rows.length), targets: { kind: 'classes', labels, names } };
}

/** The lines that are not empty, with their numbers. */
function splitLines(text: string): { readonly line: number; readonly cells: readonly string[] }[] {
  return text
    .split(/\r?\n/)
    .map((content, i) => ({ line: i + 1, content }))
    .filter(({ content }) => content.trim() !== '')
    .map(({ line, content }) => ({ line, cells: splitCells(content) }));
}

/** Cells may be in quotes; a doubled quote stands for one. */
function splitCells(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  return [...line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? '').trim(),
  );
}

/** Words and whole numbers are classes, in the order of their sizes or letters; other numbers are to be estimated. */
function targetsOf(cells: readonly string[], predict: Targets['kind'] | undefined): Targets {
  const numbers = cells.map(Number);
  const numeric = cells.every((cell, row) => cell !== '' && Number.isFinite(numbers[row]));
  if (numeric && (predict === 'numbers' || (!predict && !numbers.every(Number.isInteger))))
    return numberTargets(Float32Array.from(numbers));
  const names = [...new Set(cells)].sort(numeric ? (a, b) => Number(a) - Number(b) : undefined);
  const index = new Map(names.map((name, i) => [name, i]));
  return { kind: 'classes', labels: Int32Array.from(cells, (cell) => index.get(cell) as number), names };
}
