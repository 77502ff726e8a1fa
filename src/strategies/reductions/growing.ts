import { byParameter } from '../inner.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { type Box, boxedSpace, inBox } from './boxed-space.ts';
import { countsOf } from './growth.ts';
import { searchWithin } from './reduced.ts';

interface Stage {
  /** Steps by which counts may exceed their least. */
  readonly stage: number;
  readonly results: number;
}

export const growing: StrategyDefinition = {
  name: 'growing',
  doc: [
    'Begins with the smallest architectures and lets them grow: numbers of cells, nodes or layers are at their least first, and may be larger by a step after every so many results.',
    '',
    'Small networks train fast and show which operations are good; the other strategy keeps what it learned when the space grows. What',
    'grows are numbers that make parts exist (`repeat 1..6 { … }`). For deep spaces in which large architectures are costly and built',
    'of the same parts. (Zoph and Le 2017, *Neural architecture search with reinforcement learning*, section 3.3: depth schedule; Liu et',
    'al. 2018, *Progressive neural architecture search*.)',
  ].join('\n'),
  parameters: [
    byParameter('tpe', 'What searches the sizes that are open'),
    { name: 'every', takes: { kind: 'integer', min: 1, max: 10_000 }, default: 10, doc: 'Results between two steps.' },
    {
      name: 'step',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 1,
      doc: 'By how much sizes may then be larger.',
    },
  ],
  objectives: 'one',
  check: (_, { space }) =>
    space && countsOf(space.decisions).size === 0
      ? [
          "'growing' has nothing to let grow: no number of this space makes parts of the network exist, as the one of repeat 1..4 { … } does. Use another strategy, or add such a number.",
        ]
      : [],
  create(problem, parameters, source) {
    const { space } = problem;
    const [every, step] = [Number(parameters.every ?? 10), Number(parameters.step ?? 1)];
    const counts = countsOf(space.decisions);
    const ranges = space.decisions.flatMap((decision) =>
      decision.kind === 'integer' && counts.has(decision.path) ? [decision] : [],
    );
    let stage = 0;
    let results = 0;
    const isWhole = (): boolean => ranges.every((range) => range.min + stage * step * range.step >= range.max);
    let box: Box = new Map();
    const resize = (): void => {
      box = new Map(
        ranges.map((range) => [
          range.path,
          { min: range.min, max: Math.min(range.max, range.min + stage * step * range.step) },
        ]),
      );
    };
    resize();
    const grow = (): boolean => {
      if (isWhole()) return false;
      stage++;
      resize();
      return true;
    };
    return searchWithin<Stage>(problem, source, String(parameters.by), {
      keeps: (assignment) => inBox(box, assignment),
      space: () => (isWhole() ? space : boxedSpace(space, box)),
      hear: () => ++results % every === 0 && grow(),
      widen: grow,
      snapshot: () => ({ stage, results }),
      restore(state) {
        ({ stage, results } = state);
        resize();
      },
    });
  },
};
