import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import { atUnit, subsetOf, unitOf } from '../encoding.ts';

/**
 * Assignments as points of a unit cube, for methods that move through one: a coordinate a decision, cut into equal parts
 * for the options of a choice, the place in the range for a number; for a subset one an option, inside from 0.5 on.
 */
export interface Positions {
  readonly size: number;
  /** Values for all decisions; `repair` drops those that don't exist. */
  decode(position: ArrayLike<number>): Record<string, DecisionValue>;
  /** Stays where `near` is in what that stands for already, and in decisions that don't exist. */
  encode(assignment: Assignment, near?: ArrayLike<number>): number[];
}

export function positionsOf(decisions: readonly Decision[]): Positions {
  const width = (decision: Decision): number => (decision.kind === 'subset' ? decision.options.length : 1);
  const size = decisions.reduce((sum, decision) => sum + width(decision), 0);

  const valueAt = (decision: Decision, position: ArrayLike<number>, start: number): DecisionValue => {
    switch (decision.kind) {
      case 'choice':
        return Math.min(decision.options.length - 1, Math.floor(position[start]! * decision.options.length));
      case 'subset':
        return subsetOf(decision, (option) => position[start + option]!);
      case 'integer':
      case 'real':
        return atUnit(decision, position[start]!);
    }
  };
  const placeOf = (decision: Decision, value: DecisionValue): number[] => {
    if (decision.kind === 'choice') return [(Number(value) + 0.5) / decision.options.length];
    if (decision.kind !== 'subset') return [unitOf(decision, Number(value))];
    return decision.options.map((_, option) => ((value as readonly number[]).includes(option) ? 0.75 : 0.25));
  };

  return {
    size,
    decode(position) {
      const values: Record<string, DecisionValue> = {};
      let start = 0;
      for (const decision of decisions) {
        values[decision.path] = valueAt(decision, position, start);
        start += width(decision);
      }
      return values;
    },
    encode(assignment, near) {
      const position: number[] = [];
      for (const decision of decisions) {
        const start = position.length;
        const there = Array.from({ length: width(decision) }, (_, i) => near?.[start + i] ?? 0.5);
        const value = assignment[decision.path];
        const stays = value === undefined || (near && String(valueAt(decision, near, start)) === String(value));
        position.push(...(stays ? there : placeOf(decision, value)));
      }
      return position;
    },
  };
}
