import { proxyMeasures } from './proxy-measures.ts';
import type { Task, TrainingWord } from './training-word.ts';

const measure = (name: string, doc: string, tasks?: readonly Task[]): TrainingWord => ({
  name,
  role: 'measure',
  doc,
  parameters: [],
  ...(tasks && { tasks }),
});
const classified: readonly Task[] = ['classification'];
const labelled: readonly Task[] = ['classification', 'language'];
const estimated: readonly Task[] = ['regression'];

/** Of the validation part, after training; `test_` in front of the name is the same of the test part. */
const judged: readonly TrainingWord[] = [
  measure(
    'accuracy',
    'Share of the validation examples (or tokens) that are classified rightly, after training.',
    labelled,
  ),
  measure('loss', 'Mean loss over the validation examples, after training. Numbers count standardised.'),
  measure(
    'top5_accuracy',
    'Share of the validation examples whose class is among the five with the largest outputs.',
    classified,
  ),
  measure(
    'log_loss',
    'Mean of −log of the probability of the right class, in nats: cross entropy without label smoothing. Needs `loss cross_entropy` or `binary_cross_entropy`.',
    classified,
  ),
  measure(
    'auc',
    'Area under the ROC curve: how often a member of a class gets a higher score than another example; the mean over the classes, one against the rest.',
    classified,
  ),
  measure(
    'precision',
    'Of what is said to be of a class, the share that is; the mean over the classes (macro).',
    classified,
  ),
  measure('recall', 'Of what is of a class, the share that is found; the mean over the classes (macro).', classified),
  measure('f1', 'Harmonic mean of precision and recall of each class; the mean over the classes (macro).', classified),
  measure(
    'f1_micro',
    'F1 from the counts of all classes together (micro); with one class an example it equals the accuracy.',
    classified,
  ),
  measure(
    'calibration_error',
    'Expected calibration error over 15 bins: how far probabilities are from the share that is right. Needs `loss cross_entropy` or `binary_cross_entropy`.',
    classified,
  ),
  measure('mae', 'Mean absolute error, in units of the target.', estimated),
  measure('rmse', 'Root of the mean squared error, in units of the target.', estimated),
  measure('r2', 'Coefficient of determination: 1 is perfect, 0 as good as the mean of the targets.', estimated),
  measure('perplexity', 'e to the mean cross entropy: between how many equally likely tokens the model is undecided.', [
    'language',
  ]),
];

const ofTest = judged.map(({ name, doc, tasks }) =>
  measure(`test_${name}`, `Of the test part; for the report, not for choosing. ${doc}`, tasks),
);

/** What a trial can be measured by; the trainer and the checks read the same rows. */
export const measures: readonly TrainingWord[] = [
  ...judged,
  measure('train_accuracy', 'Share of the training examples classified rightly during the last epoch.', labelled),
  measure('train_loss', 'Mean loss over the training examples during the last epoch.'),
  measure('train_perplexity', 'e to the mean cross entropy over the training part during the last epoch.', [
    'language',
  ]),
  ...ofTest,
  measure(
    'generalisation_gap',
    'Accuracy on the training part minus accuracy on the validation part, both after training and without dropout; for regression and language models, loss on the validation part minus loss on the training part. Computed only if asked for.',
  ),
  measure(
    'best_epoch',
    'The epoch, from 1, with the lowest validation loss. With `early_stopping` the trial keeps the weights of that epoch, and all its metrics are of then.',
  ),
  measure('params', 'Trainable parameters.'),
  measure('macs', 'Multiply-accumulates for one example.'),
  measure(
    'memory',
    'Bytes of the tensors that live at the same time in inference of one example, at the peak, in the order of the operations that needs the least.',
  ),
  measure('depth', 'Layers with weights on the longest path from input to output.'),
  measure(
    'training_memory',
    'Bytes for a training step with Adam: all activations, and each weight with its gradient and two moments.',
  ),
  measure('size', 'Bytes of the weights, as 32-bit numbers.'),
  measure('receptive_field', 'Side, in input pixels, of what one output value can see.'),
  measure(
    'energy_model',
    'Microjoules of one inference by a model, not a measurement: 4.6 pJ a multiply-accumulate, 640 pJ a word moved (Horowitz 2014, 45 nm). Known before training.',
  ),
  measure(
    'latency_model',
    'Milliseconds for one example by the profile of the clause `device`: a table that is added up, not a measurement. Known before training.',
  ),
  measure('sparsity', 'Share of the weights that are nearly zero after training: below 0.001 in size.'),
  measure(
    'latency',
    'Milliseconds for one example, the median of 31 runs on this machine and engine. Computed only if asked for.',
  ),
  measure(
    'latency_p95',
    'Milliseconds that 95% of the runs for one example stay within, on this machine and engine. Computed only if asked for.',
  ),
  measure('seconds', 'Wall-clock seconds of the whole trial.'),
  measure(
    'training_seconds',
    'Wall-clock seconds of the training: its steps and the validation after each epoch, without reading the data or measuring further. Computed only if asked for.',
  ),
  measure(
    'peak_rss',
    "The most bytes of resident memory that the trial's process had while it trained, looked at every 20 ms: engine, data and weights included. Computed only if asked for.",
  ),
  ...proxyMeasures,
];
