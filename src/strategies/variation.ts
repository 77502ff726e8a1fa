import type { Random } from '../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../space/decision.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { atUnit, unitOf } from './encoding.ts';

/** Distribution indexes: the larger, the closer a child lies to its parents. */
const CROSSOVER_INDEX = 15;
const MUTATION_INDEX = 20;

export interface Variation {
  /** A child of two parents, which may be equal to one of them. */
  child(mother: Assignment, father: Assignment, random: Random): Assignment;
  mutate(assignment: Assignment, random: Random): Assignment;
}

/**
 * Crossover and mutation for mixed and conditional spaces. Of the decisions that both parents have, half cross: choices and subsets
 * come from either parent; numbers, in their range or its logarithm, by simulated binary crossover (Deb and Agrawal
 * 1995, η = 15). Each decision then mutates with probability 1 / n: choices to another option, subsets by one member,
 * numbers by polynomial mutation (Deb and Goyal 1996, η = 20). What comes to exist is taken from the parent that has it, or
 * drawn.
 */
export function createVariation(space: SearchSpace, crossover: number): Variation {
  const always = space.decisions.every(({ when }) => when.some((condition) => condition.length === 0));
  const byPath = new Map(space.decisions.map((decision) => [decision.path, decision]));
  const activeIn = (assignment: Assignment): readonly Decision[] =>
    always ? space.decisions : Object.keys(assignment).map((path) => byPath.get(path) as Decision);

  const mutateIn = (values: Record<string, DecisionValue>, active: readonly Decision[], random: Random): void => {
    const rate = 1 / Math.max(2, active.length);
    for (const decision of active) {
      if (random.next() < rate) values[decision.path] = mutated(decision, values[decision.path]!, random);
    }
  };
  const complete = (values: Record<string, DecisionValue>, random: Random): Assignment =>
    always ? values : space.repair(values, random);

  return {
    child(mother, father, random) {
      const values: Record<string, DecisionValue> = always ? { ...mother } : { ...father, ...mother };
      if (random.next() < crossover) {
        for (const decision of activeIn(mother)) {
          const [a, b] = [mother[decision.path]!, father[decision.path]];
          if (b === undefined || same(a, b) || random.next() < 0.5) continue;
          const near = random.next() < 0.5;
          values[decision.path] = crossed(decision, near ? a : b, near ? b : a, random);
        }
      }
      mutateIn(values, activeIn(mother), random);
      return complete(values, random);
    },
    mutate(assignment, random) {
      const values = { ...assignment };
      mutateIn(values, activeIn(assignment), random);
      return complete(values, random);
    },
  };
}

// By value: two assignments may or may not hold one and the same array.
const same = (a: DecisionValue, b: DecisionValue): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && a.length === b.length && a.every((x, i) => x === b[i]));

/** Close to `a`, or `a` itself. */
function crossed(decision: Decision, a: DecisionValue, b: DecisionValue, random: Random): DecisionValue {
  switch (decision.kind) {
    case 'choice':
    case 'subset':
      return a;
    case 'integer':
    case 'real':
      return atUnit(decision, simulatedBinary(unitOf(decision, Number(a)), unitOf(decision, Number(b)), random));
  }
}

/** The child of simulated binary crossover that lies on the side of `a`, within [0, 1]. */
export function simulatedBinary(a: number, b: number, random: Random): number {
  const gap = Math.abs(a - b);
  if (gap < 1e-14) return a;
  const room = a < b ? Math.min(a, b) : 1 - Math.max(a, b);
  const power = -(CROSSOVER_INDEX + 1);
  const alpha = 2 - (1 + (2 * room) / gap) ** power;
  const u = random.next();
  const spread = (u <= 1 / alpha ? u * alpha : 1 / (2 - u * alpha)) ** (1 / (CROSSOVER_INDEX + 1));
  const child = 0.5 * (a + b + (a < b ? -spread : spread) * gap);
  return Math.min(1, Math.max(0, child));
}

/** Polynomial mutation within [0, 1]. */
export function polynomial(x: number, random: Random): number {
  const u = random.next();
  const power = MUTATION_INDEX + 1;
  const step =
    u < 0.5
      ? (2 * u + (1 - 2 * u) * (1 - x) ** power) ** (1 / power) - 1
      : 1 - (2 * (1 - u) + 2 * (u - 0.5) * x ** power) ** (1 / power);
  return Math.min(1, Math.max(0, x + step));
}

function mutated(decision: Decision, value: DecisionValue, random: Random): DecisionValue {
  switch (decision.kind) {
    case 'choice': {
      if (decision.options.length < 2) return value;
      const other = random.integer(decision.options.length - 1);
      return other < Number(value) ? other : other + 1;
    }
    case 'subset':
      return otherSubset(decision.options.length, decision.min, decision.max, value as readonly number[], random);
    case 'integer':
    case 'real': {
      const moved = atUnit(decision, polynomial(unitOf(decision, Number(value)), random));
      if (moved !== value || decision.step === undefined) return moved;
      // On a coarse grid most steps round to nothing: go to the next point.
      const unit = decision.step / (decision.max - decision.min || 1);
      const near = [-1, 1].map((side) => atUnit(decision, unitOf(decision, Number(value)) + side * unit));
      const others = near.filter((other) => other !== value);
      return others.length > 0 ? random.pick(others) : value;
    }
  }
}

/** One member more or fewer, or one exchanged if the size may not change. */
function otherSubset(options: number, min: number, max: number, present: readonly number[], random: Random): number[] {
  const option = random.integer(options);
  const without = present.filter((member) => member !== option);
  if (without.length < present.length) {
    if (without.length >= min) return without;
    const outside = Array.from({ length: options }, (_, i) => i).filter((i) => !present.includes(i));
    return outside.length > 0 ? [...without, random.pick(outside)].sort((a, b) => a - b) : [...present];
  }
  const kept = present.length < max ? present : random.shuffle(present).slice(1);
  return [...kept, option].sort((a, b) => a - b);
}
