import type { Decision, DecisionValue } from '../../space/decision.ts';
import { byParameter } from '../inner.ts';
import type { RelatedRun, StrategyDefinition } from '../strategy.ts';
import { relatedTo, sameObjectiveParameter } from '../transfer/earlier.ts';
import { type Box, boxedSpace, inBox } from './boxed-space.ts';
import { searchWithin } from './reduced.ts';

export const boundingBox: StrategyDefinition = {
  name: 'bounding_box',
  doc: [
    'Searches where the best architectures of earlier runs lie: of each choice only options that they have, of each number only the range that they span.',
    '',
    'For a workspace with runs on other data or with other objectives: what was good in none of them is left out. When the box is',
    'exhausted, everything counts again. Without earlier runs that have decisions in common it searches the whole space.',
    '(Perrone et al. 2019, *Learning search spaces for Bayesian optimization*.)',
  ].join('\n'),
  parameters: [
    byParameter('tpe', 'What searches within the box'),
    {
      name: 'best',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 3,
      doc: 'Architectures of each earlier run that the box holds: its best.',
    },
    {
      name: 'margin',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.1,
      doc: 'How far numbers may lie beyond those, as a part of their range.',
    },
    sameObjectiveParameter,
  ],
  objectives: 'one',
  learnsFromEarlier: true,
  create(problem, parameters, source) {
    const { space } = problem;
    const [best, margin] = [Number(parameters.best ?? 3), Number(parameters.margin ?? 0.1)];
    const box = boxOf(space.decisions, relatedTo(problem, parameters), best, margin);
    const boxed = boxedSpace(space, box);
    let open = box.size === 0;
    return searchWithin<boolean>(problem, source, String(parameters.by), {
      keeps: (assignment) => open || inBox(box, assignment),
      space: () => (open ? space : boxed),
      widen() {
        const all = open;
        open = true;
        return !all;
      },
      snapshot: () => open,
      restore(state) {
        open = state;
      },
    });
  },
};

/** Options and ranges that the best of each run have; a decision that none of them has is free. */
export function boxOf(decisions: readonly Decision[], runs: readonly RelatedRun[], best: number, margin: number): Box {
  const good = runs.flatMap(({ tried }) => tried.slice(0, best).map(({ values }) => values));
  const box = new Map<string, { options: number[] } | { min: number; max: number }>();
  for (const decision of decisions) {
    const values = good
      .map((assignment) => assignment[decision.path])
      .filter((v): v is DecisionValue => v !== undefined);
    if (values.length === 0) continue;
    const all = values.flat();
    if (decision.kind === 'choice') box.set(decision.path, { options: [...new Set(all)].sort((a, b) => a - b) });
    else if (decision.kind === 'subset') {
      const options = [...new Set(all)].sort((a, b) => a - b);
      // A box that holds no legal subset would be none.
      if (options.length >= decision.min) box.set(decision.path, { options });
    } else {
      const { min, max, step } = decision;
      const room = margin * (max - min);
      const [low, high] = [Math.max(min, Math.min(...all) - room), Math.min(max, Math.max(...all) + room)];
      // Ends that are points of the grid, none outside.
      const point = (steps: number): number => Number((min + steps * (step ?? 1)).toPrecision(12));
      box.set(decision.path, {
        min: step === undefined ? low : point(Math.ceil((low - min) / step - 1e-9)),
        max: step === undefined ? high : point(Math.floor((high - min) / step + 1e-9)),
      });
    }
  }
  return box;
}
