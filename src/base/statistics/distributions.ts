/** ln Γ(x) for x > 0 (Lanczos, g = 7, nine terms): about 15 digits. */
function logGamma(x: number): number {
  let sum = LANCZOS[0] as number;
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Q(a, x) = Γ(a, x)/Γ(a): series below a + 1, continued fraction (Lentz) above. */
function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return x === 0 ? 1 : Number.NaN;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return front * h;
}

/** P(Z ≤ x) of the standard normal distribution; small tails keep their digits. */
export const normalCdf = (x: number): number => {
  const tail = upperGamma(0.5, (x * x) / 2) / 2;
  return x < 0 ? tail : 1 - tail;
};

/** P(X > x) of the chi-square distribution. */
export const chiSquareSurvival = (x: number, degrees: number): number => upperGamma(degrees / 2, x / 2);

/**
 * P(Q > q) of the studentized range of k groups with infinite degrees of freedom: of Nemenyi's test.
 * P(Q ≤ q) = k ∫ φ(z) (Φ(z) − Φ(z − q))^(k−1) dz, by Simpson's rule.
 */
export function studentizedRangeSurvival(q: number, k: number): number {
  if (!(q > 0)) return 1;
  const [low, high, steps] = [-9, 9 + q, 2000];
  const h = (high - low) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const z = low + i * h;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp((-z * z) / 2) * (normalCdf(z) - normalCdf(z - q)) ** (k - 1);
  }
  const within = (k * sum * h) / 3 / Math.sqrt(2 * Math.PI);
  return Math.min(1, Math.max(0, 1 - within));
}
