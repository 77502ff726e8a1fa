import type { Random } from '../base/random.ts';
import type { Assignment, Decision, DecisionValue, Subset } from '../space/decision.ts';

/** Integers and steps with more values than this are cut into bins. */
const LEVELS = 64;
/** Bins of a number that has no list of values. */
const BINS = 16;

/** Whether a decision may be missing. */
const conditional = (decision: Decision): boolean => !decision.when.some((condition) => condition.length === 0);

type NumberDecision = Exclude<Decision, { kind: 'choice' } | { kind: 'subset' }>;

/** How many grid points a number has; infinite without a step. */
export const gridSize = ({ min, max, step }: NumberDecision): number =>
  step === undefined ? Number.POSITIVE_INFINITY : Math.floor((max - min) / step + 1e-9) + 1;

/** Where a number lies in its range, 0 to 1 (on a log scale if it is searched on one). */
export function unitOf(decision: NumberDecision, value: number): number {
  const { min, max } = decision;
  if (max <= min) return 0.5;
  if (decision.kind === 'real' && decision.log) return Math.log(value / min) / Math.log(max / min);
  return (value - min) / (max - min);
}

/** The number at a place of its range: the nearest grid point if there is a grid. */
export function atUnit(decision: NumberDecision, unit: number): number {
  const { min, max, step } = decision;
  const place = Math.min(1, Math.max(0, unit));
  const log = decision.kind === 'real' && decision.log;
  const value = log ? min * (max / min) ** place : min + (max - min) * place;
  if (step === undefined) return Math.min(max, Math.max(min, value));
  const index = Math.min(gridSize(decision) - 1, Math.max(0, Math.round((value - min) / step)));
  return Number((min + index * step).toPrecision(12));
}

/** Members of a subset from a weight for each option: those at or above 0.5, as many as are allowed, the heaviest first. */
export function subsetOf({ min, max, options }: Subset, weight: (option: number) => number): number[] {
  const order = options.map((_, option) => option).sort((a, b) => weight(b) - weight(a) || a - b);
  const wanted = order.filter((option) => weight(option) >= 0.5).length;
  return order.slice(0, Math.min(max, Math.max(min, wanted))).sort((a, b) => a - b);
}

/** Assignments as vectors for models: one-hot for choices and subsets, the place in the range for numbers. */
export interface Encoding {
  readonly size: number;
  encode(assignment: Assignment): Float64Array;
}

/** A decision that may be missing has one column more, 1 where it is missing; its others are 0 there. */
export function oneHot(decisions: readonly Decision[]): Encoding {
  const width = (decision: Decision): number => ('options' in decision ? decision.options.length : 1);
  let size = 0;
  const columns = decisions.map((decision) => {
    const start = size;
    size += width(decision) + (conditional(decision) ? 1 : 0);
    return { decision, start, missing: start + width(decision) };
  });
  return {
    size,
    encode(assignment) {
      const vector = new Float64Array(size);
      for (const { decision, start, missing } of columns) {
        const value = assignment[decision.path];
        if (value === undefined) {
          if (missing < size && conditional(decision)) vector[missing] = 1;
        } else if (typeof value === 'object') for (const option of value) vector[start + option] = 1;
        else if (decision.kind === 'choice') vector[start + value] = 1;
        else if (decision.kind !== 'subset') vector[start] = unitOf(decision, value);
      }
      return vector;
    },
  };
}

/** A place where a policy over finite alternatives chooses: one a choice or number, one an option of a subset. */
export interface Slot {
  readonly decision: Decision;
  /** Alternatives. */
  readonly size: number;
  /** Of a subset: the option that is in (1) or out (0). */
  readonly option?: number;
}

export function slotsOf(decisions: readonly Decision[]): Slot[] {
  const of = (decision: Decision): Slot[] => {
    switch (decision.kind) {
      case 'choice':
        return [{ decision, size: decision.options.length }];
      case 'subset':
        return decision.options.map((_, option) => ({ decision, size: 2, option }));
      case 'integer':
      case 'real':
        return [{ decision, size: gridSize(decision) <= LEVELS ? gridSize(decision) : BINS }];
    }
  };
  return decisions.flatMap(of);
}

/** Which alternative of each slot an assignment has; -1 where the decision is missing. */
export function encodeSlots(slots: readonly Slot[], assignment: Assignment): Int32Array {
  return Int32Array.from(slots, ({ decision, size, option }) => {
    const value = assignment[decision.path];
    if (value === undefined) return -1;
    if (typeof value === 'object') return value.includes(option ?? -1) ? 1 : 0;
    if (decision.kind === 'choice' || decision.kind === 'subset') return value;
    if (gridSize(decision) === size) return Math.round((value - decision.min) / (decision.step ?? 1));
    return Math.min(size - 1, Math.floor(unitOf(decision, value) * size));
  });
}

/** The values that slots stand for; a place in a bin is drawn. Decisions that don't exist are left to `repair`. */
export function decodeSlots(
  slots: readonly Slot[],
  picks: ArrayLike<number>,
  random: Random,
): Record<string, DecisionValue> {
  const values: Record<string, DecisionValue> = {};
  const weights = new Map<Subset, number[]>();
  for (const [i, { decision, size, option }] of slots.entries()) {
    const pick = picks[i] as number;
    if (decision.kind === 'choice') values[decision.path] = pick;
    else if (decision.kind === 'subset') {
      const of = weights.get(decision) ?? [];
      weights.set(decision, of);
      of[option ?? 0] = (pick + random.next()) / 2;
    } else if (gridSize(decision) === size) {
      values[decision.path] = Number((decision.min + pick * (decision.step ?? 1)).toPrecision(12));
    } else values[decision.path] = atUnit(decision, (pick + random.next()) / size);
  }
  // What is in weighs 0.5 or more, what is out less; among equals chance decides whom `min` and `max` hit.
  for (const [decision, of] of weights) values[decision.path] = subsetOf(decision, (option) => of[option] ?? 0);
  return values;
}
