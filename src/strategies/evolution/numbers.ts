import type { Random } from '../../base/random.ts';
import type { RealDecision } from '../../space/decision.ts';
import { atUnit } from '../encoding.ts';
import { type Asked, type Breeder, freshChild, type Ground } from '../multi-objective.ts';
import type { Values } from '../values.ts';
import { numberRows } from './number-rows.ts';

/** Draws in a row that give nothing new before the space counts as exhausted, as of `Seen`. */
const TRIES = 10_000;

/** A search of numbers by a breeder, result by result. Costs are minimised. */
export interface NumberSearch<N> {
  /** A point that was not asked before; undefined while it waits for the first result, or if none is left. */
  ask(): Asked<N, Values> | undefined;
  tell(asked: Asked<N, Values>, costs: readonly number[], violation: number): void;
}

/**
 * The search that a strategy makes of the breeder, without assignments by name: for functions of numbers that cost less than
 * the names would. The same draws give the same points.
 */
export function numberSearch<S, N>(
  decisions: readonly RealDecision[],
  random: Random,
  initial: number,
  breeder: Breeder<S, N, Values>,
): NumberSearch<N> {
  const tried = numberRows(decisions.length);
  const ground: Ground<Values> = {
    fresh: (point) => !tried.has(point),
    draw(source) {
      for (let i = 0; i < TRIES; i++) {
        const point = decisions.map((decision) => atUnit(decision, source.next()));
        if (!tried.has(point)) return point;
      }
      return undefined;
    },
    // Numbers without a grid have no neighbours to list.
    near: () => [],
  };
  let [turn, waiting, finished] = [0, 0, 0];
  return {
    ask() {
      const starts = finished + waiting < initial;
      if (!starts && finished === 0) return undefined;
      const drawn = starts ? ground.draw(random) : undefined;
      const asked = starts ? drawn && { assignment: drawn } : freshChild(breeder, ground, random, turn);
      if (!asked) return undefined;
      tried.add(asked.assignment);
      turn++;
      waiting++;
      return asked;
    },
    tell({ assignment, note }, costs, violation) {
      waiting--;
      finished++;
      breeder.tell({ assignment, costs, violation }, note);
    },
  };
}
