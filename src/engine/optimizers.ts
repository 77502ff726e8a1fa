import type { Setting } from '../network/training.ts';
import type { Rule } from './kernels/update.ts';
import { settingReader } from './settings.ts';

export interface Optimizer {
  /** The highest learning rate, before the schedule. */
  readonly rate: number;
  readonly rule: Rule;
}

/** Throws an `EngineError` for an optimizer that is not in the table of training words. */
export function optimizerOf(setting: Setting): Optimizer {
  const read = settingReader('optimizer', setting);
  switch (setting.name) {
    case 'sgd':
      return {
        rate: read.number('lr'),
        rule: {
          kind: 'sgd',
          momentum: read.number('momentum'),
          nesterov: read.boolean('nesterov'),
          decay: read.number('weight_decay'),
        },
      };
    case 'adam':
    case 'adamw':
      return {
        rate: read.number('lr'),
        rule: {
          kind: 'adam',
          beta1: read.number('beta1'),
          beta2: read.number('beta2'),
          epsilon: read.number('epsilon'),
          decay: read.number('weight_decay'),
          decoupled: setting.name === 'adamw',
        },
      };
    case 'rmsprop':
      return {
        rate: read.number('lr'),
        rule: {
          kind: 'rmsprop',
          rho: read.number('rho'),
          momentum: read.number('momentum'),
          epsilon: read.number('epsilon'),
          decay: read.number('weight_decay'),
        },
      };
    default:
      return read.unknown();
  }
}
