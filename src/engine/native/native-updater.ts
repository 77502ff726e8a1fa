import * as tf from '@tensorflow/tfjs-core';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import { corrections, provideUpdater, type Rule, statesOf } from '../kernels/update.ts';

/** Optimizers as one operation of our addon for all variables, in the library's memory: no weight is copied. */
export function registerNativeUpdater(native: NodeJSKernelBackend): void {
  const { binding } = native;
  provideUpdater('tensorflow', (rule, variables) => {
    const states = variables.map(({ tensor }) =>
      Array.from({ length: statesOf(rule) }, () => tf.keep(tf.tensor(new Float32Array(tensor.size), tensor.shape))),
    );
    let step = 0;
    return {
      update(gradients, rate, scale) {
        step++;
        const moved = [...variables.keys()].filter((i) => gradients[i]);
        if (moved.length === 0) return;
        tf.tidy(() => {
          const decays = moved.map((i) => (variables[i]?.decays ? rule.decay : 0));
          const inputs = [
            tf.tensor1d(settings(rule, step, rate, scale)),
            tf.tensor1d(decays),
            ...moved.map((i) => variables[i]?.tensor as tf.Tensor),
            ...moved.map((i) => gradients[i] as tf.Tensor),
            ...moved.flatMap((i) => states[i] ?? []),
          ];
          const attributes = [
            { name: 'N', type: binding.TF_ATTR_INT, value: moved.length },
            { name: 'M', type: binding.TF_ATTR_INT, value: moved.length * statesOf(rule) },
          ];
          native.executeMultipleOutputs('CellwrightUpdate', attributes, inputs, 0);
        });
      },
      dispose: () => tf.dispose(states),
    };
  });
}

/** In the order of addon/cellwright_update.cc; 1 − beta is more exact here than as a difference of 32-bit floats. */
function settings(rule: Rule, step: number, rate: number, scale: number): number[] {
  switch (rule.kind) {
    case 'sgd':
      return [0, rate, scale, rule.momentum, rule.nesterov ? 1 : 0];
    case 'adam': {
      const { beta1, beta2, epsilon, decoupled } = rule;
      return [decoupled ? 2 : 1, rate, scale, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, ...corrections(rule, step)];
    }
    case 'rmsprop':
      return [3, rate, scale, rule.rho, 1 - rule.rho, rule.momentum, rule.epsilon];
  }
}
