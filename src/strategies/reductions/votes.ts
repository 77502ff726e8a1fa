/**
 * How many others each candidate beats by a majority of judges (Abdelfattah et al. 2021, *vote*): `scores[judge][candidate]`,
 * larger is better.
 */
export function votes(scores: readonly (readonly number[])[]): number[] {
  const n = scores[0]?.length ?? 0;
  const wins = new Array<number>(n).fill(0);
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      let balance = 0;
      for (const judge of scores) balance += Math.sign((judge[a] as number) - (judge[b] as number)) || 0;
      if (balance > 0) wins[a] = (wins[a] as number) + 1;
      else if (balance < 0) wins[b] = (wins[b] as number) + 1;
    }
  }
  return wins;
}
