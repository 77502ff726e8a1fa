import { malformed } from './files.ts';

/** A column of a table: numbers, or categories by their index; NaN where the cell is missing. */
interface Column {
  readonly values: readonly number[];
  /** Absent: numbers. */
  readonly categories?: readonly string[];
}

const missing: ReadonlySet<string> = new Set(['', '?', 'na', 'n/a', 'nan', 'null']);
/** Of the cells, from which share of numbers on a column is of numbers and a word in it is a mistake. */
const NUMERIC_FROM = 0.8;
/** More different words than these are no categories but names or texts. */
const MOST_CATEGORIES = 100;

export const isMissing = (cell: string): boolean => missing.has(cell.toLowerCase());

/** The cells of a column, with their lines. Throws an `EngineError` that names the line. */
export function readColumn(
  file: string,
  name: string,
  column: readonly { readonly cell: string; readonly line: number }[],
): Column {
  const cells = column.map(({ cell }) => cell);
  const there = cells.filter((cell) => !isMissing(cell));
  if (there.length === 0) throw malformed(file, `the column '${name}' has no values. Drop it.`);
  const isNumber = (cell: string): boolean => Number.isFinite(Number(cell));
  const numbers = there.filter(isNumber).length;
  if (numbers >= NUMERIC_FROM * there.length) {
    const wrong = column.find(({ cell }) => !isMissing(cell) && !isNumber(cell));
    if (wrong) {
      throw malformed(
        file,
        `line ${wrong.line} has '${wrong.cell}' in column '${name}', where the others are numbers. Correct it, or leave it empty if it is missing.`,
      );
    }
    return { values: cells.map((cell) => (isMissing(cell) ? Number.NaN : Number(cell))) };
  }
  const categories = [...new Set(there)].sort();
  if (categories.length > MOST_CATEGORIES) {
    throw malformed(
      file,
      `the column '${name}' has ${categories.length} different words, too many for categories (${MOST_CATEGORIES} at most). Drop it, or group them.`,
    );
  }
  const index = new Map(categories.map((category, i) => [category, i]));
  return { values: cells.map((cell) => index.get(cell) ?? Number.NaN), categories };
}

/** Where the one-hot values of a column of categories stand among the features. */
export interface CategoryGroup {
  readonly start: number;
  readonly length: number;
}

/** Columns as rows of features: a number each, a category as one 1 among zeros; all of them NaN where it is missing. */
export function layOut(columns: readonly Column[], rows: number) {
  const places: CategoryGroup[] = [];
  let width = 0;
  for (const { categories } of columns) {
    const length = categories?.length ?? 1;
    places.push({ start: width, length });
    width += length;
  }
  const values = new Float32Array(rows * width);
  columns.forEach((column, c) => {
    const { start, length } = places[c] as CategoryGroup;
    column.values.forEach((value, row) => {
      const from = row * width + start;
      if (Number.isNaN(value)) values.fill(Number.NaN, from, from + length);
      else if (column.categories) values[from + value] = 1;
      else values[from] = value;
    });
  });
  return { values, width, categories: places.filter((_, c) => columns[c]?.categories) };
}
