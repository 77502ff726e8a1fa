import { expect, test } from 'vitest';
import { numberTargets, type Targets } from './data/dataset.ts';
import { lossOf } from './losses.ts';

const classes = (...labels: number[]): Targets => ({
  kind: 'classes',
  labels: Int32Array.from(labels),
  names: ['a', 'b', 'c'],
});
const crossEntropy = (targets: Targets, smoothing = 0) =>
  lossOf({ name: 'cross_entropy', parameters: { smoothing } }, targets);

test('cross entropy of probability 0.7 is 0.356675', () => {
  const outputs = Float32Array.from([0.7, 0.2, 0.1], Math.log);
  const { mean, gradient, right } = crossEntropy(classes(0))(outputs, [0]);
  expect(mean).toBeCloseTo(0.356675, 6);
  expect(right).toBe(1);
  expect([...gradient].map((g) => Number(g.toFixed(6)))).toEqual([-0.3, 0.2, 0.1]);
});

test('cross entropy stands outputs that would overflow', () => {
  const { mean } = crossEntropy(classes(1))(Float32Array.of(1000, 0, -1000), [0]);
  expect(mean).toBeCloseTo(1000, 3);
});

test('smoothing 0.3 over three classes makes targets 0.8, 0.1, 0.1', () => {
  const p = [0.7, 0.2, 0.1];
  const { mean } = crossEntropy(classes(0), 0.3)(Float32Array.from(p, Math.log), [0]);
  expect(mean).toBeCloseTo(-(0.8 * Math.log(0.7) + 0.1 * Math.log(0.2) + 0.1 * Math.log(0.1)), 5);
});

test('gradients are those of the mean over the batch', () => {
  const outputs = Float32Array.of(0.3, -0.2, 0.9, 1.1, 0.4, -0.7);
  for (const name of ['cross_entropy', 'mse', 'l1', 'huber']) {
    const loss = lossOf({ name, parameters: {} }, classes(2, 0));
    const { gradient } = loss(outputs, [0, 1]);
    gradient.forEach((computed, i) => {
      const shifted = (by: number) =>
        loss(
          outputs.map((o, j) => (i === j ? o + by : o)),
          [0, 1],
        ).mean;
      expect(computed).toBeCloseTo((shifted(1e-3) - shifted(-1e-3)) / 2e-3, 3);
    });
  }
});

test('binary cross entropy of z is the cross entropy of (0, z)', () => {
  const two: Targets = { kind: 'classes', labels: Int32Array.of(0, 1, 1), names: ['a', 'b'] };
  for (const smoothing of [0, 0.2]) {
    const binary = lossOf({ name: 'binary_cross_entropy', parameters: { smoothing } }, two);
    const z = [0.8, -1.5, 30];
    const one = binary(Float32Array.from(z), [0, 1, 2]);
    const both = crossEntropy(two, smoothing)(Float32Array.from(z.flatMap((value) => [0, value])), [0, 1, 2]);
    expect(one.mean).toBeCloseTo(both.mean, 6);
    expect(one.right).toBe(both.right);
    one.gradient.forEach((slope, i) => {
      expect(slope).toBeCloseTo(both.gradient[2 * i + 1] as number, 6);
    });
  }
  // −log σ(log(0.7 / 0.3)) = −log 0.7
  const { mean } = lossOf({ name: 'binary_cross_entropy', parameters: {} }, two)(Float32Array.of(Math.log(7 / 3)), [1]);
  expect(mean).toBeCloseTo(0.356675, 6);
  expect(() => lossOf({ name: 'binary_cross_entropy', parameters: {} }, classes(0))).toThrow(
    /two classes.*cross_entropy/,
  );
});

test('mean squared error of numbers', () => {
  const loss = lossOf({ name: 'mse', parameters: {} }, numberTargets(Float32Array.of(1, 4)));
  const { mean, gradient } = loss(Float32Array.of(2, 2), [0, 1]);
  expect(mean).toBe(2.5);
  expect([...gradient]).toEqual([1, -2]);
});

test('the examples are those at the indexes', () => {
  const { right } = crossEntropy(classes(0, 1, 2))(Float32Array.of(0, 0, 9, 0, 9, 0), [2, 1]);
  expect(right).toBe(2);
});

test('cross entropy of numbers is refused with what to do', () => {
  expect(() => crossEntropy(numberTargets(Float32Array.of(1)))).toThrow(/use `loss mse`/);
});

test('numbers are learned standardised: 10 with mean 4 and deviation 3 is 2', () => {
  const targets = { ...numberTargets(Float32Array.of(10)), mean: 4, deviation: 3 } as Targets;
  const meanOf = (name: string, output: number, parameters = {}) =>
    lossOf({ name, parameters }, targets)(Float32Array.of(output), [0]).mean;
  expect(meanOf('mse', 2)).toBe(0);
  expect(meanOf('l1', -1)).toBe(3);
  // ½·0.5² up to delta, then 1·(3 − ½)
  expect(meanOf('huber', 2.5)).toBe(0.125);
  expect(meanOf('huber', 5)).toBe(2.5);
  expect(meanOf('huber', 5, { delta: 2 })).toBe(4);
});

test('cross entropy of tokens has a label at each place of an example', () => {
  const targets: Targets = { kind: 'tokens', labels: Int32Array.of(0, 1, 1, 0), names: ['a', 'b'], length: 2 };
  // Example 1 has the labels 1 and 0; the second place is wrong.
  const { mean, right, gradient } = crossEntropy(targets)(Float32Array.of(0, 9, 0, 9), [1]);
  expect(right).toBe(1);
  expect(mean).toBeCloseTo(9 / 2, 3);
  expect(gradient[3]).toBeCloseTo(0.5, 3);
});
