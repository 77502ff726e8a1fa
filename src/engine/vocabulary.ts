import type { Parameter } from '../network/operation.ts';

/**
 * The words of `dataset` and `train` clauses: optimizers, schedules, losses, data sources, augmentations, measures.
 * Pure tables (no TensorFlow): completion, hover, checks and the trainer read the same rows.
 */
export interface TrainingWord {
  readonly name: string;
  readonly role: 'optimizer' | 'schedule' | 'loss' | 'source' | 'augmentation' | 'measure';
  readonly doc: string;
  readonly parameters: readonly Parameter[];
}

export const trainingWords: readonly TrainingWord[] = [];
