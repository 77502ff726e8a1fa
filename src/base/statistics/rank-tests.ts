import { chiSquareSurvival, normalCdf, studentizedRangeSurvival } from './distributions.ts';

/** Ranks from 1, equal values sharing the middle one, and Σ(t³ − t) over groups of t equal values. */
export function midRanks(values: ArrayLike<number>): { readonly ranks: Float64Array; readonly ties: number } {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(n);
  let ties = 0;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && values[order[end] as number] === values[order[start] as number]) end++;
    for (let i = start; i < end; i++) ranks[order[i] as number] = (start + 1 + end) / 2;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, ties };
}

export interface Friedman {
  /** Of each treatment over the blocks; 1 is the least cost. */
  readonly meanRanks: readonly number[];
  /** Chi-square, corrected for ties. */
  readonly statistic: number;
  /** That differences as large come by chance alone. */
  readonly p: number;
}

/** Friedman's test of k treatments on n blocks: `costs[block][treatment]`, less is better (Demšar 2006, section 3.2.2). */
export function friedman(costs: readonly (readonly number[])[]): Friedman {
  const n = costs.length;
  const k = costs[0]?.length ?? 0;
  const sums = new Float64Array(k);
  let ties = 0;
  for (const block of costs) {
    const ranked = midRanks(block);
    ties += ranked.ties;
    for (let j = 0; j < k; j++) sums[j] = (sums[j] as number) + (ranked.ranks[j] as number);
  }
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  const correction = 1 - ties / (n * k * (k * k - 1));
  // All blocks are one tie: nothing differs.
  const statistic =
    correction <= 0 ? 0 : Math.max(0, ((12 / (n * k * (k + 1))) * squares - 3 * n * (k + 1)) / correction);
  return { meanRanks: Array.from(sums, (sum) => sum / n), statistic, p: chiSquareSurvival(statistic, k - 1) };
}

/** Nemenyi's p-value for two mean ranks over n blocks of k treatments (Demšar 2006). */
export const nemenyi = (rankA: number, rankB: number, k: number, n: number): number =>
  studentizedRangeSurvival((Math.abs(rankA - rankB) * Math.SQRT2) / Math.sqrt((k * (k + 1)) / (6 * n)), k);

/** The difference of mean ranks beyond which Nemenyi's test at level `alpha` calls two treatments different. */
export function criticalDifference(k: number, n: number, alpha = 0.05): number {
  let [low, high] = [0, 100];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentizedRangeSurvival(middle, k) > alpha) low = middle;
    else high = middle;
  }
  return (low / Math.SQRT2) * Math.sqrt((k * (k + 1)) / (6 * n));
}

/** Up to this many pairs without ties the distribution is counted out. */
const EXACT = 50;

/**
 * Wilcoxon's signed-rank test, two-sided; pairs that are equal are left out. Exact without ties up to 50 pairs, else by the
 * normal approximation with correction for ties. 1 if nothing differs.
 */
export function wilcoxon(x: readonly number[], y: readonly number[]): number {
  const differences = x.map((value, i) => value - (y[i] as number)).filter((d) => d !== 0);
  const n = differences.length;
  if (n === 0) return 1;
  const { ranks, ties } = midRanks(differences.map(Math.abs));
  let plus = 0;
  for (const [i, d] of differences.entries()) if (d > 0) plus += ranks[i] as number;
  const all = (n * (n + 1)) / 2;
  const statistic = Math.min(plus, all - plus);
  if (ties === 0 && n <= EXACT && n === x.length) return Math.min(1, 2 * signedRankCdf(statistic, n));
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  return Math.min(1, 2 * normalCdf((statistic - all / 2) / Math.sqrt(variance)));
}

/** P(W ≤ w): subsets of {1 … n} whose sum is at most w, of all. */
function signedRankCdf(w: number, n: number): number {
  const share = new Float64Array(Math.floor(w) + 1);
  share[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = share.length - 1; sum >= 0; sum--)
      share[sum] = ((share[sum] as number) + (sum >= rank ? (share[sum - rank] as number) : 0)) / 2;
  }
  let total = 0;
  for (const part of share) total += part;
  return total;
}

/**
 * Mann and Whitney's U test, one-sided: how likely it is by chance that `x` is so much larger than `y`. Exact for samples
 * without ties of which one has at most 8, else by the normal approximation with corrections for ties and continuity.
 */
export function mannWhitneyGreater(x: readonly number[], y: readonly number[]): number {
  const [m, n] = [x.length, y.length];
  if (m === 0 || n === 0) return 1;
  const { ranks, ties } = midRanks([...x, ...y]);
  let sum = 0;
  for (let i = 0; i < m; i++) sum += ranks[i] as number;
  const u = sum - (m * (m + 1)) / 2;
  if (ties === 0 && Math.min(m, n) <= 8) return uCdf(m * n - u, m, n);
  const all = m + n;
  const deviation = Math.sqrt(((m * n) / 12) * (all + 1 - ties / (all * (all - 1))));
  if (deviation === 0) return 1;
  return normalCdf(-(u - (m * n) / 2 - 0.5) / deviation);
}

/** P(U ≤ u) of two samples without ties: a partition of at most m parts, each at most n, by its sum. */
function uCdf(u: number, m: number, n: number): number {
  const [few, many] = [Math.min(m, n), Math.max(m, n)];
  // Probabilities rather than counts: those outgrow a double.
  let table = Array.from({ length: few + 1 }, () => new Float64Array(m * n + 1));
  for (const row of table) row[0] = 1;
  for (let b = 1; b <= many; b++) {
    const next = table.map(() => new Float64Array(m * n + 1));
    (next[0] as Float64Array)[0] = 1;
    for (let a = 1; a <= few; a++) {
      const [fromX, fromY] = [next[a - 1] as Float64Array, table[a] as Float64Array];
      const row = next[a] as Float64Array;
      for (let s = 0; s <= a * b; s++)
        row[s] = (a * (s >= b ? (fromX[s - b] as number) : 0) + b * (fromY[s] as number)) / (a + b);
    }
    table = next;
  }
  let total = 0;
  for (let s = 0; s <= Math.floor(u); s++) total += (table[few] as Float64Array)[s] as number;
  return Math.min(1, total);
}

/** Holm's (1979) p-values for a family of tests, in the order given. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
  const adjusted = new Array<number>(p.length).fill(1);
  let most = 0;
  for (const [at, index] of order.entries()) {
    most = Math.max(most, Math.min(1, (p.length - at) * (p[index] as number)));
    adjusted[index] = most;
  }
  return adjusted;
}
