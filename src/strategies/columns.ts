import type { Random } from '../base/random.ts';
import type { Assignment, Decision, DecisionValue, IntegerDecision, RealDecision } from '../space/decision.ts';
import { atUnit, gridSize, subsetOf, unitOf } from './encoding.ts';

/** A column of a table of trials that models of densities read: a number, or the options of a choice, or one option of a subset (out, in). */
export interface Column {
  readonly decision: Decision;
  /** 0: a number. */
  readonly options: number;
  readonly option: number;
  /** A value a trial, in order; NaN where the decision is missing. Numbers lie in [0, 1]. */
  values: Float64Array;
}

export function columnsOf(decisions: readonly Decision[]): Column[] {
  const of = (decision: Decision): Column[] => {
    const values = (): Float64Array => new Float64Array(64);
    switch (decision.kind) {
      case 'choice':
        return [{ decision, options: decision.options.length, option: 0, values: values() }];
      case 'subset':
        return decision.options.map((_, option) => ({ decision, options: 2, option, values: values() }));
      case 'integer':
      case 'real':
        return [{ decision, options: 0, option: 0, values: values() }];
    }
  };
  return decisions.flatMap(of);
}

export function columnValue({ decision, option }: Column, assignment: Assignment): number {
  const value = assignment[decision.path];
  if (value === undefined) return Number.NaN;
  if (typeof value === 'object') return value.includes(option) ? 1 : 0;
  if (decision.kind === 'choice' || decision.kind === 'subset') return value;
  const size = gridSize(decision);
  // Grid points in the middle of shares of the same width: the ends are as likely as the others.
  return Number.isFinite(size)
    ? (Math.round((value - decision.min) / (decision.step ?? 1)) + 0.5) / size
    : unitOf(decision, value);
}

export function decodeColumns(
  columns: readonly Column[],
  picks: Float64Array,
  random: Random,
): Record<string, DecisionValue> {
  const values: Record<string, DecisionValue> = {};
  const weights = new Map<Decision, number[]>();
  for (const [i, { decision, option }] of columns.entries()) {
    const pick = picks[i] as number;
    if (decision.kind === 'choice') values[decision.path] = pick;
    else if (decision.kind === 'subset') {
      const of = weights.get(decision) ?? [];
      weights.set(decision, of);
      of[option] = (pick + random.next()) / 2;
      if (option === decision.options.length - 1) values[decision.path] = subsetOf(decision, (o) => of[o] ?? 0);
    } else values[decision.path] = numberAt(decision, pick);
  }
  return values;
}

function numberAt(decision: IntegerDecision | RealDecision, place: number): number {
  const size = gridSize(decision);
  if (!Number.isFinite(size)) return atUnit(decision, place);
  const index = Math.min(size - 1, Math.floor(place * size));
  return Number((decision.min + index * (decision.step ?? 1)).toPrecision(12));
}
