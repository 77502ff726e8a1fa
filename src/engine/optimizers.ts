import type { Setting } from '../network/training.ts';
import { settingReader } from './settings.ts';

/**
 * Changes parameters by their gradient, in place. Plain arithmetic on arrays instead of a dozen small tensor operations
 * for each variable: faster on every backend, and the same numbers on all of them.
 */
export interface Optimizer {
  /** The highest learning rate, before the schedule. */
  readonly rate: number;
  /** The state of one variable of `size` values. */
  slot(size: number, decays: boolean): Slot;
}
/** One step of one variable at a learning rate. Counts its own steps. */
export type Slot = (parameters: Float32Array, gradient: Float32Array, rate: number) => void;

/** Throws an `EngineError` for an optimizer that is not in the table of training words. */
export function optimizerOf(setting: Setting): Optimizer {
  const read = settingReader('optimizer', setting);
  switch (setting.name) {
    case 'sgd': {
      const options = { momentum: read.number('momentum'), nesterov: read.boolean('nesterov') };
      const decay = read.number('weight_decay');
      return {
        rate: read.number('lr'),
        slot: (size, decays) => sgd(size, { ...options, decay: decays ? decay : 0 }),
      };
    }
    case 'adam':
    case 'adamw': {
      const decay = read.number('weight_decay');
      const decoupled = setting.name === 'adamw';
      const options = {
        decoupled,
        beta1: read.number('beta1'),
        beta2: read.number('beta2'),
        epsilon: read.number('epsilon'),
      };
      return {
        rate: read.number('lr'),
        slot: (size, decays) => adam(size, { ...options, decay: decays ? decay : 0 }),
      };
    }
    case 'rmsprop': {
      const options = {
        rho: read.number('rho'),
        momentum: read.number('momentum'),
        epsilon: read.number('epsilon'),
      };
      const decay = read.number('weight_decay');
      return {
        rate: read.number('lr'),
        slot: (size, decays) => rmsprop(size, { ...options, decay: decays ? decay : 0 }),
      };
    }
    default:
      return read.unknown();
  }
}

function sgd(
  size: number,
  options: { readonly momentum: number; readonly nesterov: boolean; readonly decay: number },
): Slot {
  const { momentum, nesterov, decay } = options;
  const velocity = new Float32Array(size);
  return (w, gradient, rate) => {
    for (let i = 0; i < size; i++) {
      const g = (gradient[i] as number) + decay * (w[i] as number);
      const v = momentum * (velocity[i] as number) + g;
      velocity[i] = v;
      w[i] = (w[i] as number) - rate * (nesterov ? g + momentum * v : v);
    }
  };
}

/** Adam with the decay added to the gradient, or (AdamW) `decoupled` from it. */
function adam(
  size: number,
  options: {
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly decay: number;
    readonly decoupled: boolean;
  },
): Slot {
  const { beta1, beta2, epsilon } = options;
  const penalty = options.decoupled ? 0 : options.decay;
  const decay = options.decoupled ? options.decay : 0;
  const first = new Float32Array(size);
  const second = new Float32Array(size);
  let step = 0;
  return (w, gradient, rate) => {
    step++;
    const correction1 = 1 / (1 - beta1 ** step);
    const correction2 = 1 / (1 - beta2 ** step);
    for (let i = 0; i < size; i++) {
      const old = w[i] as number;
      const g = (gradient[i] as number) + penalty * old;
      const m = beta1 * (first[i] as number) + (1 - beta1) * g;
      const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      w[i] = old - rate * ((m * correction1) / (Math.sqrt(v * correction2) + epsilon) + decay * old);
    }
  };
}

function rmsprop(
  size: number,
  options: { readonly rho: number; readonly momentum: number; readonly epsilon: number; readonly decay: number },
): Slot {
  const { rho, momentum, epsilon, decay } = options;
  const meanSquare = new Float32Array(size);
  const velocity = new Float32Array(size);
  return (w, gradient, rate) => {
    for (let i = 0; i < size; i++) {
      const g = (gradient[i] as number) + decay * (w[i] as number);
      const s = rho * (meanSquare[i] as number) + (1 - rho) * g * g;
      meanSquare[i] = s;
      const v = momentum * (velocity[i] as number) + g / (Math.sqrt(s) + epsilon);
      velocity[i] = v;
      w[i] = (w[i] as number) - rate * v;
    }
  };
}
