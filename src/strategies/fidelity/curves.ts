/** Shapes of learning curves, c + a φ(x), x in (0, 1]: powers, an exponential and a logarithm. */
const SHAPES: readonly ((x: number) => number)[] = [
  ...[0.25, 0.5, 1, 2].map((power) => (x: number) => x ** -power),
  ...[1, 4].map((rate) => (x: number) => Math.exp(-rate * x)),
  Math.log,
];
/** Noise of a curve as a part of its range: shapes that miss by more count for little. */
const NOISE = 0.004;

/** The value of a curve at 1 from its values at `points`: shapes fitted by least squares, averaged by their likelihood. */
export function extrapolate(points: readonly number[], values: readonly number[]): number {
  const n = values.length;
  const [last = Number.NaN] = values.slice(-1);
  if (n < 2) return last;
  const range = Math.max(...values) - Math.min(...values);
  if (range === 0) return last;
  const fits = SHAPES.map((shape) => lineAt(points.map(shape), values, shape(1)));
  const least = Math.min(...fits.map(({ error }) => error));
  let [sum, total] = [0, 0];
  for (const { value, error } of fits) {
    const weight = Math.exp((least - error) / (2 * (NOISE * range) ** 2));
    sum += weight * value;
    total += weight;
  }
  return sum / total;
}

/** A line through (x, y), its value at `to` and its squared error. */
function lineAt(x: readonly number[], y: readonly number[], to: number): { value: number; error: number } {
  const n = x.length;
  const [meanX, meanY] = [x, y].map((list) => list.reduce((a, b) => a + b, 0) / n) as [number, number];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [(x[i] as number) - meanX, (y[i] as number) - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const slope = xx > 0 ? xy / xx : 0;
  return { value: meanY + slope * (to - meanX), error: Math.max(0, yy - slope * xy) };
}
