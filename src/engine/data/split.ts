import { random } from '../../base/random.ts';
import type { DatasetSpec } from '../../network/training.ts';
import { EngineError } from '../engine-error.ts';
import type { Dataset, RawData, Targets } from './dataset.ts';

export type Parts = Pick<Dataset, 'train' | 'validation' | 'test'>;

/**
 * The parts of a data set, one for each fold (one without folds). They depend on the data and the specification alone,
 * never on a trial's seed, so all trials are judged by the same examples. Throws an `EngineError`.
 */
export function splitData(raw: RawData, spec: DatasetSpec): Parts[] {
  const own = raw.testFrom;
  const { count } = raw.examples;
  const order = stratifiedOrder(raw.targets, own ?? count).slice(0, spec.take);
  const [train, validation, test] = spec.split;
  const total = own === undefined ? train + validation + test : train + validation;
  if (!(train > 0 && validation >= 0)) {
    throw new EngineError('data-mismatch', 'The split needs a training part above 0%.');
  }
  const trained = Math.round((order.length * train) / total);
  // Sets without a test part of their own: whatever is left over after rounding is test only if a share was asked for.
  const validated =
    own === undefined && test > 0 ? Math.round((order.length * (train + validation)) / total) : order.length;
  const tested =
    own === undefined ? order.slice(validated) : Uint32Array.from({ length: count - own }, (_, i) => own + i);
  const parts = spec.folds
    ? folds(order.slice(0, validated), spec.folds).map((fold) => ({ ...fold, test: tested }))
    : [withoutFolds(order.slice(0, trained), order.slice(trained, validated), validation, tested)];
  for (const part of parts) {
    if (part.train.length > 0 && part.validation.length > 0) continue;
    throw new EngineError(
      'data-mismatch',
      `The data set has ${order.length} examples, too few for the split: training gets ${part.train.length} and validation ${part.validation.length}. Take more, or split otherwise.`,
    );
  }
  return parts;
}

/** A share of 0 for validation: what is learned is what is judged. */
const withoutFolds = (train: Uint32Array, validation: Uint32Array, share: number, test: Uint32Array): Parts => ({
  train,
  validation: share === 0 ? train : validation,
  test,
});

/** Every example is validation once. Members go round the folds, so each fold has the classes in about their shares. */
function folds(order: Uint32Array, count: number): Omit<Parts, 'test'>[] {
  return Array.from({ length: count }, (_, fold) => ({
    train: order.filter((_, i) => i % count !== fold),
    validation: order.filter((_, i) => i % count === fold),
  }));
}

/** A seeded order in which every stretch has the classes in about their overall shares; tokens stay in the order of the text. */
function stratifiedOrder(targets: Targets, count: number): Uint32Array {
  const inOrder = Uint32Array.from({ length: count }, (_, i) => i);
  if (targets.kind === 'tokens') return inOrder;
  const shuffled = shuffle(inOrder);
  if (targets.kind === 'numbers') return shuffled;
  const sizes = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const label = targets.labels[i] as number;
    sizes.set(label, (sizes.get(label) ?? 0) + 1);
  }
  const met = new Map<number, number>();
  // Where an example stands within its class, from 0 to 1.
  const position = new Float64Array(count);
  for (const example of shuffled) {
    const label = targets.labels[example] as number;
    const rank = met.get(label) ?? 0;
    met.set(label, rank + 1);
    position[example] = (rank + 0.5) / (sizes.get(label) as number);
  }
  const label = (example: number): number => targets.labels[example] as number;
  return shuffled.sort((a, b) => (position[a] as number) - (position[b] as number) || label(a) - label(b));
}

function shuffle(order: Uint32Array): Uint32Array {
  const source = random('split');
  for (let i = order.length - 1; i > 0; i--) {
    const j = source.integer(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
