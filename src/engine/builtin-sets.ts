import { image, type TensorType, vector } from '../network/tensor-type.ts';

/** What is known of a built-in data set without reading it. */
export interface BuiltinSet {
  /** Of one example. */
  readonly type: TensorType;
  /** How many classes there are to tell apart; absent: a number is to be predicted. */
  readonly classes?: number;
  /** Of a table: the column to predict. */
  readonly target?: string;
}

export const builtinSets: Readonly<Record<string, BuiltinSet>> = {
  digits: { type: image(8, 8, 1), classes: 10 },
  iris: { type: vector(4), classes: 3, target: 'species' },
  wine: { type: vector(13), classes: 3, target: 'cultivar' },
  breast_cancer: { type: vector(30), classes: 2, target: 'diagnosis' },
  diabetes: { type: vector(10), target: 'progression' },
  mnist: { type: image(28, 28, 1), classes: 10 },
};
