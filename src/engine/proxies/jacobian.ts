import * as tf from '@tensorflow/tfjs-core';
import { logAndInverse } from './determinant.ts';
import { joined, needsNumbers, type ZeroCostProxy } from './proxy.ts';

const K = 1e-5;

/**
 * −Σ (ln(v + k) + 1/(v + k)) over the eigenvalues v of the correlations between examples of the derivative of the summed
 * outputs by the input (Mellor et al. 2020, first version; k = 1e-5): large if examples are told apart.
 */
export const jacobianCovariance: ZeroCostProxy = (untrained) => {
  needsNumbers('jacob_cov', untrained);
  const { model, x } = untrained;
  const [n = 0] = x.shape;
  const jacobian = tf.tidy(() =>
    tf
      .grad((input: tf.Tensor) => joined(tf.sum(model.logits(input, 'training')), input))(x)
      .dataSync<'float32'>()
      .slice(),
  );
  return scoreOfJacobian(jacobian, n);
};

/** `jacobian`: n rows. Rows that don't vary count as alike. */
export function scoreOfJacobian(jacobian: Float32Array, n: number): number {
  const width = jacobian.length / n;
  const rows = Array.from({ length: n }, (_, i) => {
    const row = Float64Array.from(jacobian.subarray(i * width, (i + 1) * width));
    const mean = row.reduce((a, b) => a + b, 0) / width;
    let squares = 0;
    for (let j = 0; j < width; j++) {
      row[j] = (row[j] as number) - mean;
      squares += (row[j] as number) ** 2;
    }
    const norm = Math.sqrt(squares);
    return norm > 0 ? row.map((value) => value / norm) : undefined;
  });
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const correlation = i === j ? 1 : correlationOf(rows[i], rows[j]);
      matrix[i * n + j] = correlation;
      matrix[j * n + i] = correlation;
    }
    matrix[i * n + i] = 1 + K;
  }
  return -logAndInverse(matrix, n);
}

function correlationOf(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (!a || !b) return a === b ? 1 : 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
