import type { Random } from '../base/random.ts';
import type { DecisionValue } from './decision.ts';
import type { Hole } from './plan.ts';
import { holeValues } from './possible.ts';

/** Whether a decision can have a value. Numbers on a grid are compared as they are printed: 0.1 + 0.2 is on it. */
export function isValue(hole: Hole, value: DecisionValue): boolean {
  switch (hole.kind) {
    case 'choice':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < hole.options.length;
    case 'subset': {
      if (typeof value === 'number' || value.length < hole.min || value.length > hole.max) return false;
      return value.every((n, i) => Number.isInteger(n) && n > (value[i - 1] ?? -1) && n < hole.options.length);
    }
    case 'integer':
      return (
        typeof value === 'number' &&
        Number.isInteger(value) &&
        value >= hole.min &&
        value <= hole.max &&
        (value - hole.min) % hole.step === 0
      );
    case 'real':
      if (typeof value !== 'number' || !(value >= hole.min && value <= hole.max)) return false;
      return hole.step === undefined || (holeValues(hole)?.includes(value) ?? false);
  }
}

/** One of the values, each as likely (of a logarithmic range: each order of magnitude). */
export function drawValue(hole: Hole, random: Random): DecisionValue {
  switch (hole.kind) {
    case 'choice':
      return random.integer(hole.options.length);
    case 'integer':
      return hole.min + hole.step * random.integer(Math.floor((hole.max - hole.min) / hole.step) + 1);
    case 'real': {
      const grid = holeValues(hole);
      if (grid) return random.pick(grid);
      if (!hole.log) return hole.min + random.next() * (hole.max - hole.min);
      const value = Math.exp(Math.log(hole.min) + random.next() * Math.log(hole.max / hole.min));
      return Math.min(hole.max, Math.max(hole.min, value)); // exp(log(x)) may be a hair outside
    }
    case 'subset': {
      const size = drawSize(hole.options.length, hole.min, hole.max, random);
      const indexes = random.shuffle(hole.options.map((_, i) => i));
      return indexes.slice(0, size).sort((a, b) => a - b);
    }
  }
}

/** A size as likely as there are subsets of it. */
function drawSize(n: number, min: number, max: number, random: Random): number {
  const weights: number[] = [];
  for (let k = 0, ways = 1; k <= max; k++) {
    if (k >= min) weights.push(ways);
    ways = (ways * (n - k)) / (k + 1);
  }
  let at = random.next() * weights.reduce((a, b) => a + b, 0);
  const index = weights.findIndex((weight) => {
    at -= weight;
    return at < 0;
  });
  return min + (index < 0 ? weights.length - 1 : index);
}

/** All values in order. A real number without a grid has no end of them. */
export function valuesOf(hole: Hole): Iterable<DecisionValue> {
  switch (hole.kind) {
    case 'choice':
      return hole.options.map((_, i) => i);
    case 'subset':
      return subsets(hole.options.length, hole.min, hole.max);
    default: {
      const values = holeValues(hole);
      if (!values) {
        const advice = 'Give its range a step, or take another strategy.';
        throw new RangeError(`${hole.path} is a real number without a grid: its values can't be listed. ${advice}`);
      }
      return values;
    }
  }
}

function* subsets(n: number, min: number, max: number): Generator<readonly number[]> {
  function* from(start: number, chosen: readonly number[]): Generator<readonly number[]> {
    if (chosen.length >= min) yield chosen;
    if (chosen.length === max) return;
    for (let i = start; i < n; i++) yield* from(i + 1, [...chosen, i]);
  }
  yield* from(0, []);
}
