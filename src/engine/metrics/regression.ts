type Numbers = ArrayLike<number>;

function meanOf(count: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return sum / count;
}

/** Mean of |estimate − target|, in units of the target. */
export const meanAbsoluteError = (estimates: Numbers, targets: Numbers): number =>
  meanOf(targets.length, (i) => Math.abs((estimates[i] as number) - (targets[i] as number)));

/** Root of the mean of (estimate − target)², in units of the target. */
export const rootMeanSquareError = (estimates: Numbers, targets: Numbers): number =>
  Math.sqrt(meanOf(targets.length, (i) => ((estimates[i] as number) - (targets[i] as number)) ** 2));

/** 1 − Σ(target − estimate)² / Σ(target − mean)²: 1 is perfect, 0 as good as the mean. NaN if all targets are equal. */
export function determination(estimates: Numbers, targets: Numbers): number {
  const mean = meanOf(targets.length, (i) => targets[i] as number);
  const spread = meanOf(targets.length, (i) => ((targets[i] as number) - mean) ** 2);
  return spread === 0 ? Number.NaN : 1 - rootMeanSquareError(estimates, targets) ** 2 / spread;
}

/** Mean and standard deviation (n − 1) over folds; the deviation of one value is 0. */
export function meanAndDeviation(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = meanOf(values.length, (i) => values[i] as number);
  const squares = meanOf(values.length, (i) => ((values[i] as number) - mean) ** 2) * values.length;
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}
