import type { VocabularyEntry } from './vocabulary.ts';

export type SettingsKind = 'dataset' | 'train' | 'search';

/** What a clause takes: names of a role, names of definitions, or plain values. */
export type ClauseTakes =
  | { readonly kind: 'word'; readonly role: VocabularyEntry['role'] }
  | { readonly kind: 'definition'; readonly of: 'space' | 'dataset' | 'train' }
  | { readonly kind: 'switch' }
  /** `text` is for people: `integer ≥ 1`. */
  | { readonly kind: 'number'; readonly text: string }
  /** A text in quotes; `text` is for people: `path of a CSV file`. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'condition' };

/** A word that may stand in a `dataset`, `train` or `search`. */
export interface ClauseSpec {
  readonly name: string;
  /** Markdown; the first sentence is the summary. */
  readonly doc: string;
  readonly takes: ClauseTakes;
  /** How many values, with commas between them. */
  readonly values: { readonly min: number; readonly max: number };
  readonly repeatable: boolean;
  readonly required: boolean;
  /** As it is written. */
  readonly example: string;
}

const one = { min: 1, max: 1 };
const some = { min: 1, max: Number.POSITIVE_INFINITY };
const clause = (
  name: string,
  takes: ClauseTakes,
  example: string,
  doc: string,
  more: Partial<Pick<ClauseSpec, 'values' | 'repeatable' | 'required'>> = {},
): ClauseSpec => ({ name, takes, example, doc, values: one, repeatable: false, required: false, ...more });

const word = (role: VocabularyEntry['role']): ClauseTakes => ({ kind: 'word', role });
const definition = (of: 'space' | 'dataset' | 'train'): ClauseTakes => ({ kind: 'definition', of });
const number = (text: string): ClauseTakes => ({ kind: 'number', text });

