import type { Random } from '../../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { changedSpace } from './changed-space.ts';

/** Architectures that are looked at to repair one. */
const LOOKS = 500;
/** Halvings of the range of a number without a grid. */
const HALVINGS = 12;

type Missed = (assignment: Assignment) => number;

/**
 * The same space, but what is drawn or made of parts keeps the requirements where that can be had: it is `repaired`.
 * `missed`: by how much all requirements together are missed; 0 if they are kept.
 */
export function repairingSpace(space: SearchSpace, missed: Missed): SearchSpace {
  return changedSpace(space, (assignment, random) => repaired(space, missed, assignment, random));
}

/**
 * An architecture with few decisions changed that keeps the requirements; the one given if it keeps them, or if there is no
 * way. The change that helps most comes first, until one is enough; among those the least is taken, and what turns out not
 * to be needed is taken back. Costs are assumed to rise or fall with a number, so that its ends say which way to go and
 * halving finds how far. If costs add up and there is one limit, no repair changes fewer decisions.
 */
export function repaired(space: SearchSpace, missed: Missed, start: Assignment, random: Random): Assignment {
  let left = missed(start);
  if (left === 0) return start;
  let looks = LOOKS;
  const look: Look = (from, path, value) => {
    looks--;
    const assignment = space.repair({ ...from, [path]: value }, random);
    return { path, assignment, missed: missed(assignment) };
  };
  const changed = new Set<string>();
  let now = start;
  while (left > 0) {
    let best: Step | undefined;
    const enough: Step[] = [];
    for (const decision of random.shuffle(space.active(now))) {
      if (changed.has(decision.path)) continue;
      for (const value of tries(decision, now[decision.path] as DecisionValue)) {
        if (looks <= 0) return start;
        const step = look(now, decision.path, value);
        if (step.missed === 0) enough.push(decision.kind === 'choice' ? step : nearest(decision, now, step, look));
        if (step.missed < (best?.missed ?? left)) best = step;
      }
    }
    best = enough.length > 0 ? leastOf(enough, space, now) : best;
    if (!best) return start;
    changed.add(best.path);
    [now, left] = [best.assignment, best.missed];
  }
  return takenBack(space, look, start, now);
}

type Look = (from: Assignment, path: string, value: DecisionValue) => Step;
interface Step {
  readonly path: string;
  readonly assignment: Assignment;
  readonly missed: number;
}

/** Other values: of numbers the ends, of subsets one member more or fewer. */
function tries(decision: Decision, present: DecisionValue): DecisionValue[] {
  if (decision.kind === 'choice') return decision.options.map((_, i) => i).filter((option) => option !== present);
  if (decision.kind !== 'subset') return [decision.min, decision.max].filter((end) => end !== present);
  const members = present as readonly number[]; // of a subset
  return decision.options.flatMap((_, option) => {
    const others = members.filter((member) => member !== option);
    const set = others.length < members.length ? others : [...members, option].sort((a, b) => a - b);
    return set.length >= decision.min && set.length <= decision.max ? [set] : [];
  });
}

/** Of a number whose end is enough: the value that is, nearest to the present one. */
function nearest(decision: Decision, from: Assignment, end: Step, look: Look): Step {
  if (decision.kind !== 'integer' && decision.kind !== 'real') return end;
  const { path, step } = decision;
  const [present, last] = [Number(from[path]), Number(end.assignment[path])];
  const unit = step ?? Math.abs(last - present) / 2 ** HALVINGS;
  const sign = Math.sign(last - present);
  let [near, far, found] = [0, Math.round(Math.abs(last - present) / unit), end];
  while (far - near > 1) {
    const middle = Math.floor((near + far) / 2);
    const tried = look(from, path, Number((present + sign * middle * unit).toPrecision(12)));
    if (tried.missed === 0) [far, found] = [middle, tried];
    else near = middle;
  }
  return found;
}

/** The least change: the fewest decisions, then the shortest way; of equals the first. */
function leastOf(steps: readonly Step[], space: SearchSpace, from: Assignment): Step {
  const sizes = steps.map(({ assignment }) => changeOf(space, from, assignment));
  return steps[sizes.indexOf(Math.min(...sizes))] as Step;
}

/** Each decision that changed counts 1, numbers by the part of their range besides. */
function changeOf({ decisions }: SearchSpace, a: Assignment, b: Assignment): number {
  let sum = 0;
  for (const decision of decisions) {
    const [x, y] = [a[decision.path], b[decision.path]];
    if (String(x) === String(y)) continue;
    sum += 1;
    if ('options' in decision || typeof x !== 'number' || typeof y !== 'number') sum += 1;
    else sum += Math.abs(x - y) / (decision.max - decision.min || 1);
  }
  return sum;
}

/** Each changed decision gets its value back if the rest is enough; a number goes back as far as that lasts. */
function takenBack(space: SearchSpace, look: Look, start: Assignment, found: Assignment): Assignment {
  let now = found;
  for (const decision of space.active(start)) {
    const { path } = decision;
    const [value, changed] = [start[path], now[path]];
    if (value === undefined || changed === undefined || String(changed) === String(value)) continue;
    const back = look(now, path, value);
    const step =
      back.missed === 0 ? back : nearest(decision, back.assignment, { path, assignment: now, missed: 0 }, look);
    if (changeOf(space, start, step.assignment) < changeOf(space, start, now)) now = step.assignment;
  }
  return now;
}
