import type { Random } from '../../base/random.ts';
import type { Scalarization } from '../../space/scalarization.ts';
import type { Observation, Problem, Strategy, StrategyDefinition, StrategyParameters } from '../strategy.ts';

/** Results in a row that all miss or all keep the constraints before the pressure changes, and by how much it does. */
const STREAK = 10;
const FACTOR = 1.5;

interface State {
  readonly first: readonly number[] | null;
  readonly pressure: number;
  /** Results in a row that miss (below 0) or keep the constraints. */
  readonly streak: number;
  readonly strategy: unknown;
}

/** Any strategy as one that hears of a single score instead of the objectives. */
export function scalarized(
  definition: StrategyDefinition,
  problem: Problem,
  parameters: StrategyParameters,
  random: Random,
  { score, penalizes }: Scalarization,
): Strategy {
  const one: Problem = { ...problem, objectives: [{ measure: 'score', direction: 'minimize' }] };
  const strategy = definition.create(one, parameters, random);
  let first: readonly number[] | null = null;
  let pressure = 1;
  let streak = 0;
  return {
    propose: (n) => strategy.propose(n),
    observe(observation: Observation) {
      const { outcome } = observation;
      if (outcome.kind !== 'finished') return strategy.observe(observation);
      const costs = problem.objectives.map(({ direction }, k) =>
        direction === 'minimize' ? outcome.objectives[k]! : 0 - outcome.objectives[k]!,
      );
      const violation = outcome.violations.reduce((sum, missed) => sum + (Number.isNaN(missed) ? 1e9 : missed), 0);
      if (costs.every(Number.isFinite)) first ??= costs;
      const margins = outcome.violations.map((missed, k) => (missed === 0 ? (outcome.rooms?.[k] ?? 0) : -missed));
      const value = first ? score({ costs, first, violation, margins, pressure }) : Number.NaN;
      streak = violation > 0 ? Math.min(streak, 0) - 1 : Math.max(streak, 0) + 1;
      if (Math.abs(streak) >= STREAK) pressure = Math.min(1e6, Math.max(1e-6, pressure * FACTOR ** -Math.sign(streak)));
      if (value === Number.POSITIVE_INFINITY)
        return strategy.observe({ ...observation, outcome: { kind: 'infeasible' } });
      const violations = penalizes ? [] : outcome.violations;
      strategy.observe({ ...observation, outcome: { kind: 'finished', objectives: [value], violations } });
    },
    snapshot: (): State => ({ first, pressure, streak, strategy: strategy.snapshot() }),
    restore(snapshot) {
      const state = snapshot as State; // JSON that `snapshot` wrote
      ({ first, pressure, streak } = state);
      strategy.restore(state.strategy);
    },
  };
}
