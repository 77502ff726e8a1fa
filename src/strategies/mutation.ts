import type { Random } from '../base/random.ts';
import type { Assignment, Decision, DecisionValue, IntegerDecision, RealDecision, Subset } from '../space/decision.ts';
import type { SearchSpace } from '../space/search-space.ts';

/** A number with more values than this is not listed; this many candidates are drawn instead. */
const CANDIDATES = 32;
/** Standard deviation of a step of a real number, as a fraction of its range. */
const STEP = 0.1;

/**
 * The assignments one mutation away, in random order: a decision that exists, each as likely, gets another value, each as
 * likely (numbers: half of the time a near one). Decisions that come to exist are drawn. Every pair of decision and value
 * comes once, so the end means that the neighbourhood is exhausted.
 */
export function* neighbours(space: SearchSpace, assignment: Assignment, random: Random): Generator<Assignment> {
  const open = space
    .active(assignment)
    .map((decision) => ({ decision, values: undefined as DecisionValue[] | undefined }));
  while (open.length > 0) {
    const index = random.integer(open.length);
    const entry = open[index] as (typeof open)[number];
    entry.values ??= otherValues(entry.decision, assignment[entry.decision.path] as DecisionValue, random);
    const value = entry.values.shift();
    if (value === undefined) open.splice(index, 1);
    else yield space.repair({ ...assignment, [entry.decision.path]: value }, random);
  }
}

/** Values other than the present one, in the order in which a mutation tries them. */
function otherValues(decision: Decision, present: DecisionValue, random: Random): DecisionValue[] {
  switch (decision.kind) {
    case 'choice':
      return random.shuffle(decision.options.map((_, option) => option).filter((option) => option !== present));
    case 'subset':
      return random.shuffle(otherSubsets(decision, present as readonly number[]));
    case 'integer':
      return otherNumbers(decision, present as number, random);
    case 'real':
      return decision.step === undefined
        ? otherReals(decision, present as number, random)
        : otherNumbers({ ...decision, step: decision.step }, present as number, random);
  }
}

/** One member more, one fewer, or one exchanged. */
function otherSubsets({ options, min, max }: Subset, present: readonly number[]): number[][] {
  const inside = new Set(present);
  const outside = options.map((_, option) => option).filter((option) => !inside.has(option));
  const sorted = (members: number[]): number[] => members.sort((a, b) => a - b);
  const all: number[][] = [];
  if (present.length < max) for (const added of outside) all.push(sorted([...present, added]));
  if (present.length > min) for (const removed of present) all.push(present.filter((member) => member !== removed));
  for (const removed of present) {
    const kept = present.filter((member) => member !== removed);
    for (const added of outside) all.push(sorted([...kept, added]));
  }
  return all;
}

/** Numbers on a grid: half of the time an adjacent one first, the others in random order. */
function otherNumbers(
  { min, max, step }: Pick<IntegerDecision, 'min' | 'max' | 'step'>,
  present: number,
  random: Random,
): number[] {
  const size = Math.floor((max - min) / step + 1e-9) + 1;
  const at = Math.round((present - min) / step);
  const value = (index: number): number => tidy(min + index * step);
  const near = [at - 1, at + 1].filter((index) => index >= 0 && index < size);
  const all =
    size <= CANDIDATES
      ? random.shuffle(Array.from({ length: size }, (_, index) => index).filter((index) => index !== at))
      : [...new Set([...near, ...Array.from({ length: CANDIDATES }, () => random.integer(size))])].filter(
          (i) => i !== at,
        );
  if (near.length > 0 && random.next() < 0.5) {
    const first = random.pick(near);
    return [first, ...all.filter((index) => index !== first)].map(value);
  }
  return (size <= CANDIDATES ? all : random.shuffle(all)).map(value);
}

/** Grid points as they are written: 0.3, not 0.30000000000000004. */
const tidy = (value: number): number => Number(value.toPrecision(12));

/** Real numbers: each candidate is half of the time a normal step from the present one, else drawn anew. */
function otherReals({ min, max, log }: RealDecision, present: number, random: Random): number[] {
  if (max <= min) return [];
  const low = log ? Math.log(min) : min;
  const high = log ? Math.log(max) : max;
  const place = ((log ? Math.log(present) : present) - low) / (high - low);
  const values: number[] = [];
  for (let i = 0; i < CANDIDATES; i++) {
    const unit = random.next() < 0.5 ? place + STEP * random.normal() : random.next();
    if (unit < 0 || unit > 1) continue;
    const value = low + unit * (high - low);
    values.push(Math.min(max, Math.max(min, log ? Math.exp(value) : value)));
  }
  return values.filter((value) => value !== present);
}
