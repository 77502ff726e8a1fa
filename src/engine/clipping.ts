/** √(Σ g²) over all gradients together. */
export function globalNorm(gradients: readonly Float32Array[]): number {
  let sum = 0;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** Gradients scaled by one factor so that their global norm is at most `limit` (Pascanu et al. 2013). Copies if it does. */
export function clipped(gradients: readonly Float32Array[], limit: number): readonly Float32Array[] {
  const norm = globalNorm(gradients);
  if (!(norm > limit)) return gradients;
  const factor = limit / norm;
  return gradients.map((gradient) => gradient.map((g) => g * factor));
}
