import * as tf from '@tensorflow/tfjs-core';
import { random } from '../../base/random.ts';
import { elements } from '../../network/tensor-type.ts';
import { tensorOf } from '../step.ts';
import { copyWeights, setWeights } from '../weights.ts';
import { kernelsOf, needsNumbers, type ZeroCostProxy } from './proxy.ts';

const GAMMA = 0.01;
const EPSILON = 1e-5;
const heads: ReadonlySet<string> = new Set(['global_avg_pool', 'global_max_pool', 'flatten']);

/**
 * ln E‖f(x) − f(x + γ·x′)‖₁ + Σ over batch norms of ln √(mean variance), with normal weights and inputs, γ = 0.01, f the
 * features before the first global pooling or flattening (Lin et al. 2021, *Zen-NAS*).
 */
export const zen: ZeroCostProxy = (untrained) => {
  needsNumbers('zen', untrained);
  const { model, input, x, seed } = untrained;
  const source = random(seed).fork('zen');
  const saved = copyWeights(model);
  const [n = 1] = x.shape;
  const draw = (size: number): Float32Array => Float32Array.from({ length: size }, () => source.normal());
  const score = tf.tidy(() => {
    for (const { tensor } of kernelsOf(model)) tensor.assign(tf.tensor(draw(tensor.size), tensor.shape));
    const first = tensorOf(draw(n * elements(input)), input);
    const second = tf.add(first, tf.mul(tensorOf(draw(n * elements(input)), input), GAMMA));
    let scale = 0;
    const features = (of: tf.Tensor, counts: 'variances' | 'features'): tf.Tensor => {
      let found: tf.Tensor | undefined;
      const output = model.logits(of, 'training', (node, inputs, compute) => {
        const read = inputs[0];
        if (heads.has(node.op) && read) found ??= tf.keep(read.clone());
        if (node.op === 'bn' && read && counts === 'variances' && !found) scale += logDeviation(read);
        return compute();
      });
      return found ?? output;
    };
    const [a, b] = [features(first, 'variances'), features(second, 'features')];
    const distance = tf.div(tf.sum(tf.abs(tf.sub(a, b))), n).dataSync<'float32'>()[0] as number;
    tf.dispose([a, b]);
    return Math.log(Math.max(distance, Number.MIN_VALUE)) + scale;
  });
  setWeights(model, saved);
  return score;
};

/** ln √ of the mean over channels of the variance of the batch. */
function logDeviation(x: tf.Tensor): number {
  return tf.tidy(() => {
    const { variance } = tf.moments(
      x,
      x.shape.slice(0, -1).map((_, axis) => axis),
    );
    return Math.log(Math.sqrt((tf.mean(variance).dataSync<'float32'>()[0] as number) + EPSILON));
  });
}
