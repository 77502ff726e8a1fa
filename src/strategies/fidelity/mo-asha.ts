import { crowdingDistances } from '../indicators/crowding.ts';
import { type Solution, solutionOf } from '../multi-objective.ts';
import { costsOf, frontsOf, scaled, take } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { climbing } from './climbing.ts';
import { checkLevels, etaParameter, fidelitiesOf, levelsParameter } from './halving.ts';

const RANKINGS = ['epsilon_net', 'crowding', 'scalarization'] as const;
type Ranking = (typeof RANKINGS)[number];

export const moAsha: StrategyDefinition = {
  name: 'mo_asha',
  doc: [
    'Asynchronous successive halving for several objectives: what is among the top third (`eta`) of its fidelity goes on, by fronts and within a front by what it adds.',
    '',
    'For long trainings and several workers where a front is wanted: short trainings sort out what is dominated, and what goes on is spread',
    'along the front instead of crowded at one end. (Schmucker et al. 2021, *Multi-objective asynchronous successive halving*; Salinas et al.',
    '2021, *A multi-objective perspective on jointly tuning hardware and hyperparameters*, for the ε-net.)',
  ].join('\n'),
  parameters: [
    levelsParameter,
    etaParameter,
    {
      name: 'ranking',
      takes: { kind: 'word', words: RANKINGS },
      default: 'epsilon_net',
      doc: 'Order within a front: `epsilon_net` takes the one farthest from those taken, `crowding` the one with most room; `scalarization` ranks all by the worst objective under weights drawn anew each time.',
    },
  ],
  objectives: 'any',
  fidelities: fidelitiesOf,
  check: checkLevels,
  create(problem, parameters, source) {
    const ranking = (parameters.ranking ?? 'epsilon_net') as Ranking; // checked against the words of the parameter
    return climbing<Solution>(problem, parameters, source, {
      memberOf: (observation) => solutionOf(problem, observation),
      best(rung, count, random) {
        if (ranking === 'scalarization') return scalarized(rung, () => random.next()).slice(0, count);
        const order = ranking === 'crowding' ? byCrowding : byDistance;
        const out: number[] = [];
        for (const front of frontsOf(rung)) {
          if (out.length >= count) break;
          out.push(...take(front, order(take(rung, front))));
        }
        return out.slice(0, count);
      },
    });
  },
};

/** An ε-net: the best in the first objective, then always the one farthest from all before it, in scaled objectives. */
export function byDistance(front: readonly Solution[]): number[] {
  const { values, n, m } = scaled(front);
  const order: number[] = [];
  const distances = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const left = new Set(front.keys());
  for (let next = first(front); left.size > 0; ) {
    order.push(next);
    left.delete(next);
    let farthest = -1;
    for (const i of left) {
      let squared = 0;
      for (let k = 0; k < m; k++) squared += (values[i * m + k]! - values[next * m + k]!) ** 2;
      distances[i] = Math.min(distances[i]!, squared);
      if (farthest < 0 || distances[i]! > distances[farthest]!) farthest = i;
    }
    next = farthest;
  }
  return order;
}

const first = (front: readonly Solution[]): number => {
  let best = 0;
  for (const [i, { costs }] of front.entries()) if (costs[0]! < front[best]!.costs[0]!) best = i;
  return best;
};

function byCrowding(front: readonly Solution[]): number[] {
  const distances = crowdingDistances(costsOf(front));
  // Both ends have an infinite distance, whose difference is no number.
  return [...front.keys()].sort((a, b) => (distances[a] === distances[b] ? a - b : distances[b]! - distances[a]!));
}

/** By the largest weighted cost, in scaled costs; what misses constraints comes last. Weights are even on the simplex. */
function scalarized(solutions: readonly Solution[], next: () => number): number[] {
  const { values, n, m } = scaled(solutions);
  const weights = Float64Array.from({ length: m }, () => -Math.log(1 - next()));
  const worth = Float64Array.from({ length: n }, (_, i) => {
    let worst = 0;
    for (let k = 0; k < m; k++) worst = Math.max(worst, weights[k]! * values[i * m + k]!);
    return worst;
  });
  return [...solutions.keys()].sort(
    (a, b) => solutions[a]!.violation - solutions[b]!.violation || worth[a]! - worth[b]! || a - b,
  );
}
