import type { MetricsRecord } from '../protocol/run-events.ts';
import type { Assignment, Decision } from '../space/decision.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { type Csv, type CsvRow, parseCsv } from './csv.ts';
import { RunError } from './run-error.ts';
import { TrialError } from './trial-error.ts';

/** A tabular benchmark: metrics of architectures that somebody has trained before. */
export interface Table {
  /** The row of an architecture. Throws a `TrialError` if there is none. */
  lookUp(assignment: Assignment): MetricsRecord;
}

/**
 * Reads the table of `evaluate table(…)`. With `key`, that column holds the option index of every decision, in order, as
 * digits; without it, each decision has a column named by its path, which holds the option as it is written in the source,
 * or its index, or the number. `needed` are the columns that the search reads. Throws a `RunError` that says where and what.
 */
export function readTable(
  text: string,
  name: string,
  space: SearchSpace,
  { key, needed }: { readonly key?: string; readonly needed: readonly string[] },
): Table {
  const csv = parseCsv(text, name);
  const codes =
    key === undefined ? codesByPath(csv, name, space.decisions) : codesByKey(csv, name, key, space.decisions);
  const metrics = csv.header.flatMap((column, index) => (codes.columns.has(index) ? [] : [{ column, index }]));
  for (const column of needed) {
    if (!metrics.some((m) => m.column === column)) {
      throw new RunError(
        `${name} has no column '${column}', which the search reads. It has: ${metrics.map((m) => m.column).join(', ')}.`,
      );
    }
  }
  const rows = new Map<string, CsvRow>();
  for (const row of csv.rows) {
    const code = codes.ofRow(row);
    const other = rows.get(code);
    if (other)
      throw new RunError(`${name}:${row.line}: the same architecture as in line ${other.line}. Remove one of them.`);
    rows.set(code, row);
  }
  return {
    lookUp(assignment) {
      const code = codes.ofAssignment(assignment);
      const row = rows.get(code);
      if (!row) throw new TrialError('error', `${name} has no row for this architecture (${code}).`);
      const values: Record<string, number> = {};
      for (const { column, index } of metrics) {
        const cell = row.cells[index] ?? '';
        const value = cell === '' ? Number.NaN : Number(cell);
        if (Number.isFinite(value)) values[column] = value;
        else if (needed.includes(column)) {
          throw new TrialError('error', `${name}:${row.line}: '${cell}' in column '${column}' is not a number.`);
        }
      }
      return values;
    },
  };
}

/** How rows and assignments are brought together: equal code, same architecture. */
interface Codes {
  /** Columns that name the architecture. */
  readonly columns: ReadonlySet<number>;
  ofRow(row: CsvRow): string;
  ofAssignment(assignment: Assignment): string;
}

function codesByKey(csv: Csv, name: string, key: string, decisions: readonly Decision[]): Codes {
  const index = csv.header.indexOf(key);
  if (index < 0) {
    throw new RunError(`${name} has no column '${key}', the 'key' of the table. It has: ${csv.header.join(', ')}.`);
  }
  for (const decision of decisions) {
    const options = sizeOf(decision);
    if (options === undefined || options > 10) {
      throw new RunError(
        `A 'key' has one digit a decision, which '${decision.path}' does not fit in. Leave out 'key' and name columns by decision path.`,
      );
    }
    if (!decision.when.some((condition) => condition.length === 0)) {
      throw new RunError(
        `A 'key' needs decisions that always exist, which '${decision.path}' does not. Leave out 'key' and name columns by decision path.`,
      );
    }
  }
  return {
    columns: new Set([index]),
    ofRow: ({ cells, line }) => {
      const code = cells[index] ?? '';
      if (code.length !== decisions.length || !/^\d*$/.test(code)) {
        throw new RunError(
          `${name}:${line}: '${code}' in column '${key}' must have ${decisions.length} digits, one a decision of the space.`,
        );
      }
      return code;
    },
    ofAssignment: (assignment) => decisions.map((decision) => indexOf(decision, assignment)).join(''),
  };
}

/** How many values a decision has, if they can be numbered. */
function sizeOf(decision: Decision): number | undefined {
  switch (decision.kind) {
    case 'choice':
      return decision.options.length;
    case 'integer':
      return Math.floor((decision.max - decision.min) / decision.step) + 1;
    case 'subset':
    case 'real':
      return undefined;
  }
}

function indexOf(decision: Decision, assignment: Assignment): number {
  const value = Number(assignment[decision.path]);
  return decision.kind === 'integer' ? Math.round((value - decision.min) / decision.step) : value;
}

function codesByPath(csv: Csv, name: string, decisions: readonly Decision[]): Codes {
  const columns = decisions.map((decision) => {
    const index = csv.header.indexOf(decision.path);
    if (index < 0) {
      throw new RunError(
        `${name} has no column '${decision.path}', a decision of the space. Name a column for each decision, or give a 'key'.`,
      );
    }
    return { decision, index, read: readerOf(csv, decision, index) };
  });
  return {
    columns: new Set(columns.map(({ index }) => index)),
    ofRow: ({ cells }) => columns.map(({ index, read }) => read(cells[index] ?? '')).join('; '),
    ofAssignment: (assignment) =>
      columns
        .map(({ decision }) => {
          const value = assignment[decision.path];
          return value === undefined ? '' : typeof value === 'number' ? String(value) : value.join(' ');
        })
        .join('; '),
  };
}

/** Options are read as they are written in the source if the whole column is so, else as indexes. */
function readerOf(csv: Csv, decision: Decision, index: number): (cell: string) => string {
  const numeric = (cell: string): string => (cell === '' ? '' : String(Number(cell)));
  switch (decision.kind) {
    case 'choice': {
      const labelled = csv.rows.every(
        ({ cells }) => cells[index] === '' || decision.options.includes(cells[index] ?? ''),
      );
      return labelled ? (cell) => (cell === '' ? '' : String(decision.options.indexOf(cell))) : numeric;
    }
    case 'subset':
      return (cell) =>
        cell
          .split(/[\s;|+]+/)
          .filter(Boolean)
          .join(' ');
    case 'integer':
    case 'real':
      return numeric;
  }
}
