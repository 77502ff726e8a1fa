import { quantity } from '../base/quantity.ts';

/** Digits in groups of three: 15,625. */
export const grouped = (value: bigint | number | string): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** Exact up to 15 digits, else its size: `1,037,664,180`, `5.56e+32`. `infinite` for no count. */
export function countText(count: bigint | undefined): string {
  if (count === undefined) return 'infinite';
  const digits = count.toString();
  if (digits.length <= 15) return grouped(digits);
  return `${digits[0]}.${digits.slice(1, 3)}e+${digits.length - 1}`;
}

/** A metric: whole numbers as quantities, others with four significant digits, tiny ones in scientific form. */
export function metric(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  if (Number.isInteger(value)) return Math.abs(value) < 10_000 ? String(value) : quantity(value);
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(2);
  if (size >= 10_000) return quantity(value);
  return size < 1 ? value.toFixed(4) : Number(value.toPrecision(5)).toString();
}

/** 850 ms, 12.3 s, 4 min 05 s, 2 h 10 min. */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `1 trial`, `2 trials`. */
export const plural = (n: number, noun: string): string => `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
