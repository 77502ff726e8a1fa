/** Where the points of the scatter lie. Pure. */
import type { RunState } from '../../src/protocol/run-state.ts';
import { directionOf, measureOf, trialNumber } from './measures.ts';

export interface ScatterPoint {
  readonly trial: number;
  readonly x: number;
  readonly y: number;
  /** `front`: no other trial dominates it; `broken`: it breaks a constraint. */
  readonly kind: 'front' | 'plain' | 'broken';
}
export interface Scatter {
  readonly points: readonly ScatterPoint[];
  /** The best so far, or the front, from left to right. */
  readonly line: readonly { readonly x: number; readonly y: number }[];
}

export function scatterOf(state: RunState, x: string, y: string): Scatter {
  const front = new Set(state.front.map(({ trial }) => trial));
  const points: ScatterPoint[] = [];
  for (const trial of state.trials.values()) {
    if (trial.status !== 'finished') continue;
    const point = { trial: trial.trial, x: measureOf(trial, x, state), y: measureOf(trial, y, state) };
    if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) continue;
    const isBroken = trial.violations?.some((violation) => violation > 0) === true;
    points.push({ ...point, kind: isBroken ? 'broken' : front.has(trial.trial) ? 'front' : 'plain' });
  }
  return { points, line: lineOf(points, state, x, y) };
}

function lineOf(points: readonly ScatterPoint[], state: RunState, x: string, y: string): Scatter['line'] {
  const direction = directionOf(state, y);
  if (x === trialNumber && direction) {
    const line: { x: number; y: number }[] = [];
    for (const point of points.filter(({ kind }) => kind !== 'broken').sort((a, b) => a.x - b.x)) {
      const best = line.at(-1)?.y;
      const isBetter = best === undefined || (direction === 'maximize' ? point.y > best : point.y < best);
      line.push({ x: point.x, y: isBetter ? point.y : best });
    }
    return line;
  }
  if (direction && directionOf(state, x) && x !== y) {
    return points.filter(({ kind }) => kind === 'front').sort((a, b) => a.x - b.x || a.y - b.y);
  }
  return [];
}

export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** Digits after the point that tell the ticks apart. */
  readonly digits: number;
  toScreen(value: number): number;
}

/** A linear scale from the values to `from … to` pixels, widened to round ticks; whole numbers have a `leastStep` of 1. */
export function scaleOf(values: readonly number[], from: number, to: number, wanted = 5, leastStep = 0): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 1];
  // equal but for rounding: no step between them could be told from zero
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= Math.max(1e-9 * size, 1e-12)) {
    const pad = size > 1e-9 ? size * 0.05 : 1;
    low -= pad;
    high += pad;
  }
  const step = Math.max(leastStep, niceStep((high - low) / wanted));
  const min = Math.floor(low / step + 1e-9) * step;
  const max = Math.ceil(high / step - 1e-9) * step;
  const count = Math.round((max - min) / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((min + i * step).toPrecision(12)));
  return {
    min,
    max,
    ticks,
    digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
    toScreen: (value) => from + ((value - min) / (max - min)) * (to - from),
  };
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((each) => each * power >= raw * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** The point nearest to a place on the screen, if it is within reach. */
export function nearestPoint(
  points: readonly ScatterPoint[],
  at: { readonly x: number; readonly y: number },
  scales: { readonly x: Scale; readonly y: Scale },
  reach = 14,
): ScatterPoint | undefined {
  let best: ScatterPoint | undefined;
  let least = reach;
  for (const point of points) {
    const distance = Math.hypot(scales.x.toScreen(point.x) - at.x, scales.y.toScreen(point.y) - at.y);
    if (distance < least) {
      least = distance;
      best = point;
    }
  }
  return best;
}
