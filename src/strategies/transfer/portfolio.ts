import type { Assignment } from '../../space/decision.ts';
import type { Carried, RelatedRun } from '../strategy.ts';

/** The best of each run that may be chosen. */
const CANDIDATES = 100;

/**
 * Up to `size` architectures that together did well in all runs: greedily, each time the one that lowers most the mean over
 * the runs (weighted by their similarity) of the best rank that the chosen ones have there. What a run has not tried has the
 * rank 1 in it, the worst. `complete` makes an architecture of carried values; undefined: they can't be used.
 * (Greedy set cover over ranks; cf. Feurer et al. 2022, *Auto-sklearn 2.0*, algorithm 1.)
 */
export function portfolioOf(
  runs: readonly RelatedRun[],
  size: number,
  complete: (carried: Carried) => Assignment | undefined,
): Assignment[] {
  const ranks = runs.map(({ tried }) => new Map(tried.map(({ key, rank }) => [key, rank])));
  const left = new Map(
    runs.flatMap(({ tried }) => tried.slice(0, CANDIDATES)).map((carried) => [carried.key, carried]),
  );
  const reached = runs.map(() => 1);
  const mean = (rankIn: (run: number) => number): number =>
    runs.reduce((sum, { similarity }, run) => sum + similarity * rankIn(run), 0);
  const chosen: Assignment[] = [];
  while (chosen.length < size && left.size > 0) {
    let best: { carried: Carried; together: number; alone: number } | undefined;
    for (const carried of left.values()) {
      const rank = (run: number): number => ranks[run]?.get(carried.key) ?? 1;
      const together = mean((run) => Math.min(reached[run] as number, rank(run)));
      const alone = mean(rank);
      if (!best || together < best.together || (together === best.together && alone < best.alone))
        best = { carried, together, alone };
    }
    const { carried } = best as NonNullable<typeof best>; // `left` is not empty
    left.delete(carried.key);
    const assignment = complete(carried);
    if (!assignment) continue;
    chosen.push(assignment);
    for (const [run, tried] of ranks.entries())
      reached[run] = Math.min(reached[run] as number, tried.get(carried.key) ?? 1);
  }
  return chosen;
}
