import type { Random } from '../../base/random.ts';
import { type Dense, denseLayers, masked, rectify } from '../neural/dense.ts';
import { createAdam } from '../policy.ts';

/** Scores of architectures on a data set. */
export interface DataTask {
  /** The data set: a set of examples, each as the same number of descriptors. */
  readonly examples: readonly (readonly number[])[];
  /** Encoded architectures. */
  readonly rows: readonly Float64Array[];
  readonly scores: ArrayLike<number>;
}

/** What architectures are expected to score on a data set. */
export type SetPredictor = (examples: DataTask['examples'], rows: readonly Float64Array[]) => Float64Array;

/** Units: of the encoder of an example, of the data set's code, of the predictor. */
const [EXAMPLE, CODE, HIDDEN] = [16, 8, 32];
const RATE = 5e-3;

/**
 * A predictor of scores from data set and architecture: each example → ReLU layer, the mean over the set → a code, code and
 * architecture → ReLU layer → score. The order of the examples does not matter. Fitted to squared error with Adam, a step a
 * data set. (Zaheer et al. 2017, *Deep sets*, theorem 2; in the place of the set transformer of Lee et al. 2021, *MetaD2A*.)
 */
export function trainSetPredictor(tasks: readonly DataTask[], epochs: number, random: Random): SetPredictor {
  const descriptors = tasks[0]?.examples[0]?.length ?? 0;
  const columns = tasks[0]?.rows[0]?.length ?? 0;
  const { layers, weights, gradient } = denseLayers(
    [
      { from: descriptors, to: EXAMPLE, gain: 2 },
      { from: EXAMPLE, to: CODE, gain: 1 },
      { from: CODE + columns, to: HIDDEN, gain: 2 },
      { from: HIDDEN, to: 1, gain: 1 },
    ],
    random,
  );
  const [each, code, both, last] = layers as [Dense, Dense, Dense, Dense];
  const [pooled, dPooled] = [new Float64Array(EXAMPLE), new Float64Array(EXAMPLE)];
  const [input, dInput] = [new Float64Array(CODE + columns), new Float64Array(CODE + columns)];
  const [hidden, dHidden] = [new Float64Array(HIDDEN), new Float64Array(HIDDEN)];
  const [out, dOut] = [new Float64Array(1), new Float64Array(1)];
  const [z, dCode] = [new Float64Array(CODE), new Float64Array(CODE)];

  /** Each example, encoded; leaves their mean in `pooled` and the code of the set in `z`. */
  const encode = (examples: readonly Float64Array[]): Float64Array[] => {
    const encoded = examples.map((example) => {
      const unit = new Float64Array(EXAMPLE);
      each.forward(example, unit);
      rectify(unit);
      return unit;
    });
    pooled.fill(0);
    for (const unit of encoded)
      for (let i = 0; i < EXAMPLE; i++) pooled[i] = (pooled[i] as number) + (unit[i] as number) / encoded.length;
    code.forward(pooled, z);
    return encoded;
  };
  const scoreOf = (row: Float64Array): number => {
    input.set(z);
    input.set(row, CODE);
    both.forward(input, hidden);
    rectify(hidden);
    last.forward(hidden, out);
    return out[0] as number;
  };
  /** Adds the gradient of half the mean squared error of a data set. */
  const learn = (examples: readonly Float64Array[], { rows, scores }: DataTask): void => {
    const encoded = encode(examples);
    dCode.fill(0);
    for (const [r, row] of rows.entries()) {
      dOut[0] = (scoreOf(row) - (scores[r] as number)) / rows.length;
      last.backward(hidden, dHidden, dOut);
      masked(dHidden, hidden);
      both.backward(input, dInput, dHidden);
      for (let i = 0; i < CODE; i++) dCode[i] = (dCode[i] as number) + (dInput[i] as number);
    }
    code.backward(pooled, dPooled, dCode);
    for (const [i, unit] of encoded.entries()) {
      const dUnit = dPooled.map((d) => d / encoded.length);
      masked(dUnit, unit);
      each.backward(examples[i] as Float64Array, undefined, dUnit);
    }
  };

  const adam = createAdam(weights.length, RATE);
  const sets = tasks.map(({ examples }) => examples.map((example) => Float64Array.from(example)));
  let order = tasks.map((_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch++) {
    order = random.shuffle(order);
    for (const i of order) {
      gradient.fill(0);
      learn(sets[i] as Float64Array[], tasks[i] as DataTask);
      for (let k = 0; k < gradient.length; k++) gradient[k] = -(gradient[k] as number); // Adam ascends
      adam.ascend(weights, gradient);
    }
  }
  return (examples, rows) => {
    encode(examples.map((example) => Float64Array.from(example)));
    return Float64Array.from(rows, scoreOf);
  };
}
