import { expectedImprovement, openBoxes } from '../indicators/improvement.ts';
import { pointsOf } from '../indicators/points.ts';
import type { Solution } from '../multi-objective.ts';
import { frontsOf, take } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { thin } from '../thin.ts';
import { feasibility, frontModelParameters, frontModelSearch, processOf } from './front-model.ts';
import { checkStartup } from './model-search.ts';

/** Where volume is measured from, in units of the front. */
const REFERENCE = 1.1;
/** Members of the front that count, by the number of objectives: boxes grow with its power. */
const COUNTED = [100, 100, 100, 40, 16];

export const ehvi: StrategyDefinition = {
  name: 'ehvi',
  doc: [
    'Expected hypervolume improvement: a Gaussian process an objective; next is what is expected to widen the front most.',
    '',
    'The sharpest use of few, costly trials (tens to some hundreds) for two or three objectives; five at most.',
    '(Emmerich, Deutz and Klinkenberg 2011, *Hypervolume-based expected improvement: Monotonicity properties and exact computation*.)',
  ].join('\n'),
  parameters: frontModelParameters,
  objectives: 'any',
  check: (parameters, problem) =>
    problem.objectives > 5
      ? [
          `'ehvi' takes five objectives at most, the search has ${problem.objectives}: its time grows with their power. Use parego.`,
        ]
      : checkStartup(parameters, problem),
  create(problem, parameters, source) {
    const options = { startup: Number(parameters.startup), candidates: Number(parameters.candidates) };
    const m = problem.objectives.length;
    return frontModelSearch(problem, source, options, (known) => {
      const kept = known.costs
        .filter((_, i) => known.violations[i] === 0)
        .map((costs): Solution => ({ assignment: {}, costs, violation: 0 }));
      const front = frontsOf(kept)[0] ?? [];
      const counted = take(kept, thin(kept, front, COUNTED[m - 1] ?? COUNTED.at(-1)!));
      const boxes = openBoxes(
        pointsOf(
          counted.map(({ costs }) => costs),
          m,
        ),
        new Array<number>(m).fill(REFERENCE),
      );
      const processes = Array.from({ length: m }, (_, k) =>
        processOf(
          known.rows,
          known.costs.map((costs) => costs[k]!),
        ),
      );
      const chance = feasibility(known);
      return (candidates) => {
        const predicted = processes.map((process) => process.predict(candidates));
        const chances = chance?.(candidates);
        return Float64Array.from(candidates, (_, i) => {
          const gain = expectedImprovement(
            boxes,
            predicted.map(({ mean }) => mean[i]!),
            predicted.map(({ deviation }) => deviation[i]!),
          );
          // Before anything keeps the constraints, the chance to is all that counts.
          return (kept.length > 0 ? gain : 1) * (chances?.[i] ?? 1);
        });
      };
    });
  },
};
