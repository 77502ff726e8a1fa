import { type Direction, totalViolation } from '../base/dominance.ts';
import type { Assignment } from '../space/decision.ts';
import type { Observation, Problem } from './strategy.ts';

/** A finished trial as strategies remember it. JSON. */
export interface Member {
  readonly assignment: Assignment;
  readonly objectives: readonly number[];
  readonly violations: readonly number[];
}

/** The member that an observation makes; undefined if the trial did not finish, or not with numbers. */
export function memberOf({ assignment, outcome }: Observation): Member | undefined {
  if (outcome.kind !== 'finished' || !outcome.objectives.every(Number.isFinite)) return undefined;
  // JSON has no infinity.
  const violations = outcome.violations.map((missed) => (Number.isFinite(missed) ? missed : Number.MAX_VALUE));
  return { assignment, objectives: outcome.objectives, violations };
}

export const directionOf = (problem: Problem): Direction => problem.objectives[0]?.direction ?? 'maximize';

/**
 * One number a member, larger is better. Members that miss a constraint lie below every one that keeps all, the further
 * the more they miss; values that are not finite count as the worst that was seen.
 */
export function merits(members: readonly Member[], direction: Direction): Float64Array {
  const out = new Float64Array(members.length);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [i, member] of members.entries()) {
    const value = member.objectives[0] ?? Number.NaN;
    out[i] = direction === 'minimize' ? -value : value;
    if (!Number.isFinite(out[i])) continue;
    low = Math.min(low, out[i] as number);
    high = Math.max(high, out[i] as number);
  }
  if (low > high) [low, high] = [0, 0];
  const range = high - low || 1;
  for (const [i, member] of members.entries()) {
    const missed = totalViolation(member);
    if (missed > 0) out[i] = low - range * (Number.isFinite(missed) ? missed / (1 + missed) : 1);
    else if (!Number.isFinite(out[i])) out[i] = low;
  }
  return out;
}
