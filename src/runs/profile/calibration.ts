import type { OperationKey, ProfileRow } from '../../network/device-profile.ts';
import { kendall } from '../../strategies/indicators/correlation.ts';

/** Pull of a weight to 1 and of the overhead to that of an empty network, as shares of what the networks say. */
const [RIDGE, ANCHOR] = [0.01, 1];

/** A network as its operations with their times taken alone, and the time of the whole, in milliseconds. */
export interface TimedNetwork {
  readonly operations: readonly { readonly op: string; readonly ms: number }[];
  readonly ms: number;
}

/** time = overhead + Σ weight[op] · time of the operation alone. */
export interface Calibration {
  readonly weights: ReadonlyMap<string, number>;
  readonly overhead: number;
}

/**
 * Ridge regression of whole networks on their operations, by the name of the operation. Errors count in proportion to the
 * time of a network, so that small ones are met too. Weights are pulled to 1, and the overhead to `empty`, the time of a
 * network that does nothing.
 */
export function calibrate(networks: readonly TimedNetwork[], empty: number): Calibration {
  const ops = [...new Set(networks.flatMap(({ operations }) => operations.map(({ op }) => op)))].sort();
  // The last column is the overhead. Each column is scaled by its root mean square, so that all are pulled alike.
  const plain = networks.map((network) => [...ops.map((op) => sumOf(network, op)), 1].map((x) => x / network.ms));
  const before = [...ops.map(() => 1), empty];
  const scale = before.map((_, k) => Math.sqrt(average(plain.map((row) => (row[k] as number) ** 2))) || 1);
  const rows = plain.map((row) => row.map((x, k) => x / (scale[k] as number)));
  const rest = plain.map((row) => 1 - row.reduce((sum, x, k) => sum + x * (before[k] as number), 0));
  const pull = (k: number): number => (k < ops.length ? RIDGE : ANCHOR) * networks.length;
  const matrix = before.map((_, a) =>
    before.map((_, b) =>
      rows.reduce((sum, row) => sum + (row[a] as number) * (row[b] as number), a === b ? pull(a) : 0),
    ),
  );
  const right = before.map((_, a) => rows.reduce((sum, row, i) => sum + (row[a] as number) * (rest[i] as number), 0));
  const delta = solve(matrix, right);
  const at = (k: number): number => Math.max(0, (before[k] as number) + (delta[k] as number) / (scale[k] as number));
  return { weights: new Map(ops.map((op, k) => [op, at(k)])), overhead: at(ops.length) };
}

const sumOf = ({ operations }: TimedNetwork, name: string): number =>
  operations.reduce((sum, { op, ms }) => (op === name ? sum + ms : sum), 0);
const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

function predict({ weights, overhead }: Calibration, { operations }: TimedNetwork): number {
  return operations.reduce((sum, { op, ms }) => sum + (weights.get(op) ?? 1) * ms, overhead);
}

/** Mean absolute error in percent, and Kendall's τ, of predictions. */
export function errorsOf(calibration: Calibration, networks: readonly TimedNetwork[]) {
  const predicted = networks.map((network) => predict(calibration, network));
  const errors = networks.map(({ ms }, i) => Math.abs((predicted[i] as number) - ms) / ms);
  return {
    mape: 100 * average(errors),
    tau: kendall(
      predicted,
      networks.map(({ ms }) => ms),
    ),
  };
}

/** Rows with the weights in them. */
export const calibratedRows = (
  rows: readonly (OperationKey & { readonly ms: number })[],
  { weights }: Calibration,
): ProfileRow[] => rows.map((row) => ({ ...row, ms: row.ms * (weights.get(row.op) ?? 1) }));

/** A symmetric positive definite system by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    const pivot = rows[k] as number[];
    for (let i = k + 1; i < n; i++) {
      const row = rows[i] as number[];
      const factor = (row[k] as number) / (pivot[k] as number);
      for (let j = k; j <= n; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    const row = rows[k] as number[];
    let sum = row[n] as number;
    for (let j = k + 1; j < n; j++) sum -= (row[j] as number) * (x[j] as number);
    x[k] = sum / (row[k] as number);
  }
  return x;
}
