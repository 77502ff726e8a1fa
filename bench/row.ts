/** A part of a bench, from the command line. */
export interface Part {
  readonly strategies?: readonly string[];
  readonly seeds?: number;
  /** Names of the bench's parts. */
  readonly only?: readonly string[];
}

/** One measured figure. */
export interface Row {
  /** `bench/what`. */
  readonly id: string;
  readonly unit: string;
  readonly ours: number;
  /** The same of another program, measured on the same machine or published. */
  readonly peer?: number;
  /** Bounds of `ours`, or of `ours / peer`. */
  readonly goal?: { readonly atMost?: number; readonly atLeast?: number; readonly of?: 'ratio' };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Milliseconds of each of `times` calls, after `warm` calls that are not counted. */
export async function timed(times: number, warm: number, call: () => unknown): Promise<number[]> {
  const out: number[] = [];
  for (let i = -warm; i < times; i++) {
    const from = performance.now();
    await call();
    if (i >= 0) out.push(performance.now() - from);
  }
  return out;
}

/** The value that a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The rows of the parts of a bench, one part after the other: of all, or of those that were asked for. */
export async function rowsOf(
  parts: Readonly<Record<string, () => Row[] | Promise<Row[]>>>,
  { only = Object.keys(parts) }: Part,
): Promise<Row[]> {
  const unknown = only.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined) {
    throw new Error(`The bench has no part '${unknown}'. There are: ${Object.keys(parts).join(', ')}.`);
  }
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(parts)) if (only.includes(name)) rows.push(...(await measure()));
  return rows;
}
