import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { oneHot } from '../encoding.ts';
import { withDefaults } from '../registry.ts';
import type { EarlierRun } from '../strategy.ts';
import { trainSetPredictor } from '../surrogates/set-predictor.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { describeDecision } from './earlier.ts';
import { metad2a } from './metad2a.ts';
import { warmStart } from './warm-start.ts';

const space = testSpace(Array.from({ length: 4 }, (_, i) => choice(`edge${i}`, 4)));
const { encode } = oneHot(space.decisions);
const sum = (a: Assignment): number => Object.values(a).reduce<number>((all, option) => all + Number(option), 0);
/** Smooth data sets like large options, rough ones small ones. */
const worth = (rough: boolean, a: Assignment): number => (rough ? -sum(a) : sum(a));
const examplesOf = (rough: boolean, seed: number): number[][] => {
  const source = random(seed);
  return Array.from({ length: 20 }, () => [
    source.normal(),
    source.normal(),
    (rough ? 1 : 0.2) + 0.1 * source.normal(),
  ]);
};
const drawn = (count: number, seed: number): Assignment[] => {
  const source = random(seed);
  return Array.from({ length: count }, () => space.sample(source));
};
const runOf = (seed: number): EarlierRun => ({
  id: `${seed}`,
  decisions: space.decisions.map(describeDecision),
  objectives: [{ measure: 'score', direction: 'maximize' }],
  data: { features: { seed }, examples: examplesOf(seed % 2 === 0, seed) },
  members: drawn(30, seed).map((assignment) => ({
    assignment,
    objectives: [worth(seed % 2 === 0, assignment)],
    violations: [],
  })),
});
const eight = Array.from({ length: 8 }, (_, seed) => runOf(seed));
const start = (earlier: readonly EarlierRun[], rough: boolean, definition = metad2a) =>
  definition.create(
    { ...problemOf(space), earlier, data: { features: {}, examples: examplesOf(rough, 100) } },
    withDefaults(definition, { keep: 4, portfolio: 4 }),
    random(1),
  );

test('the order of the examples does not matter', () => {
  const rows = drawn(10, 1).map(encode);
  const tasks = [0, 1].map((rough) => ({
    examples: examplesOf(rough === 1, rough),
    rows,
    scores: rows.map(() => rough),
  }));
  const predict = trainSetPredictor(tasks, 5, random(1));
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const examples = examplesOf(seed % 2 === 0, seed);
      const other = predict(random(seed).shuffle(examples), rows);
      for (const [i, score] of predict(examples, rows).entries()) expect(other[i]).toBeCloseTo(score, 9);
    }),
    { numRuns: 20 },
  );
});

test('on a data set that it has not seen it likes what was good on those of its kind', () => {
  // Twelve is the most; the mean of random ones is 6.
  expect(
    start(eight, false)
      .propose(1)
      .map(({ assignment }) => sum(assignment))[0],
  ).toBeGreaterThanOrEqual(10);
  expect(
    start(eight, true)
      .propose(1)
      .map(({ assignment }) => sum(assignment))[0],
  ).toBeLessThanOrEqual(2);
});

test('with too few data sets it is warm_start, and says so', () => {
  const few = [...eight.slice(0, 5), { ...runOf(0), id: 'the same data again' }];
  expect(start(few, true).propose(4)).toEqual(start(few, true, warmStart).propose(4));
  const related = few.map(({ id, data }) => ({ id, similarity: 1, tried: [], ...(data && { data }) }));
  expect(metad2a.aboutEarlier?.(related, withDefaults(metad2a, {}))).toEqual([
    "'metad2a' learns from runs on at least 6 different data sets, and here are 5: it begins as 'warm_start' does.",
  ]);
  expect(metad2a.aboutEarlier?.(related, { least: 5 })).toEqual([]);
});
