import type { OperationKey, ProfileRow } from '../../network/device-profile.ts';
import { kendall } from '../../strategies/indicators/correlation.ts';

/** Pull of a weight to 1, as a share of the mean square of what it weighs. */
const RIDGE = 0.001;

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

/** Ridge regression of whole networks on their operations, by the name of the operation; weights are pulled to 1. */
export function calibrate(networks: readonly TimedNetwork[]): Calibration {
  const ops = [...new Set(networks.flatMap(({ operations }) => operations.map(({ op }) => op)))].sort();
  const features = networks.map((network) => ops.map((op) => sumOf(network, op)));
  const means = ops.map((_, k) => average(features.map((row) => row[k] as number)));
  // y − Σ x = b + Σ (w − 1)·x: centring takes the overhead out, and the pull is to 0.
  const rest = networks.map(({ ms }, i) => ms - (features[i] as number[]).reduce((a, b) => a + b, 0));
  const restMean = average(rest);
  const centred = features.map((row) => row.map((x, k) => x - (means[k] as number)));
  const squares = features.flatMap((row) => row.map((x) => x * x));
  const pull = RIDGE * average(squares) * networks.length || 1;
  const matrix = ops.map((_, a) =>
    ops.map((_, b) => centred.reduce((sum, row) => sum + (row[a] as number) * (row[b] as number), a === b ? pull : 0)),
  );
  const right = ops.map((_, a) =>
    centred.reduce((sum, row, i) => sum + (row[a] as number) * ((rest[i] as number) - restMean), 0),
  );
  const delta = solve(matrix, right);
  const weights = new Map(ops.map((op, k) => [op, Math.max(0, 1 + (delta[k] as number))]));
  const overhead = average(
    networks.map(({ ms, operations }) => ms - operations.reduce((sum, o) => sum + (weights.get(o.op) ?? 1) * o.ms, 0)),
  );
  return { weights, overhead };
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
