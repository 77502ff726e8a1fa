/** What is known of a data set without training, so that data sets can be compared. JSON. */
export interface DataFeatures {
  /** By name: examples, classes, entropy, mean, sd, skew, height and so on. */
  readonly features: Readonly<Record<string, number>>;
  /** Some examples, each as `DESCRIPTORS` numbers that mean the same whatever the size of an example. */
  readonly examples: readonly (readonly number[])[];
}

/** Numbers that describe an example. */
export const DESCRIPTORS = 9;

/**
 * How alike two data sets are, from 0 to 1 (equal features): 1 less the mean over the features of either of
 * |a - b| / max(|a|, |b|), at most 1 each. A feature that only one has counts as 0 in the other.
 */
export function dataSimilarity(a: DataFeatures, b: DataFeatures): number {
  const names = new Set([...Object.keys(a.features), ...Object.keys(b.features)]);
  let sum = 0;
  for (const name of names) {
    const [x, y] = [a.features[name] ?? 0, b.features[name] ?? 0];
    sum += x === y ? 0 : Math.min(1, Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y)));
  }
  return names.size === 0 ? 1 : 1 - sum / names.size;
}
