import type { Parameter } from '../network/operation.ts';

/** What kind of prediction a trial learns. */
export type Task = 'classification' | 'regression' | 'language';

/**
 * The words of `dataset` and `train` clauses: optimizers, schedules, losses, data sources, augmentations, measures.
 * Pure tables (no TensorFlow): completion, hover, checks and the trainer read the same rows.
 */
export interface TrainingWord {
  readonly name: string;
  readonly role: 'optimizer' | 'schedule' | 'loss' | 'source' | 'augmentation' | 'measure';
  readonly doc: string;
  readonly parameters: readonly Parameter[];
  /** Of a measure or loss: the tasks that it belongs to. Absent: all. */
  readonly tasks?: readonly Task[];
}
