import * as tf from '@tensorflow/tfjs-core';
import type { ZeroCostProxy } from './proxy.ts';

/** Layers whose outputs count. */
const LAYERS: ReadonlySet<string> = new Set(['conv', 'dw_conv', 'dense']);

/**
 * Σ over layers and channels of |½·mean over the batch of (Σ over positions of a·∂L/∂a)²|, a the output of the layer
 * (Turner et al. 2020, as a score by Abdelfattah et al. 2021).
 */
export const fisher: ZeroCostProxy = ({ model, x, loss }) =>
  tf.tidy(() => {
    const outputs: tf.Tensor[] = [];
    model.logits(x, 'training', (node, _inputs, compute) => {
      const output = compute();
      if (LAYERS.has(node.op)) outputs.push(tf.keep(output.clone()));
      return output;
    });
    if (outputs.length === 0) return 0;
    // The derivative by something that is added is the derivative by the sum.
    const nothing = outputs.map((output) => tf.zerosLike(output));
    const gradients = tf.grads((...added: tf.Tensor[]) => {
      let layer = 0;
      return loss(
        model.logits(x, 'training', (node, _inputs, compute) =>
          LAYERS.has(node.op) ? tf.add(compute(), added[layer++] as tf.Tensor) : compute(),
        ),
      );
    })(nothing);
    let sum = 0;
    for (const [layer, output] of outputs.entries()) {
      const product = tf.mul(output, gradients[layer] as tf.Tensor);
      const [batch = 1] = product.shape;
      const channels = product.shape.at(-1) ?? 1;
      const summed = tf.sum(tf.reshape(product, [batch, -1, channels]), 1);
      sum += tf.sum(tf.abs(tf.mul(tf.mean(tf.square(summed), 0), 0.5))).dataSync<'float32'>()[0] as number;
      output.dispose();
    }
    return sum;
  });
