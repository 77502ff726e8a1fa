/** A call in a clause with its values decided: `adam(lr: 0.001)`, `builtin("digits")`. */
export interface Setting {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | boolean | string | readonly number[]>>;
}

/** The `train` clause with nothing left to decide. */
export interface TrainRecipe {
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer: Setting;
  readonly schedule: Setting;
  readonly loss: Setting;
}

/** The `dataset` clause. */
export interface DatasetSpec {
  readonly source: Setting;
  /** Fractions of train, validation, test. Sets with a test part of their own split the rest by the first two. */
  readonly split: readonly [number, number, number];
  readonly normalize: boolean;
  readonly augment: readonly Setting[];
  /** At most this many examples for training and validation together. */
  readonly take?: number;
}
