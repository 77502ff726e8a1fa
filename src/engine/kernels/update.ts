import * as tf from '@tensorflow/tfjs-core';

/** How an optimizer changes a weight by its gradient; `decay` is for the variables that decay. */
export type Rule =
  | { readonly kind: 'sgd'; readonly momentum: number; readonly nesterov: boolean; readonly decay: number }
  | {
      readonly kind: 'adam';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly decay: number;
      /** The decay acts on the weight (AdamW), not by way of the gradient. */
      readonly decoupled: boolean;
    }
  | {
      readonly kind: 'rmsprop';
      readonly rho: number;
      readonly momentum: number;
      readonly epsilon: number;
      readonly decay: number;
    };

export interface UpdatedVariable {
  readonly tensor: tf.Variable;
  readonly decays: boolean;
}

/** Changes variables in place, with a state for each. */
export interface Updater {
  /** One step by `scale` times the gradients; a variable without one stays as it is. */
  update(gradients: readonly (tf.Tensor | undefined)[], rate: number, scale: number): void;
  dispose(): void;
}

export type UpdaterOf = (rule: Rule, variables: readonly UpdatedVariable[]) => Updater;

/** Values that a rule keeps for each weight: velocity; first and second moment; mean square and velocity. */
export const statesOf = (rule: Rule): number => (rule.kind === 'sgd' ? 1 : 2);

/** What makes Adam's moments of step t unbiased (Kingma and Ba 2015). */
export const corrections = (rule: Rule & { readonly kind: 'adam' }, step: number): [first: number, second: number] => [
  1 / (1 - rule.beta1 ** step),
  1 / (1 - rule.beta2 ** step),
];

/** In double precision, by way of the values: for where there is no kernel. */
export const plainUpdater: UpdaterOf = (rule, variables) => {
  const states = variables.map(({ tensor }) =>
    Array.from({ length: statesOf(rule) }, () => new Float32Array(tensor.size)),
  );
  let step = 0;
  return {
    update(gradients, rate, scale) {
      step++;
      variables.forEach(({ tensor, decays }, i) => {
        const gradient = gradients[i]?.dataSync<'float32'>();
        if (!gradient) return;
        const w = tensor.dataSync<'float32'>().slice();
        const [first, second] = states[i] as [Float32Array, Float32Array];
        const at = { step, rate, scale, decay: decays ? rule.decay : 0 };
        if (rule.kind === 'sgd') sgd(rule, at, w, gradient, first);
        else if (rule.kind === 'adam') adam(rule, at, w, gradient, first, second);
        else rmsprop(rule, at, w, gradient, first, second);
        tf.tidy(() => tensor.assign(tf.tensor(w, tensor.shape)));
      });
    },
    dispose: () => {},
  };
};

interface At {
  readonly step: number;
  readonly rate: number;
  readonly scale: number;
  readonly decay: number;
}

function sgd(
  { momentum, nesterov }: Rule & { readonly kind: 'sgd' },
  { rate, scale, decay }: At,
  w: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
): void {
  for (let i = 0; i < w.length; i++) {
    const g = scale * (gradient[i] as number) + decay * (w[i] as number);
    const v = momentum * (velocity[i] as number) + g;
    velocity[i] = v;
    w[i] = (w[i] as number) - rate * (nesterov ? g + momentum * v : v);
  }
}

function adam(
  rule: Rule & { readonly kind: 'adam' },
  { step, rate, scale, decay }: At,
  w: Float32Array,
  gradient: Float32Array,
  first: Float32Array,
  second: Float32Array,
): void {
  const { beta1, beta2, epsilon, decoupled } = rule;
  const [correction1, correction2] = corrections(rule, step);
  for (let i = 0; i < w.length; i++) {
    const old = w[i] as number;
    const g = scale * (gradient[i] as number) + (decoupled ? 0 : decay) * old;
    const m = beta1 * (first[i] as number) + (1 - beta1) * g;
    const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    const direction = (m * correction1) / (Math.sqrt(v * correction2) + epsilon);
    w[i] = old - rate * (direction + (decoupled ? decay : 0) * old);
  }
}

function rmsprop(
  { rho, momentum, epsilon }: Rule & { readonly kind: 'rmsprop' },
  { rate, scale, decay }: At,
  w: Float32Array,
  gradient: Float32Array,
  meanSquare: Float32Array,
  velocity: Float32Array,
): void {
  for (let i = 0; i < w.length; i++) {
    const g = scale * (gradient[i] as number) + decay * (w[i] as number);
    const s = rho * (meanSquare[i] as number) + (1 - rho) * g * g;
    meanSquare[i] = s;
    const v = momentum * (velocity[i] as number) + g / (Math.sqrt(s) + epsilon);
    velocity[i] = v;
    w[i] = (w[i] as number) - rate * v;
  }
}

const faster = new Map<string, UpdaterOf>();

/** Kernels of a backend that work on its own memory. */
export function provideUpdater(backend: string, updater: UpdaterOf): void {
  faster.set(backend, updater);
}

export const updaterOf = (backend: string): UpdaterOf => faster.get(backend) ?? plainUpdater;
