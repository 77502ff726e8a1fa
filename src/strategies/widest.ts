import { frontContributions } from './indicators/hypervolume.ts';
import type { Scored } from './multi-objective.ts';
import { scaled } from './ranking.ts';

/** Where the volume of the scaled front is measured from. */
const REFERENCE = 1.1;

/** What each of a front adds to the volume of the scaled front. */
export function volumesOf(solutions: readonly Scored[], front?: readonly number[]): Float64Array {
  const points = scaled(solutions, front);
  return frontContributions(points, new Array<number>(points.m).fill(REFERENCE));
}

/** Drops what adds least volume to a front, one at a time. */
export function widest(solutions: readonly Scored[], front: readonly number[], places: number): number[] {
  const left = [...front];
  while (left.length > places) {
    const contributions = volumesOf(solutions, left);
    let worst = left.length - 1;
    for (let i = worst - 1; i >= 0; i--) if (contributions[i]! < contributions[worst]!) worst = i;
    left.splice(worst, 1);
  }
  return left;
}
