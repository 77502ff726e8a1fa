import type { Random } from '../../base/random.ts';

export interface DenseShape {
  readonly from: number;
  readonly to: number;
  /** Variance of the first weights times `fan`: 2 before a rectifier. */
  readonly gain: number;
  /** Inputs that are not 0 at a time; all, if absent. */
  readonly fan?: number;
}

/** A layer W x + b on buffers. */
export interface Dense {
  forward(from: Float64Array, to: Float64Array): void;
  /** Adds the gradient of its weights; that of its input goes to `dFrom`. */
  backward(from: Float64Array, dFrom: Float64Array | undefined, dTo: Float64Array): void;
}

/** Layers whose weights (of each [from × to], then its biases) lie in one array, as an optimizer wants them. */
export function denseLayers(
  shapes: readonly DenseShape[],
  random: Random,
): { readonly layers: readonly Dense[]; readonly weights: Float64Array; readonly gradient: Float64Array } {
  const size = shapes.reduce((sum, { from, to }) => sum + (from + 1) * to, 0);
  const weights = new Float64Array(size);
  const gradient = new Float64Array(size);
  let at = 0;
  const layers = shapes.map(({ from, to, gain, fan = from }) => {
    const start = at;
    at += (from + 1) * to;
    for (let i = 0; i < from * to; i++) weights[start + i] = random.normal() * Math.sqrt(gain / fan);
    return dense(weights, gradient, start);
  });
  return { layers, weights, gradient };
}

function dense(weights: Float64Array, gradient: Float64Array, at: number): Dense {
  return {
    forward(from, to) {
      const [n, m] = [from.length, to.length];
      for (let j = 0; j < m; j++) to[j] = weights[at + n * m + j] as number;
      for (let i = 0; i < n; i++) {
        const value = from[i] as number;
        if (value === 0) continue;
        const row = at + i * m;
        for (let j = 0; j < m; j++) to[j] = (to[j] as number) + value * (weights[row + j] as number);
      }
    },
    backward(from, dFrom, dTo) {
      const [n, m] = [from.length, dTo.length];
      for (let j = 0; j < m; j++) gradient[at + n * m + j] = (gradient[at + n * m + j] as number) + (dTo[j] as number);
      for (let i = 0; i < n; i++) {
        const value = from[i] as number;
        const row = at + i * m;
        let sum = 0;
        for (let j = 0; j < m; j++) {
          const d = dTo[j] as number;
          gradient[row + j] = (gradient[row + j] as number) + value * d;
          sum += d * (weights[row + j] as number);
        }
        if (dFrom) dFrom[i] = sum;
      }
    },
  };
}

export function rectify(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) if ((values[i] as number) < 0) values[i] = 0;
}

/** No gradient passes where a rectifier gave 0. */
export function masked(d: Float64Array, values: Float64Array): void {
  for (let i = 0; i < d.length; i++) if (values[i] === 0) d[i] = 0;
}
