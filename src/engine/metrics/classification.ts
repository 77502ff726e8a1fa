/** Measures of predicted classes. Scores stand row by row, one for each class; labels are class numbers. */

/** Index of the largest of `length` values; the first of equals. NaN never wins. */
export function largest(values: Float32Array, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) {
    if ((values[start + i] as number) > (values[start + best] as number)) best = i;
  }
  return best;
}

/** The class with the largest score in each row. */
export function predictions(scores: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: scores.length / classes }, (_, row) => largest(scores, row * classes, classes));
}

/** Share of equal entries. */
export function accuracy(predicted: Int32Array, labels: Int32Array): number {
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (predicted[i] === labels[i]) right++;
  return right / labels.length;
}

/** Share of rows whose label has one of the k largest scores; of equal scores the first counts as larger. */
export function topAccuracy(scores: Float32Array, classes: number, labels: Int32Array, k: number): number {
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const own = scores[row * classes + label] as number;
    let before = 0;
    for (let c = 0; c < classes; c++) {
      const score = scores[row * classes + c] as number;
      if (score > own || (score === own && c < label)) before++;
    }
    if (before < k) right++;
  }
  return right / labels.length;
}

export interface ClassScores {
  /** Means over the classes that occur among labels or predictions; a ratio with nothing below its line is 0. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** From the counts of all classes together. With one label a row it equals the accuracy. */
  readonly f1Micro: number;
}

export function classScores(predicted: Int32Array, labels: Int32Array, classes: number): ClassScores {
  const right = new Float64Array(classes);
  const said = new Float64Array(classes);
  const there = new Float64Array(classes);
  const count = (counts: Float64Array, c: number): void => {
    counts[c] = (counts[c] as number) + 1;
  };
  for (let i = 0; i < labels.length; i++) {
    const [found, label] = [predicted[i] as number, labels[i] as number];
    count(said, found);
    count(there, label);
    if (found === label) count(right, label);
  }
  const sums = { precision: 0, recall: 0, f1: 0 };
  let occurring = 0;
  let hits = 0;
  for (let c = 0; c < classes; c++) {
    const [tp, positives, members] = [right[c] as number, said[c] as number, there[c] as number];
    if (positives + members === 0) continue;
    occurring++;
    hits += tp;
    if (positives > 0) sums.precision += tp / positives;
    if (members > 0) sums.recall += tp / members;
    sums.f1 += (2 * tp) / (positives + members);
  }
  return {
    precision: sums.precision / occurring,
    recall: sums.recall / occurring,
    f1: sums.f1 / occurring,
    f1Micro: hits / labels.length,
  };
}
