import type { Random } from '../../base/random.ts';
import type { Assignment, DecisionValue } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { atUnit, unitOf } from '../encoding.ts';

/** Standard deviations of the steps, as parts of the range of a number, one round each. */
const STEPS = [0.1, 0.05, 0.02, 0.01, 0.004];
/** Candidates that each round goes on from, and steps from each. */
const CENTRES = 4;
const EACH = 8;

interface Judged {
  readonly assignment: Assignment;
  /** Larger is better. */
  readonly worth: number;
}

/**
 * The most worthwhile architecture near the most worthwhile candidates: their numbers move in ever smaller steps, choices
 * stay. Without numbers, or nothing to judge by, it is the first of the best candidates, and nothing is drawn.
 */
export function refined(
  space: SearchSpace,
  candidates: readonly Judged[],
  judge: ((near: readonly Assignment[]) => ArrayLike<number>) | undefined,
  fresh: (assignment: Assignment) => boolean,
  random: Random,
): Assignment | undefined {
  const best = (all: readonly Judged[], count: number): Judged[] =>
    all
      .map((each, i) => ({ each, i }))
      .sort((a, b) => b.each.worth - a.each.worth || a.i - b.i)
      .slice(0, count)
      .map(({ each }) => each);
  let centres = best(candidates, CENTRES);
  const fixed = space.decisions.every(({ kind }) => kind === 'choice' || kind === 'subset');
  if (fixed || !judge) return centres[0]?.assignment;
  for (const step of STEPS) {
    const near = centres.flatMap(({ assignment }) =>
      Array.from({ length: EACH }, () => moved(space, assignment, step, random)).filter(fresh),
    );
    const worth = judge(near);
    centres = best([...centres, ...near.map((assignment, i) => ({ assignment, worth: worth[i] as number }))], CENTRES);
  }
  return centres[0]?.assignment;
}

/** Each number moves with probability 1/2, or all of them. */
function moved(space: SearchSpace, assignment: Assignment, step: number, random: Random): Assignment {
  const values: Record<string, DecisionValue> = { ...assignment };
  const all = random.next() < 0.5;
  for (const decision of space.active(assignment)) {
    if (decision.kind === 'choice' || decision.kind === 'subset') continue;
    if (!all && random.next() < 0.5) continue;
    const place = unitOf(decision, Number(assignment[decision.path]));
    values[decision.path] = atUnit(decision, place + step * random.normal());
  }
  return space.repair(values, random);
}
