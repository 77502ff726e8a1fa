/** A part of a bench, from the command line. */
export interface Part {
  readonly strategies?: readonly string[];
  readonly seeds?: number;
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
