import type { Random } from '../../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { atUnit, unitOf } from '../encoding.ts';
import { isFixed, type Values, valuesOf } from '../values.ts';

/** Distribution index: the larger, the closer a mutant lies to what it was. That of crossover is 15. */
const MUTATION_INDEX = 20;

/** `G`: the form in which it takes assignments and gives them. */
export interface Variation<G> {
  /** A child of two parents, which may be equal to one of them. */
  child(mother: G, father: G, random: Random): G;
  mutate(genome: G, random: Random): G;
}

export function createVariation(space: SearchSpace, crossover: number): Variation<Assignment> {
  const { decode, encode } = valuesOf(space.decisions);
  const { child, mutate } = valuesVariation(space, crossover);
  return {
    child: (mother, father, random) => decode(child(encode(mother), encode(father), random)),
    mutate: (assignment, random) => decode(mutate(encode(assignment), random)),
  };
}

/**
 * Crossover and mutation for mixed and conditional spaces. Of the decisions that both parents have, half cross: choices and subsets
 * come from either parent; numbers, in their range or its logarithm, by simulated binary crossover (Deb and Agrawal
 * 1995, η = 15). Each decision then mutates with probability 1 / n: choices to another option, subsets by one member,
 * numbers by polynomial mutation (Deb and Goyal 1996, η = 20). What comes to exist is taken from the parent that has it, or
 * drawn.
 */
export function valuesVariation(space: SearchSpace, crossover: number): Variation<Values> {
  // A space that changes more than what is missing repairs every child.
  return !space.changesMore && isFixed(space.decisions)
    ? fixedVariation(space.decisions, crossover)
    : conditionalVariation(space, crossover);
}

/** Of spaces in which every decision always exists. */
function fixedVariation(decisions: readonly Decision[], crossover: number): Variation<Values> {
  const n = decisions.length;
  const rate = 1 / Math.max(2, n);
  const mutateIn = (values: (DecisionValue | null)[], random: Random): Values => {
    for (let i = skip(random, rate); i < n; i += 1 + skip(random, rate)) {
      values[i] = mutated(decisions[i]!, values[i]!, random);
    }
    return values;
  };
  return {
    child(mother, father, random) {
      const child = mother.slice();
      if (random.next() >= crossover) return mutateIn(child, random);
      let coins = 0;
      for (let i = 0; i < n; i++) {
        // Two coins a decision, fifteen decisions a draw.
        if (i % 15 === 0) coins = random.integer(0x4000_0000);
        const coin = coins & 3;
        coins >>= 2;
        if (coin < 2) continue;
        const a = mother[i]!;
        const b = father[i]!;
        if (same(a, b)) continue;
        child[i] = coin === 2 ? crossed(decisions[i]!, a, b, random) : crossed(decisions[i]!, b, a, random);
      }
      return mutateIn(child, random);
    },
    mutate: (values, random) => mutateIn(values.slice(), random),
  };
}

function conditionalVariation(space: SearchSpace, crossover: number): Variation<Values> {
  const { decisions } = space;
  const { decode, encode } = valuesOf(decisions);
  const mutateIn = (values: Record<string, DecisionValue>, active: readonly Decision[], random: Random): Values => {
    const rate = 1 / Math.max(2, active.length);
    for (let i = skip(random, rate); i < active.length; i += 1 + skip(random, rate)) {
      const decision = active[i] as Decision;
      values[decision.path] = mutated(decision, values[decision.path]!, random);
    }
    return encode(space.repair(values, random));
  };
  const activeIn = (values: Values): Decision[] => decisions.filter((_, i) => values[i] !== null);
  return {
    child(mother, father, random) {
      const values: Record<string, DecisionValue> = { ...decode(father), ...decode(mother) };
      const active = activeIn(mother);
      if (random.next() < crossover) {
        for (const [i, decision] of decisions.entries()) {
          const [a, b] = [mother[i], father[i]];
          if (a == null || b == null || same(a, b) || random.next() < 0.5) continue;
          const near = random.next() < 0.5;
          values[decision.path] = crossed(decision, near ? a : b, near ? b : a, random);
        }
      }
      return mutateIn(values, active, random);
    },
    mutate: (values, random) => mutateIn({ ...decode(values) }, activeIn(values), random),
  };
}

/** How many are passed over before one is hit, if each is with probability `rate`: one draw a hit instead of one each. */
const skip = (random: Random, rate: number): number => Math.floor(Math.log(1 - random.next()) / Math.log(1 - rate));

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
  const room = a < b ? a : 1 - a;
  const alpha = 2 - 1 / to16(1 + (2 * room) / gap);
  const u = random.next();
  const spread = root16(u <= 1 / alpha ? u * alpha : 1 / (2 - u * alpha));
  const child = 0.5 * (a + b + (a < b ? -spread : spread) * gap);
  return Math.min(1, Math.max(0, child));
}

// η + 1 = 16: its powers and roots are squares of squares, far faster than general powers.
const to16 = (x: number): number => {
  const square = x * x;
  const fourth = square * square;
  const eighth = fourth * fourth;
  return eighth * eighth;
};
const root16 = (x: number): number => Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(x))));

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
