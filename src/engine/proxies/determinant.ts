/** ln |det| of a symmetric matrix by Gaussian elimination with pivots; one of 0 counts as 1e-12. Changes `matrix` [n × n]. */
export function logDeterminant(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(matrix[i * n + k] as number) > Math.abs(matrix[pivot * n + k] as number)) pivot = i;
    for (let j = 0; j < n; j++) {
      const held = matrix[k * n + j] as number;
      matrix[k * n + j] = matrix[pivot * n + j] as number;
      matrix[pivot * n + j] = held;
    }
    const value = matrix[k * n + k] as number;
    sum += Math.log(Math.max(Math.abs(value), 1e-12));
    if (value === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const factor = (matrix[i * n + k] as number) / value;
      for (let j = k; j < n; j++)
        matrix[i * n + j] = (matrix[i * n + j] as number) - factor * (matrix[k * n + j] as number);
    }
  }
  return sum;
}

/** Lower triangle L of a positive definite matrix, L Lᵀ = matrix. */
function cholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] as number) * (lower[j * n + k] as number);
      lower[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (lower[j * n + j] as number);
    }
  }
  return lower;
}

/** Σ (ln v + 1/v) over the eigenvalues v of a positive definite matrix: ln det + trace of the inverse. */
export function logAndInverse(matrix: Float64Array, n: number): number {
  const lower = cholesky(matrix, n);
  let sum = 0;
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    sum += 2 * Math.log(lower[j * n + j] as number);
    // The trace of (L Lᵀ)⁻¹ is the sum of the squares of L⁻¹, here its column j.
    for (let i = j; i < n; i++) {
      let value = i === j ? 1 : 0;
      for (let k = j; k < i; k++) value -= (lower[i * n + k] as number) * (column[k] as number);
      column[i] = value / (lower[i * n + i] as number);
      sum += (column[i] as number) ** 2;
    }
  }
  return sum;
}
