import { describe, expect, test } from 'vitest';
import type { ComparedRun, ComparedTrial } from './one-run.ts';
import { type ComparedRuns, resultsOf } from './results.ts';

const run = (...trials: ComparedTrial[]): ComparedRun => ({ trials, seconds: 1 });
const trial = (value: number, report = value, violation = 0): ComparedTrial => ({
  objectives: [value],
  violation,
  report: [report],
});

const compared: ComparedRuns = {
  labels: ['a', 'b'],
  objectives: [{ measure: 'accuracy', direction: 'maximize' }],
  report: ['test'],
  seeds: [4, 5, 6],
  trials: 3,
  runs: [
    [run(trial(1, 10), trial(3, 30), trial(2, 99)), run(trial(2), undefined, trial(4)), undefined],
    [run(trial(5, 0, 1), trial(1, 7)), run(trial(1), trial(1), trial(2)), run(trial(9))],
  ],
};

test('the best so far by what the search sees; seeds that all have finished; a run that ended early stays where it was', () => {
  const results = resultsOf(compared, 'accuracy', 5);
  expect(results.seeds).toEqual([4, 5]);
  expect(results.at).toEqual([1, 2, 3]);
  const [a, b] = results.contestants;
  expect(a?.regretOf).toEqual([
    [4, 2, 2],
    [3, 3, 1],
  ]);
  // Infeasible first, then the feasible 1.
  expect(b?.regretOf).toEqual([
    [Number.NaN, 4, 4],
    [4, 4, 3],
  ]);
  expect(a?.final).toEqual([
    { measure: 'accuracy', mean: 3.5, sd: Math.SQRT1_2 },
    { measure: 'test', mean: 17, sd: Math.sqrt(338) },
  ]);
  expect(results.test?.meanRanks).toEqual([1, 2]);
});

test('a report column counts for the trial that the search would pick', () => {
  const results = resultsOf(compared, 'test');
  expect(results.reference).toEqual({ value: 30, known: false });
  expect(results.contestants.find(({ label }) => label === 'a')?.value.map(({ mean }) => mean)).toEqual([6, 16, 17]);
});

describe('several objectives', () => {
  const point = (gain: number, cost: number, violation = 0): ComparedTrial => ({
    objectives: [gain, cost],
    violation,
    report: [],
  });
  const results = resultsOf(
    {
      labels: ['a', 'b'],
      objectives: [
        { measure: 'gain', direction: 'maximize' },
        { measure: 'cost', direction: 'minimize' },
      ],
      report: [],
      seeds: [0, 1],
      trials: 2,
      // The union of fronts is (10, 4), (0, 0): gain spans 10, cost 4.
      runs: [
        [run(point(10, 4), point(0, 0)), run(point(10, 4), point(99, 0, 1))],
        [run(point(0, 0)), run(point(0, 3))],
      ],
    },
    'hypervolume',
  );
  test('are compared by the volume up to 1.1 of what the front of all runs spans', () => {
    const [a, b] = results.contestants;
    expect(a?.label).toBe('a');
    // Ends of the front each cover 1.1 x 0.1, both of them 0.01.
    expect(a?.value.map(({ mean }) => mean)).toEqual([expect.closeTo(0.11), expect.closeTo((0.21 + 0.11) / 2)]);
    expect(b?.value.at(-1)?.mean).toBeCloseTo((0.11 + 0.1 * 0.35) / 2);
    expect(a?.final[1]).toMatchObject({ measure: 'front', mean: 1.5 });
  });
});
