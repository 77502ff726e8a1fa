import { random } from '../src/base/random.ts';
import { hypervolume } from '../src/strategies/indicators/hypervolume.ts';
import { type Points, pointsOf } from '../src/strategies/indicators/points.ts';
import { nonDominatedSort } from '../src/strategies/indicators/sort.ts';
import { median, type Row, timed } from './row.ts';

/**
 * How long the measures of a front take, on points that are all on it: a sphere's face seen from the origin, the hard case
 * for the hypervolume. Peers: Optuna 5 (sort 26–29 ms, 1,000 × 3 29–60 ms), measured on another machine.
 */
export async function bench(): Promise<Row[]> {
  const volume = (n: number, m: number) => {
    const points = sphere(n, m);
    const reference = new Array<number>(m).fill(1.1);
    return () => hypervolume(points, reference);
  };
  const cloud = uniform(2000, 2);
  return [
    await row('non-dominated sort, 2,000 × 2', 2, () => nonDominatedSort(cloud), 26),
    await row('hypervolume, 10,000 × 2', 2, volume(10_000, 2)),
    await row('hypervolume, 1,000 × 3', 5, volume(1000, 3), 29),
    await row('hypervolume, 100 × 5', 30, volume(100, 5)),
  ];
}

async function row(what: string, atMost: number, call: () => unknown, peer?: number): Promise<Row> {
  const ours = median(await timed(30, 5, call));
  return { id: `indicators/${what}`, unit: 'ms', ours, goal: { atMost }, ...(peer !== undefined && { peer }) };
}

function uniform(n: number, m: number): Points {
  const source = random(`uniform ${n} ${m}`);
  return pointsOf(Array.from({ length: n }, () => Array.from({ length: m }, () => source.next())));
}

function sphere(n: number, m: number): Points {
  const source = random(`sphere ${n} ${m}`);
  return pointsOf(
    Array.from({ length: n }, () => {
      const direction = Array.from({ length: m }, () => Math.abs(source.normal()));
      const length = Math.hypot(...direction);
      return direction.map((x) => 1 - x / length);
    }),
  );
}
