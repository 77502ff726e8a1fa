/** √(Σ g²) over all gradients together. */
export function globalNorm(gradients: readonly Float32Array[]): number {
  let sum = 0;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** The factor that brings gradients to a global norm of at most `limit` (Pascanu et al. 2013). */
export function clipFactor(gradients: readonly Float32Array[], limit: number): number {
  const norm = globalNorm(gradients);
  return norm > limit ? limit / norm : 1;
}
