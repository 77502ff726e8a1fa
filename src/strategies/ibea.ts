import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';
import type { Points } from './indicators/points.ts';
import type { Scored } from './multi-objective.ts';
import { scaled, take } from './ranking.ts';
import type { StrategyDefinition } from './strategy.ts';

/** How sharply fitness falls with the indicator. */
const KAPPA = 0.05;
/** Reference of the hypervolume indicator, for costs within [0, 1]. */
const RHO = 2;

/** How much worse point `b` is for `a` being there; costs within [0, 1]. */
export type Indicator = (points: Points, a: number, b: number) => number;

/** What must be added to `b`'s gain: the least by which `a` shifted weakly dominates `b`. */
export const epsilonIndicator: Indicator = ({ values, m }, a, b) => {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < m; k++) most = Math.max(most, values[a * m + k]! - values[b * m + k]!);
  return most;
};

/** The volume that `b` covers and `a` does not; minus what `a` covers beyond `b` if `a` dominates it. */
export const volumeIndicator: Indicator = ({ values, m }, a, b) => {
  let [first, second, shared] = [1, 1, 1];
  let dominates = true;
  for (let k = 0; k < m; k++) {
    const [x, y] = [values[a * m + k]!, values[b * m + k]!];
    first *= RHO - x;
    second *= RHO - y;
    shared *= RHO - Math.max(x, y);
    if (x > y) dominates = false;
  }
  return dominates ? second - first : second - shared;
};

/** Loss of each point from each other: row `a`, column `b` is exp(-I(a, b) / (c κ)), c the largest |I|. */
export function losses(points: Points, indicator: Indicator): Float64Array {
  const { n } = points;
  const out = new Float64Array(n * n);
  let largest = 0;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      if (a === b) continue;
      const value = indicator(points, a, b);
      out[a * n + b] = value;
      largest = Math.max(largest, Math.abs(value));
    }
  }
  const scale = -1 / ((largest || 1) * KAPPA);
  for (let i = 0; i < out.length; i++) out[i] = Math.exp(out[i]! * scale);
  for (let i = 0; i < n; i++) out[i * n + i] = 0;
  return out;
}

/** F(x) = -Σ exp(-I(x', x) / (c κ)): larger is better. */
export function fitnessOf(loss: Float64Array, n: number): Float64Array {
  const fitness = new Float64Array(n);
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) fitness[b] = fitness[b]! - loss[a * n + b]!;
  return fitness;
}

const byIndicator = (indicator: Indicator): Selection => ({
  survivors(members, size) {
    const group = fittestGroup(members, size);
    const points = scaled(take(members, group));
    const n = group.length;
    const loss = losses(points, indicator);
    const fitness = fitnessOf(loss, n);
    const left = new Set(group.keys());
    while (left.size > size) {
      let worst = -1;
      for (const i of left) if (worst < 0 || fitness[i]! <= fitness[worst]!) worst = i;
      left.delete(worst);
      for (const i of left) fitness[i] = fitness[i]! + loss[worst * n + i]!;
    }
    return [...left].map((i) => group[i] as number);
  },
  rating(members) {
    const fitness = fitnessOf(losses(scaled(members), indicator), members.length);
    return (a, b) => (members[a]?.violation ?? 0) - (members[b]?.violation ?? 0) || fitness[b]! - fitness[a]!;
  },
});

/** Those that keep the constraints if there are enough of them; else the `size` that miss least. */
function fittestGroup(members: readonly Scored[], size: number): number[] {
  const violation = (i: number): number => members[i]?.violation ?? 0;
  const order = members.map((_, i) => i).sort((a, b) => violation(a) - violation(b) || a - b);
  const kept = order.filter((i) => violation(i) === 0);
  return kept.length >= size ? kept : order.slice(0, size);
}

export const ibea: StrategyDefinition = {
  name: 'ibea',
  doc: [
    'IBEA: fitness is what the front would lose, by a quality indicator; the worst goes, one at a time.',
    '',
    'Sharp selection for two to many objectives. `epsilon` is fast and even; `hypervolume` prefers knees.',
    '(Zitzler and Künzli 2004, *Indicator-based selection in multiobjective search*.)',
  ].join('\n'),
  parameters: [
    ...evolutionParameters(40, 1),
    {
      name: 'indicator',
      takes: { kind: 'word', words: ['epsilon', 'hypervolume'] },
      default: 'epsilon',
      doc: 'What a member is worth against another: the shift that covers it, or the volume that it adds.',
    },
  ],
  objectives: 'any',
  check: checkStart,
  create: (problem, parameters, random) =>
    evolution(
      problem,
      parameters,
      random,
      byIndicator(parameters.indicator === 'hypervolume' ? volumeIndicator : epsilonIndicator),
    ),
};
