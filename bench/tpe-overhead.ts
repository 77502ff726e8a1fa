import { random } from '../src/base/random.ts';
import type { Assignment } from '../src/space/decision.ts';
import type { SearchSpace } from '../src/space/search-space.ts';
import { strategies, withDefaults } from '../src/strategies/registry.ts';
import { askOptuna } from './peers/optuna.ts';
import { median, type Row, timed } from './row.ts';

/** Milliseconds of a TPE proposal with 20 numbers after so many trials; the peer is Optuna 5 in the same run. */
export async function tpeOverhead(): Promise<Row[]> {
  const rows: Row[] = [];
  const optuna = askOptuna('overhead');
  for (const multivariate of [true, false]) {
    for (const [trials, atMost] of [
      [1000, 1],
      [10_000, 5],
    ] as const) {
      const tpe = strategies.get('tpe');
      if (!tpe) throw new Error("There is no strategy 'tpe'.");
      const source = random(1);
      const value = (assignment: Assignment): number =>
        Object.values(assignment).reduce<number>((sum, x) => sum - (Number(x) - 0.3) ** 2, 0);
      const draw = (): Assignment => Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x${i}`, source.next()]));
      const space: SearchSpace = {
        decisions: Array.from({ length: 20 }, (_, i) => ({
          kind: 'real',
          path: `x${i}`,
          when: [[]],
          min: 0,
          max: 1,
          log: false,
        })),
        count: undefined,
        sample: draw,
        active: () => [...space.decisions],
        repair: (partial) => ({ ...partial }),
        enumerate: () => [],
        key: (assignment) => Object.values(assignment).join(),
      };
      const problem = {
        space,
        objectives: [{ measure: 'value', direction: 'maximize' }],
        identity: space.key,
        feasible: () => true,
      } as const;
      const strategy = tpe.create(problem, withDefaults(tpe, { multivariate }), random(2));
      const observe = (assignment: Assignment): void =>
        strategy.observe({
          assignment,
          fidelity: 1,
          outcome: { kind: 'finished', objectives: [value(assignment)], violations: [] },
        });
      for (const { assignment } of strategy.propose(10)) observe(assignment);
      for (let i = 10; i < trials; i++) observe(draw());
      const times = await timed(40, 20, () => {
        const [proposal] = strategy.propose(1);
        if (proposal) observe(proposal.assignment);
      });
      const form = multivariate ? 'multivariate' : 'univariate';
      const peer = optuna[`${form} ${trials}`];
      rows.push({
        id: `strategies/TPE proposal, ${form}, 20 numbers, ${trials} trials`,
        unit: 'ms',
        ours: median(times),
        ...(peer !== undefined && { peer }),
        goal: { atMost },
      });
    }
  }
  return rows;
}
