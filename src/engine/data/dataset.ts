import type { TensorType } from '../../network/tensor-type.ts';
import type { CategoryGroup } from './columns.ts';
import type { Examples } from './examples.ts';

/** What a network is to predict. */
export type Targets =
  | { readonly kind: 'classes'; readonly labels: Int32Array; readonly names: readonly string[] }
  /** Networks learn (value − mean) / deviation, by the training part; 0 and 1 before it is known. */
  | { readonly kind: 'numbers'; readonly values: Float32Array; readonly mean: number; readonly deviation: number }
  /** The next token at each of `length` places of an example; labels of all examples one after the other. */
  | {
      readonly kind: 'tokens';
      readonly labels: Int32Array;
      readonly names: readonly string[];
      readonly length: number;
    };

export const numberTargets = (values: Float32Array): Targets => ({ kind: 'numbers', values, mean: 0, deviation: 1 });

/** Examples as a source gives them. */
export interface RawData {
  /** Of one example. */
  readonly type: TensorType;
  readonly examples: Examples;
  readonly targets: Targets;
  /** Values that are NaN are missing. */
  readonly missing?: { readonly categories: readonly CategoryGroup[] };
  /** Examples from this one on are the source's own test part. */
  readonly testFrom?: number;
}

/** Examples split and ready to be drawn in batches. Immutable. */
export interface Dataset extends RawData {
  readonly name: string;
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
  /** A raw value v of channel c means (v − offset[c]) · scale[c]. */
  readonly offset: Float32Array;
  readonly scale: Float32Array;
  /** What stands for a missing value of each channel. Absent: none is missing. */
  readonly fill?: Float32Array;
}

/** Values that a network must give for each row of targets: classes, tokens of the vocabulary, or 1. */
export const targetWidth = (targets: Targets): number => (targets.kind === 'numbers' ? 1 : targets.names.length);

/** Rows of targets of one example. */
export const rowsOf = (targets: Targets): number => (targets.kind === 'tokens' ? targets.length : 1);
