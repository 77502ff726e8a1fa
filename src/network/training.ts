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
  /** Largest norm of the gradient of all weights together; a longer one is shortened to it. Absent: any. */
  readonly clip?: number;
  /** Share of the averaged weights that a step keeps, from 0 to 1; trials are judged by these. Absent: no averages. */
  readonly ema?: number;
  readonly earlyStopping?: EarlyStopping;
}

/** Ends a training that no longer gets better, and takes the weights of its best epoch. */
export interface EarlyStopping {
  /** Epochs without a better validation loss before it ends. */
  readonly patience: number;
  /** By how much the validation loss has to fall to count as better. */
  readonly minDelta: number;
}

/** The `dataset` clause. */
export interface DatasetSpec {
  readonly source: Setting;
  /** Fractions of train, validation, test. Sets with a test part of their own split the rest by the first two. */
  readonly split: readonly [number, number, number];
  readonly normalize: boolean;
  readonly augment: readonly Setting[];
  /** Cross-validation: the examples of training and validation go round so many folds, each validation once. */
  readonly folds?: number;
  /** At most this many examples for training and validation together. */
  readonly take?: number;
}
