import { fromState, type Random, type RandomState } from '../../base/random.ts';
import { createArchive } from '../archive.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { checkStart, crossoverParameter, populationParameter } from './evolution.ts';
import { createVariation } from './variation.ts';

/**
 * The box of a point in a grid of `divisions` a cost: along each, 0 to `divisions` - 1; a point on a border belongs to the
 * lower box. The index counts boxes along the first cost fastest.
 */
export function boxOf(
  costs: readonly number[],
  low: readonly number[],
  high: readonly number[],
  divisions: number,
): number {
  let index = 0;
  for (let k = costs.length - 1; k >= 0; k--) {
    const range = high[k]! - low[k]!;
    const place = range > 0 ? (costs[k]! - low[k]!) / range : 0;
    index = index * divisions + Math.min(divisions - 1, Math.max(0, Math.ceil(place * divisions) - 1));
  }
  return index;
}

/** Indexes of the members of each box that has any. */
function boxesOf(members: readonly Solution[], divisions: number): number[][] {
  const m = members[0]?.costs.length ?? 0;
  const low = Array.from({ length: m }, (_, k) => Math.min(...members.map(({ costs }) => costs[k]!)));
  const high = Array.from({ length: m }, (_, k) => Math.max(...members.map(({ costs }) => costs[k]!)));
  const boxes = new Map<number, number[]>();
  for (const [i, { costs }] of members.entries()) {
    const box = boxOf(costs, low, high, divisions);
    const there = boxes.get(box);
    if (there) there.push(i);
    else boxes.set(box, [i]);
  }
  return [...boxes.values()];
}

interface State {
  readonly members: readonly Solution[];
  readonly random: RandomState;
}

export const pesa2: StrategyDefinition = {
  name: 'pesa2',
  doc: [
    'PESA-II: parents are drawn from thinly filled boxes of a grid over the front, so that gaps are filled first.',
    '',
    'Keeps only the front, so it converges fast; a good choice for two or three objectives and few trials.',
    '(Corne, Jerram, Knowles and Oates 2001, *PESA-II: Region-based selection in evolutionary multiobjective optimization*.)',
  ].join('\n'),
  parameters: [
    populationParameter(40),
    {
      name: 'archive',
      takes: { kind: 'integer', min: 2, max: 10_000 },
      default: 100,
      doc: 'Members of the front that are kept.',
    },
    {
      name: 'divisions',
      takes: { kind: 'integer', min: 2, max: 1000 },
      default: 32,
      doc: 'Boxes of the grid along each objective.',
    },
    crossoverParameter,
  ],
  objectives: 'any',
  check: checkStart,
  create(problem, parameters, source) {
    const divisions = Number(parameters.divisions);
    const variation = createVariation(problem.space, Number(parameters.crossover));
    let random: Random = source.fork('archive');
    const archive = createArchive(Number(parameters.archive), (members) => {
      const boxes = boxesOf(members, divisions);
      return random.pick(boxes.reduce((most, box) => (box.length > most.length ? box : most)));
    });
    let boxes: readonly (readonly number[])[] | undefined;

    const pick = (draw: Random): Solution => {
      boxes ??= boxesOf(archive.members, divisions);
      const [a, b] = [draw.pick(boxes), draw.pick(boxes)];
      const box = a.length < b.length || (a.length === b.length && draw.next() < 0.5) ? a : b;
      return archive.members[draw.pick(box)] as Solution;
    };
    const breeder: Breeder<State, null> = {
      breed: (draw) => ({
        assignment: variation.child(pick(draw).assignment, pick(draw).assignment, draw),
        note: null,
      }),
      tell(solution) {
        archive.add(solution);
        boxes = undefined;
      },
      snapshot: () => ({ members: [...archive.members], random: random.snapshot() }),
      restore(state) {
        archive.restore(state.members);
        random = fromState(state.random);
        boxes = undefined;
      },
    };
    return multiObjective(problem, source, Number(parameters.population), breeder);
  },
};
