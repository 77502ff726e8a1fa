import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseCsv } from '../csv.ts';
import { fileError } from '../run-error.ts';
import type { Contest } from './contestants.ts';

/** The best value of a column of the table; undefined if there is no table, no such column, or a requirement to keep. */
export function bestOfTable({ contestants, dataFolder }: Contest, column: string): number | undefined {
  const search = contestants[0]?.search;
  if (search?.evaluate.kind !== 'table' || search.constraints.length > 0) return undefined;
  const path = resolve(dataFolder, search.evaluate.file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError('read', path, error, "It is the table of 'evaluate'.");
  }
  const { header, rows } = parseCsv(text, path);
  const index = header.indexOf(column);
  if (index < 0) return undefined;
  const values = rows
    .map(({ cells }) => (cells[index] === '' ? Number.NaN : Number(cells[index])))
    .filter(Number.isFinite);
  const maximize = search.objectives[0]?.direction === 'maximize';
  return values.length === 0 ? undefined : values.reduce((a, b) => (maximize ? Math.max(a, b) : Math.min(a, b)));
}
