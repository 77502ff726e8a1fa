import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

export interface KernelCall<Attributes> {
  /** Inputs by the name that TensorFlow.js gives them. Throws if one is missing. */
  input<T extends tf.Tensor = tf.Tensor>(name: string): T;
  readonly attributes: Attributes;
  readonly backend: BackendWasm;
}

const shippedKernels = new Map<string, tf.KernelFunc | undefined>();

/** Puts a kernel in the place of the one registered for a backend; returns the one that TensorFlow.js brought, if any. */
export function replaceKernel<Attributes>(
  kernelName: string,
  run: (call: KernelCall<Attributes>) => tf.TensorInfo | tf.TensorInfo[],
  backendName = 'wasm',
): tf.KernelFunc | undefined {
  const key = `${backendName}/${kernelName}`;
  const old = tf.getKernel(kernelName, backendName);
  if (old) tf.unregisterKernel(kernelName, backendName);
  if (!shippedKernels.has(key)) shippedKernels.set(key, old?.kernelFunc);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      run({
        input: <T extends tf.Tensor>(name: string): T => {
          const info = inputs[name];
          if (!info) throw new Error(`Kernel ${kernelName} has no input '${name}'.`);
          // What the engine hands to kernels are its tensors; the type only promises their description.
          return info as T;
        },
        attributes: attrs as unknown as Attributes,
        backend: backend as BackendWasm,
      }),
  });
  return shippedKernels.get(key);
}
