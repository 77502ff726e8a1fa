/** What a number counts. Seconds for time, bytes for sizes, joules for energy; a percentage is a number (70% is 0.7). */
export type Dimension = 'number' | 'time' | 'bytes' | 'energy';

export interface Quantity {
  readonly value: number;
  readonly dimension: Dimension;
  /** As written: `k`, `min`; empty without one. */
  readonly unit: string;
}

interface Unit {
  readonly dimension: Dimension;
  readonly scale: number;
}

const number = (scale: number): Unit => ({ dimension: 'number', scale });
const time = (scale: number): Unit => ({ dimension: 'time', scale });
const bytes = (scale: number): Unit => ({ dimension: 'bytes', scale });
const energy = (scale: number): Unit => ({ dimension: 'energy', scale });

/** All units that a number may have glued to it. */
export const units: ReadonlyMap<string, Unit> = new Map([
  ['', number(1)],
  ['%', number(1e-2)],
  ['k', number(1e3)],
  ['M', number(1e6)],
  ['G', number(1e9)],
  ['T', number(1e12)],
  ['us', time(1e-6)],
  ['ms', time(1e-3)],
  ['s', time(1)],
  ['min', time(60)],
  ['h', time(3600)],
  ['d', time(86400)],
  ['B', bytes(1)],
  ['kB', bytes(1e3)],
  ['MB', bytes(1e6)],
  ['GB', bytes(1e9)],
  ['uJ', energy(1e-6)],
  ['mJ', energy(1e-3)],
  ['J', energy(1)],
]);

const pattern = /^([0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)([a-zA-Z%]*)$/;

/** The digits and the unit of a number as written; undefined if it is none. */
export function splitNumber(raw: string): { digits: string; unit: string } | undefined {
  const [, digits, unit] = pattern.exec(raw) ?? [];
  return digits === undefined || unit === undefined ? undefined : { digits, unit };
}

/** `200k`, `5M`, `1e-4`, `30min`, `4MB`, `2mJ`, `70%`; undefined where the unit is unknown. */
export function parseQuantity(raw: string): Quantity | undefined {
  const parts = splitNumber(raw);
  const unit = parts && units.get(parts.unit);
  if (!parts || !unit) return undefined;
  // Dividing by 1000 is exact where multiplying by 0.001 is not: 70% is 0.7.
  const value = unit.scale < 1 ? Number(parts.digits) / Math.round(1 / unit.scale) : Number(parts.digits) * unit.scale;
  return { value: unit.scale > 1 ? tidy(value) : value, dimension: unit.dimension, unit: parts.unit };
}

/** 1.1 * 1e6 is 1100000.0000000002: what was written has at most fifteen digits. */
const tidy = (value: number): number => Number(value.toPrecision(15));

/** The lengths of `28x28x1`. */
export const parseDimensions = (raw: string): number[] => raw.split('x').map(Number);
