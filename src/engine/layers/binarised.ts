import * as tf from '@tensorflow/tfjs-core';
import { kernelOf, numberOf } from '../../network/attributes.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import { asBefore, asImage, convolve, windowOf } from './convolution.ts';
import { he } from './initialisers.ts';
import { inputType, type LayerBuilder, only } from './layer.ts';

/**
 * y = α·(sign(x) ∗ sign(w)), α the mean absolute weight of each filter (Rastegari et al. 2016, XNOR-Net). Signs let the
 * gradient through where their argument lies in [−1, 1] (straight-through estimator); α has its own gradient.
 */
export const binarisedConvolution: LayerBuilder = (context) => {
  const { attributes } = context.node;
  const [height, wide] = kernelOf(attributes);
  const width = inputType(context).kind === 'sequence' ? 1 : wide;
  const channels = channelsOf(inputType(context));
  const filters = numberOf(attributes, 'filters');
  const shape = [height, width, channels, filters];
  const kernel = context.weight('kernel', shape, he(height * width * channels), 'decays');
  const window = windowOf(attributes);
  return (inputs) => {
    const x = only(inputs);
    const scale = tf.mean(tf.abs(kernel as tf.Tensor), [0, 1, 2]);
    const y = convolve('Conv2D', signThrough(asImage(x)), signThrough(kernel), window);
    return asBefore(tf.mul(y, scale), x.rank);
  };
};

/** The sign (of 0: 1) with the gradient of a clipped identity. */
function signThrough(x: tf.Tensor): tf.Tensor {
  const sign = tf.customGrad((...args: unknown[]) => {
    const [x, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([x]);
    return {
      value: tf.sub(tf.mul(tf.cast(tf.greaterEqual(x, 0), 'float32'), 2), 1),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.mul(dy, tf.cast(tf.lessEqual(tf.abs(saved[0] as tf.Tensor), 1), 'float32')),
    };
  });
  return sign(x);
}
