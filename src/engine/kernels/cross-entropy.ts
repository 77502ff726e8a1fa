import type * as tf from '@tensorflow/tfjs-core';

export interface CrossEntropyOfBatch {
  /** Mean over the rows. */
  readonly mean: number;
  /** Rows whose largest output is that of their label. */
  readonly right: number;
  /** Derivative of the mean by every output. */
  readonly gradient: tf.Tensor;
}

/**
 * −Σ y·log softmax(x) of outputs [..., classes], a label a row: with smoothing s, y is 1 − s + s/classes at the label and
 * s/classes elsewhere.
 */
export type CrossEntropy = (outputs: tf.Tensor, labels: Int32Array, smoothing: number) => CrossEntropyOfBatch;

const kernels = new Map<string, CrossEntropy>();

/** A backend's kernel for loss and gradient at once. */
export function provideCrossEntropy(backend: string, crossEntropy: CrossEntropy | undefined): void {
  if (crossEntropy) kernels.set(backend, crossEntropy);
  else kernels.delete(backend);
}

export const crossEntropyOf = (backend: string): CrossEntropy | undefined => kernels.get(backend);
