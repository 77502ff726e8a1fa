import type { TensorType } from '../../network/tensor-type.ts';

/** What a network is to predict. */
export type Targets =
  | { readonly kind: 'classes'; readonly labels: Int32Array; readonly names: readonly string[] }
  | { readonly kind: 'numbers'; readonly values: Float32Array };

/** Examples as a source gives them. */
export interface RawData {
  /** Of one example. */
  readonly type: TensorType;
  /** All examples one after the other; bytes stand for 0 to 1. */
  readonly values: Uint8Array | Float32Array;
  readonly targets: Targets;
  readonly count: number;
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
}

/** Values that a network must give for each example: classes, or 1. */
export const targetWidth = (targets: Targets): number => (targets.kind === 'classes' ? targets.names.length : 1);
