import type { Random } from '../../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { atUnit, unitOf } from '../encoding.ts';
import { changedSpace } from './changed-space.ts';

/** What decisions may be: some options (of a subset: its members are among them), or a range. By path; others are free. */
export type Box = ReadonlyMap<
  string,
  { readonly options: readonly number[] } | { readonly min: number; readonly max: number }
>;

export const inBox = (box: Box, assignment: Assignment): boolean =>
  Object.entries(assignment).every(([path, value]) => allows(box, path, value));

function allows(box: Box, path: string, value: DecisionValue): boolean {
  const side = box.get(path);
  if (!side) return true;
  if ('options' in side) return [value].flat().every((option) => side.options.includes(option));
  return typeof value === 'number' && value >= side.min && value <= side.max;
}

/** The same space, but what is drawn or made of parts lies in a box: values outside of it are drawn again within. */
export function boxedSpace(space: SearchSpace, box: Box): SearchSpace {
  const decisions = new Map(space.decisions.map((decision) => [decision.path, decision]));
  const within = (start: Assignment, random: Random): Assignment => {
    let now = start;
    // What a new value brings into being may lie outside too; each decision is corrected once.
    for (let left = decisions.size; left > 0; left--) {
      const outside = Object.keys(now).find((path) => !allows(box, path, now[path] as DecisionValue));
      if (outside === undefined) return now;
      const value = drawn(decisions.get(outside) as Decision, box, random);
      if (value === undefined) return now;
      now = space.repair({ ...now, [outside]: value }, random);
    }
    return now;
  };
  return changedSpace(space, within);
}

/** A value within the box; undefined where its side holds none that is one of the decision. */
function drawn(decision: Decision, box: Box, random: Random): DecisionValue | undefined {
  const side = box.get(decision.path);
  if (!side) return undefined;
  if ('options' in side) {
    if (decision.kind === 'choice') return side.options.length > 0 ? random.pick(side.options) : undefined;
    if (decision.kind !== 'subset' || side.options.length < decision.min) return undefined;
    const most = Math.min(decision.max, side.options.length);
    const size = decision.min + random.integer(most - decision.min + 1);
    return random
      .shuffle(side.options)
      .slice(0, size)
      .sort((a, b) => a - b);
  }
  if (decision.kind === 'choice' || decision.kind === 'subset') return undefined;
  const [low, high] = [unitOf(decision, side.min), unitOf(decision, side.max)];
  // The nearest point of a grid may lie outside: the ends of a side are points of it.
  const value = atUnit(decision, low + random.next() * (high - low));
  return Math.min(side.max, Math.max(side.min, value));
}
