import type { Setting } from '../network/training.ts';
import { settingReader } from './settings.ts';

/** The share of the full learning rate at a step; `progress` runs from 0 (first step) towards 1, `epoch` in epochs. */
export type Schedule = (progress: number, epoch: number) => number;

const cosineFrom = (from: number, to: number, t: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * t))) / 2;

/** Rises linearly over the first epochs; `after` is the schedule of a training without them. */
function afterWarmup(warmup: number, epochs: number, after: Schedule): Schedule {
  const length = Math.min(warmup, epochs);
  if (length <= 0) return after;
  return (_progress, epoch) => {
    if (epoch < length) return epoch / length;
    const rest = epochs - length;
    return after(rest > 0 ? (epoch - length) / rest : 1, epoch - length);
  };
}

const constant: Schedule = () => 1;

/** Throws an `EngineError` for a schedule that is not in the table of training words. */
export function scheduleOf(setting: Setting, epochs: number): Schedule {
  const read = settingReader('schedule', setting);
  switch (setting.name) {
    case 'constant':
      return afterWarmup(read.number('warmup'), epochs, constant);
    case 'warmup':
      return afterWarmup(read.number('epochs'), epochs, constant);
    case 'cosine': {
      const final = read.number('final');
      return afterWarmup(read.number('warmup'), epochs, (progress) => cosineFrom(1, final, progress));
    }
    case 'step_decay': {
      const every = read.number('every');
      const factor = read.number('factor');
      // A hair, so that an epoch counted in batches (3 × 1/3) is not just short of the drop.
      const drop: Schedule = (_progress, epoch) => factor ** Math.floor(epoch / every + 1e-9);
      return afterWarmup(read.number('warmup'), epochs, drop);
    }
    case 'one_cycle': {
      const rise = read.number('rise');
      const first = 1 / read.number('start');
      const last = 1 / read.number('end');
      const cycle: Schedule = (progress) =>
        progress < rise
          ? cosineFrom(first, 1, progress / rise)
          : cosineFrom(1, last, (progress - rise) / (1 - rise || 1));
      return afterWarmup(read.number('warmup'), epochs, cycle);
    }
    default:
      return read.unknown();
  }
}
