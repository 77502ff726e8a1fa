import * as tf from '@tensorflow/tfjs-core';
import type { OwnModule } from './own-module.ts';
import { corrections, provideUpdater, statesOf } from './update.ts';

/** Optimizers on the heap of the WebAssembly backend: no weight is copied out or in. */
export function registerOwnUpdater({ kernels, addressOf }: OwnModule): void {
  provideUpdater('wasm', (rule, variables) => {
    const states = variables.map(({ tensor }) =>
      Array.from({ length: statesOf(rule) }, () => tf.keep(tf.zeros(tensor.shape))),
    );
    let step = 0;
    return {
      update(gradients, rate, scale) {
        step++;
        variables.forEach(({ tensor, decays }, i) => {
          const gradient = gradients[i];
          if (!gradient) return;
          const decay = decays ? rule.decay : 0;
          const [first = 0, second = 0] = (states[i] ?? []).map(addressOf);
          const [w, g] = [addressOf(tensor), addressOf(gradient)];
          if (rule.kind === 'sgd') {
            kernels.updateSgd(tensor.size, w, g, first, rate, scale, decay, rule.momentum, rule.nesterov ? 1 : 0);
          } else if (rule.kind === 'adam') {
            const { beta1, beta2, epsilon, decoupled } = rule;
            const [correction1, correction2] = corrections(rule, step);
            const [penalty, shrink] = decoupled ? [0, decay] : [decay, 0];
            kernels.updateAdam(
              ...([tensor.size, w, g, first, second, rate, scale, penalty, shrink] as const),
              ...([beta1, 1 - beta1, beta2, 1 - beta2, epsilon, correction1, correction2] as const),
            );
          } else {
            const { rho, momentum, epsilon } = rule;
            kernels.updateRmsprop(
              tensor.size,
              w,
              g,
              first,
              second,
              rate,
              scale,
              decay,
              rho,
              1 - rho,
              momentum,
              epsilon,
            );
          }
        });
      },
      dispose: () => tf.dispose(states),
    };
  });
}
