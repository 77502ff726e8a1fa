import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accuracy, classScores, predictions, topAccuracy } from './classification.ts';
import { calibrationError, logLoss, perplexity, softmax } from './probability.ts';
import { rocAuc, rocAucOneVersusRest } from './ranking.ts';
import { determination, meanAbsoluteError, meanAndDeviation, rootMeanSquareError } from './regression.ts';

const ints = (...values: number[]) => Int32Array.from(values);
const floats = (...values: number[]) => Float32Array.from(values);

describe('classes', () => {
  test('F1 of y = 0 1 2 0 1 2 predicted as 0 2 1 0 0 1 is 0.266667 (macro), 1/3 (micro)', () => {
    const [predicted, labels] = [ints(0, 2, 1, 0, 0, 1), ints(0, 1, 2, 0, 1, 2)];
    const { f1, f1Micro, precision, recall } = classScores(predicted, labels, 3);
    expect(f1).toBeCloseTo(0.266667, 6);
    expect(f1Micro).toBeCloseTo(1 / 3, 12);
    // class 0: 2 of 3 said, 2 of 2 found; the others nothing
    expect(precision).toBeCloseTo(2 / 9, 12);
    expect(recall).toBeCloseTo(1 / 3, 12);
    expect(accuracy(predicted, labels)).toBe(f1Micro);
  });

  test('a class that nobody has or says does not count', () => {
    expect(classScores(ints(0, 1), ints(0, 1), 5).f1).toBe(1);
  });

  test('top-k accuracy counts the label among the k largest; top-1 is the accuracy', () => {
    const scores = floats(0.1, 0.5, 0.4, 0.2, 0.2, 0.6);
    expect(topAccuracy(scores, 3, ints(2, 0), 1)).toBe(0);
    expect(topAccuracy(scores, 3, ints(2, 0), 2)).toBe(1);
    expect(topAccuracy(scores, 3, ints(2, 1), 2)).toBe(0.5);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 }), (values) => {
        const some = floats(...values);
        const labels = ints(values[0] as number, values[1] as number);
        expect(topAccuracy(some, 4, labels, 1)).toBe(accuracy(predictions(some, 4), labels));
        expect(topAccuracy(some, 4, labels, 4)).toBe(1);
      }),
    );
  });
});

describe('ranking', () => {
  test('labels 0 0 1 1 with scores .1 .4 .35 .8 have area .75', () => {
    expect(rocAuc([0.1, 0.4, 0.35, 0.8], [false, false, true, true])).toBe(0.75);
  });

  test('is the share of pairs that stand right, equal ones half', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 20 }), (rows) => {
        const [above, below] = [rows.filter(([, positive]) => positive), rows.filter(([, positive]) => !positive)];
        fc.pre(above.length > 0 && below.length > 0);
        const pairs = above.flatMap(([a]) => below.map(([b]) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const expected = pairs.reduce((sum: number, p) => sum + p, 0) / pairs.length;
        const scores = rows.map(([score]) => score);
        const positive = rows.map(([, p]) => p);
        expect(rocAuc(scores, positive)).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('is undefined without both kinds; one against the rest leaves such classes out', () => {
    expect(rocAuc([1, 2], [true, true])).toBeNaN();
    // Two classes: both areas are those of the one question.
    const scores = floats(0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8);
    expect(rocAucOneVersusRest(scores, 2, ints(0, 0, 1, 1))).toBeCloseTo(0.75, 12);
    const third = floats(0.9, 0.1, 0, 0.6, 0.4, 0, 0.65, 0.35, 0, 0.2, 0.8, 0);
    expect(rocAucOneVersusRest(third, 3, ints(0, 0, 1, 1))).toBeCloseTo(0.75, 12);
  });
});

describe('probabilities', () => {
  test('cross entropy of probability .7 is .356675; its exponential is the perplexity', () => {
    const loss = logLoss(floats(0.7, 0.2, 0.1), 3, ints(0));
    expect(loss).toBeCloseTo(0.356675, 6);
    expect(perplexity(loss)).toBeCloseTo(1 / 0.7, 5);
    expect(perplexity(Math.log(65))).toBeCloseTo(65, 9);
  });

  test('softmax stands large logits and sums to one', () => {
    expect([...softmax(floats(1000, 0, 0, 0), 2)]).toEqual([1, 0, 0.5, 0.5]);
  });

  test('calibration: 0.8 sure and right in 3 of 4 is off by 0.05; sure and right is off by 0', () => {
    const sure = floats(0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2);
    expect(calibrationError(sure, 2, ints(0, 0, 0, 1))).toBeCloseTo(0.05, 6);
    expect(calibrationError(floats(1, 0, 0, 1), 2, ints(0, 1))).toBe(0);
    // Bins don't cancel each other: 0.6 sure and right, 0.9 sure and wrong.
    expect(calibrationError(floats(0.6, 0.4, 0.9, 0.1), 2, ints(0, 1))).toBeCloseTo((0.4 + 0.9) / 2, 6);
  });
});

describe('numbers', () => {
  test('estimates 2.5 0 2 8 of 3 −0.5 2 7: MAE 0.5, RMSE 0.612372, R² 0.948608', () => {
    const [estimates, targets] = [
      [2.5, 0, 2, 8],
      [3, -0.5, 2, 7],
    ] as const;
    expect(meanAbsoluteError(estimates, targets)).toBe(0.5);
    expect(rootMeanSquareError(estimates, targets)).toBeCloseTo(0.612372, 6);
    expect(determination(estimates, targets)).toBeCloseTo(0.948608, 6);
    expect(determination([4, 4], [2, 6])).toBe(0);
    expect(determination([1, 2], [3, 3])).toBeNaN();
  });

  test('mean and deviation over folds', () => {
    expect(meanAndDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: expect.closeTo(2.13809, 5) });
    expect(meanAndDeviation([3])).toEqual({ mean: 3, deviation: 0 });
  });
});