/** One table for checks, completion, hover and the manual. */
export const clauses: Readonly<Record<SettingsKind, readonly ClauseSpec[]>> = {
  dataset: [
    clause('source', word('source'), 'source builtin("digits")', 'Where the examples come from.', { required: true }),
    clause(
      'split',
      number('shares'),
      'split 70%, 15%, 15%',
      'Shares of training, validation and test examples. A source with a test part of its own splits the rest by the first two.',
      { values: { min: 1, max: 3 } },
    ),
    clause(
      'folds',
      number('integer ≥ 2'),
      'folds 5',
      'Cross-validation: a trial is trained so many times, each time with another fold of the examples (of training and validation together) as validation part. Its metrics are the means, with `accuracy_sd` and the like for the deviations.',
    ),
    clause(
      'normalize',
      { kind: 'switch' },
      'normalize on',
      'Scales the inputs to mean 0 and variance 1, measured on the training part.',
    ),
    clause('augment', word('augmentation'), 'augment shift(1), flip', 'Random changes of the training examples.', {
      values: some,
    }),
    clause(
      'take',
      number('integer ≥ 1'),
      'take 10k',
      'Uses at most this many examples for training and validation together.',
    ),
  ],
  train: [
    clause('epochs', number('integer ≥ 1, or a choice'), 'epochs 10', 'Passes over the training part.', {
      required: true,
    }),
    clause('batch', number('integer ≥ 1, or a choice'), 'batch 64', 'Examples in one step of the optimizer.'),
    clause(
      'optimizer',
      word('optimizer'),
      'optimizer adam(lr: 1e-3)',
      'How weights follow gradients. Its parameters may be choices: they are then searched with the architecture.',
    ),
    clause('schedule', word('schedule'), 'schedule cosine', 'How the learning rate changes during training.'),
    clause('loss', word('loss'), 'loss cross_entropy', 'What training makes small.'),
    clause(
      'weight_decay',
      number('number ≥ 0, or a choice'),
      'weight_decay 1e-4',
      'Pulls kernels towards zero (not biases and norms). The same as the parameter of the optimizer.',
    ),
    clause(
      'label_smoothing',
      number('number from 0 to 1, or a choice'),
      'label_smoothing 0.1',
      'Share of the target that is spread over all classes. The same as `smoothing` of the loss.',
    ),
    clause(
      'warmup',
      number('epochs ≥ 0, or a choice'),
      'warmup 2',
      'Epochs in which the learning rate rises from zero before the schedule begins. The same as the parameter of the schedule.',
    ),
    clause(
      'clip',
      number('number ≥ 0, or a choice'),
      'clip 1',
      'The largest norm of the gradient, over all weights together; a longer one is shortened to it. 0: any.',
    ),
    clause(
      'ema',
      number('number from 0 to below 1, or a choice'),
      'ema 0.999',
      'Averages the weights over the steps and judges the trial by the averages: each step keeps this share of them. 0: no averages.',
    ),
    clause(
      'early_stopping',
      number('patience in epochs, smallest improvement; each may be a choice'),
      'early_stopping 5, 0.001',
      'Ends a training whose validation loss has not fallen for so many epochs (by the second value at least) and takes the weights of the best epoch. 0: never.',
      { values: { min: 1, max: 2 } },
    ),
  ],
  search: [
    clause('space', definition('space'), 'space Digits', 'The space that is searched.', { required: true }),
    clause('data', definition('dataset'), 'data digits', 'The data set that trials train on.'),
    clause('train', definition('train'), 'train quick', 'How a trial trains.'),
    clause(
      'evaluate',
      word('evaluation'),
      'evaluate table("results.csv", key: ops)',
      'Judges a trial without training it.',
    ),
    clause(
      'maximize',
      word('measure'),
      'maximize accuracy',
      'Measures to make large. With more than one objective the result is a front.',
      { values: some },
    ),
    clause('minimize', word('measure'), 'minimize params, latency', 'Measures to make small.', { values: some }),
    clause(
      'report',
      word('measure'),
      'report test_accuracy',
      'Further measures to show with each trial; the search does not see them.',
      { values: some },
    ),
    clause('require', { kind: 'condition' }, 'require params < 200k', 'A condition that every result must keep.', {
      values: some,
      repeatable: true,
    }),
    clause(
      'repair',
      { kind: 'switch' },
      'repair on',
      'Changes an architecture that breaks a requirement known before training (`params`, `macs`, …) in as few decisions as possible until it keeps it; else it is rejected and another one is made. For tight requirements, which few architectures keep.',
    ),
    clause(
      'strategy',
      word('strategy'),
      'strategy regularized_evolution(population: 20)',
      'What proposes the next trial.',
    ),
    clause(
      'fidelity',
      word('fidelity'),
      'fidelity examples',
      'What the short evaluations of `successive_halving`, `hyperband`, `asha`, `mo_asha`, `bohb`, `median_rule` and `learning_curve` have less of: `epochs` (where nothing is said), `examples` of the training part, or, with a table, other `columns(…)`.',
    ),
    clause(
      'scalarize',
      word('scheme'),
      'scalarize weighted(accuracy: 0.7, latency: 0.3)',
      'Makes the objectives one number, so that a strategy for one objective can follow it. The result is still a front.',
    ),
    clause(
      'device',
      { kind: 'text', text: 'the path of a CSV file' },
      'device "phone.csv"',
      'The profile of a device, relative to this file: what operations take on it. `latency_model` is by it. `cellwright profile` writes one.',
    ),
    clause('trials', number('integer ≥ 1'), 'trials 200', 'Ends after this many trials.'),
    clause('time', number('time'), 'time 30min', 'Ends after this time.'),
    clause(
      'trial_time',
      number('time'),
      'trial_time 2min',
      'Stops a trial that takes longer, from when its data are there.',
    ),
    clause('parallel', number('integer ≥ 1'), 'parallel 2', 'How many trials run at the same time.'),
    clause('seed', number('integer ≥ 0'), 'seed 7', 'Runs with the same seed propose the same trials.'),
  ],
};

export const clauseOf = (kind: SettingsKind, name: string): ClauseSpec | undefined =>
  clauses[kind].find((spec) => spec.name === name);
