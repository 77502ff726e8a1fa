/**
 * Area under the ROC curve: P(s⁺ > s⁻) + ½ P(s⁺ = s⁻), from the ranks of the scores (Mann and Whitney 1947).
 * NaN if all rows are positive or none is.
 */
export function rocAuc(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number {
  const count = scores.length;
  const score = (i: number): number => scores[i] as number;
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => score(a) - score(b));
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < count; ) {
    let end = start;
    while (end < count && score(order[end] as number) === score(order[start] as number)) end++;
    // Equal scores share the middle of their ranks, which count from 1.
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) {
      if (!positive[order[i] as number]) continue;
      positives++;
      rankSum += rank;
    }
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (count - positives));
}

/** Mean over the classes of the area of one class against the rest; classes without positives or negatives are left out. */
export function rocAucOneVersusRest(scores: Float32Array, classes: number, labels: Int32Array): number {
  let sum = 0;
  let counted = 0;
  for (let c = 0; c < classes; c++) {
    const own = Float32Array.from(labels, (_, row) => scores[row * classes + c] as number);
    const area = rocAuc(
      own,
      Array.from(labels, (label) => label === c),
    );
    if (Number.isNaN(area)) continue;
    sum += area;
    counted++;
  }
  return sum / counted;
}
