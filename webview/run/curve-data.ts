/** Metrics by epoch, as columns. Pure. */
import type { MetricsRecord } from '../../src/protocol/run-events.ts';

export interface CurveData {
  /** From 1. */
  readonly epochs: readonly number[];
  readonly series: readonly {
    readonly metric: string;
    /** Losses have an axis of their own. */
    readonly scale: 'loss' | 'value';
    /** Null: not measured in that epoch. */
    readonly values: readonly (number | null)[];
  }[];
}

export function curveData(epochs: readonly MetricsRecord[]): CurveData {
  const metrics = new Set<string>();
  for (const epoch of epochs) for (const metric of Object.keys(epoch)) metrics.add(metric);
  return {
    epochs: epochs.map((_, i) => i + 1),
    series: [...metrics].map((metric) => ({
      metric,
      scale: metric.includes('loss') ? 'loss' : 'value',
      values: epochs.map((epoch) => {
        const value = epoch[metric];
        return value === undefined || !Number.isFinite(value) ? null : value;
      }),
    })),
  };
}
