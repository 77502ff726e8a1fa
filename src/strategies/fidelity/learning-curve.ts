import { type Direction, totalViolation } from '../../base/dominance.ts';
import { directionOf } from '../members.ts';
import { normalCdf } from '../normal.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { extrapolate } from './curves.ts';
import { etaParameter, fidelitiesOf, levelsParameter } from './halving.ts';
import { stopping } from './stopping.ts';

/** Larger values are better; one a level that was reached, as far as they are numbers and keep all constraints. */
type Curve = readonly number[];
export const learningCurve: StrategyDefinition = {
  name: 'learning_curve',
  doc: [
    'Random search that stops early by extrapolation: an architecture is trained on only while its learning curve leaves a chance that it ends as the best.',
    '',
    'Saves most where curves seldom cross late. How far predictions can be trusted is measured on the architectures that were trained to the',
    'end. Each step of an architecture counts as a trial. (Domhan et al. 2015, *Speeding up automatic hyperparameter optimization of deep',
    'neural networks by extrapolation of learning curves*.)',
  ].join('\n'),
  parameters: [
    { ...levelsParameter, default: 4 },
    { ...etaParameter, default: 2 },
    {
      name: 'least',
      takes: { kind: 'integer', min: 2, max: 1000 },
      default: 4,
      doc: 'Architectures that are trained to the end before any is stopped.',
    },
    {
      name: 'chance',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.05,
      doc: 'Probability of ending as the best below which an architecture is stopped.',
    },
  ],
  objectives: 'one',
  fidelities: fidelitiesOf,
  create(problem, parameters, source) {
    const levels = Number(parameters.levels ?? 4);
    const eta = Number(parameters.eta ?? 2);
    const least = Number(parameters.least ?? 4);
    const chance = Number(parameters.chance ?? 0.05);
    const direction = directionOf(problem);
    const fidelities = fidelitiesOf({ levels, eta });
    let curves = new Map<string, Curve>();

    return stopping<readonly (readonly [identity: string, curve: Curve])[]>(problem, source, fidelities, {
      goesOn({ assignment, outcome }, level) {
        if (outcome.kind !== 'finished') return false;
        const value = meritOf(outcome.objectives[0], direction);
        const identity = problem.identity(assignment);
        const complete = [...curves.values()].filter(({ length }) => length === levels);
        const before = curves.get(identity) ?? [];
        // Without a number there is nothing to go by; what misses a constraint goes on until something keeps all.
        if (totalViolation(outcome) > 0 || !Number.isFinite(value) || before.length !== level)
          return complete.length === 0;
        const curve = [...before, value];
        curves.set(identity, curve);
        if (level + 1 === levels) return false;
        return complete.length < least || chanceOf(curve, complete, fidelities) >= chance;
      },
      snapshot: () => [...curves],
      restore(state) {
        curves = new Map(state);
      },
    });
  },
};

const meritOf = (value = Number.NaN, direction: Direction): number => (direction === 'minimize' ? -value : value);

/**
 * The probability that a curve ends above the best of the complete ones. Its extrapolation is corrected by the mean error
 * that extrapolations from as many points of the complete curves make, and is as uncertain as they are spread.
 */
export function chanceOf(curve: Curve, complete: readonly Curve[], fidelities: readonly number[]): number {
  const points = fidelities.slice(0, curve.length);
  const errors = complete.map((other) => (other.at(-1) as number) - extrapolate(points, other.slice(0, curve.length)));
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / Math.max(1, errors.length - 1);
  const best = complete.reduce((top, other) => Math.max(top, other.at(-1) as number), Number.NEGATIVE_INFINITY);
  const expected = extrapolate(points, curve) + mean;
  if (variance === 0) return expected > best ? 1 : 0;
  return normalCdf((expected - best) / Math.sqrt(variance));
}
