import * as tf from '@tensorflow/tfjs-core';
import { random } from '../../base/random.ts';
import { createNetworkBuilder, type NetworkBuilder } from '../../network/draft.ts';
import { lower } from '../../network/lower.ts';
import type { NodeId } from '../../network/network.ts';
import { dimensions, type TensorType } from '../../network/tensor-type.ts';
import { buildModel, type Model } from '../model.ts';
import type { Mode } from './layer.ts';

export type Build = (builder: NetworkBuilder, input: NodeId) => NodeId;

/** A model of a network that a test writes down, and an input for it. */
export function modelOf(type: TensorType, build: Build): Model {
  const builder = createNetworkBuilder();
  return buildModel(lower(builder.finish(build(builder, builder.input(type)))), 'test');
}

/** Values of which no two are closer than 0.02 and none is closer to 0 than 0.01: no kink lies within a small step. */
function spacedValues(size: number, seed: string): Float32Array {
  const order = random(seed).shuffle(Array.from({ length: size }, (_, i) => i));
  return Float32Array.from(order, (i) => 0.02 * (i - Math.floor(size / 2)) + 0.01);
}

export interface Slope {
  readonly name: string;
  readonly measured: number;
  readonly computed: number;
}

/** What a fresh model gives for a fixed input. */
export function outputOf(type: TensorType, build: Build, mode: Mode): Float32Array {
  const shape = [BATCH, ...dimensions(type)];
  const x = spacedValues(
    shape.reduce((a, b) => a * b, 1),
    'input',
  );
  const model = modelOf(type, build);
  const output = tf.tidy(() => Float32Array.from(model.forward(tf.tensor(x, shape), mode).dataSync<'float32'>()));
  model.dispose();
  return output;
}

const STEP = 1e-2;
const BATCH = 2;

/**
 * The derivative of Σ weights·output along a random direction, for the input and for every variable: once as computed by
 * the engine's gradients, once measured by differences of the forward pass (Richardson's, error of order h⁴).
 */
export function slopes(type: TensorType, build: Build, mode: Mode = 'training'): Slope[] {
  const shape = [BATCH, ...dimensions(type)];
  const x = spacedValues(
    shape.reduce((a, b) => a * b, 1),
    'input',
  );
  const reference = modelOf(type, build);
  const names = ['input', ...reference.variables.map(({ name }) => name)];
  const points = [x, ...reference.variables.map(({ tensor }) => Float32Array.from(tensor.dataSync<'float32'>()))];
  // Away from the even start, where a norm's scale and shift or a bias would hide an error.
  points.forEach((values, i) => {
    const source = random(`start ${i}`);
    if (i > 0) for (let j = 0; j < values.length; j++) values[j] = (values[j] as number) + 0.3 * (source.next() - 0.5);
  });
  reference.dispose();
  const directions = points.map((values, i) => {
    const source = random(`direction ${i}`);
    return Float32Array.from(values, () => source.next() - 0.5);
  });
  const gradients = gradientsAt(type, build, mode, points);
  return points.map((_, i) => {
    const at = (t: number): number =>
      valueAt(
        type,
        build,
        mode,
        points.map((values, j) => (j === i ? moved(values, directions[j], t * STEP) : values)),
      );
    const measured = (8 * (at(0.5) - at(-0.5)) - (at(1) - at(-1))) / (6 * STEP);
    const computed = dot(gradients[i] as Float32Array, directions[i] as Float32Array);
    return { name: names[i] as string, measured, computed };
  });
}

const moved = (values: Float32Array, direction: Float32Array | undefined, by: number): Float32Array =>
  values.map((value, i) => value + by * (direction?.[i] ?? 0));

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

function weightsFor(size: number): Float32Array {
  const source = random('weights');
  return Float32Array.from({ length: size }, () => source.next() - 0.5);
}

/** With a fresh model each time, so that masks and running means start alike. */
function withModel<T>(type: TensorType, build: Build, points: readonly Float32Array[], use: (model: Model) => T): T {
  const model = modelOf(type, build);
  model.variables.forEach(({ tensor }, i) => {
    tf.tidy(() => tensor.assign(tf.tensor(points[i + 1] as Float32Array, tensor.shape)));
  });
  const result = use(model);
  model.dispose();
  return result;
}

function valueAt(type: TensorType, build: Build, mode: Mode, points: readonly Float32Array[]): number {
  return withModel(type, build, points, (model) =>
    tf.tidy(() => {
      const x = tf.tensor(points[0] as Float32Array, [BATCH, ...dimensions(type)]);
      const y = model.forward(x, mode).dataSync<'float32'>();
      return dot(y, weightsFor(y.length));
    }),
  );
}

function gradientsAt(type: TensorType, build: Build, mode: Mode, points: readonly Float32Array[]): Float32Array[] {
  return withModel(type, build, points, (model) =>
    tf.tidy(() => {
      const x = tf.variable(tf.tensor(points[0] as Float32Array, [BATCH, ...dimensions(type)]));
      const variables = [x, ...model.variables.map(({ tensor }) => tensor)];
      const { grads } = tf.variableGrads(() => {
        const y = model.forward(x, mode);
        return tf.sum(tf.mul(y, tf.tensor(weightsFor(y.size), y.shape)));
      }, variables);
      const values = variables.map(({ name, size }) => grads[name]?.dataSync<'float32'>() ?? new Float32Array(size));
      x.dispose();
      return values.map((gradient) => Float32Array.from(gradient));
    }),
  );
}
