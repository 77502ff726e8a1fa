import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { openProject } from './project.ts';

const readText = async (uri: string): Promise<string | undefined> =>
  readFile(fileURLToPath(uri), 'utf8').catch(() => undefined);
const example = (name: string): string => new URL(`../../examples/${name}`, import.meta.url).href;

/** A project of texts by name. */
const inMemory = (texts: Record<string, string>) => ({
  readText: async (uri: string) => texts[uri.replace('file:///p/', '')],
});
const check = async (text: string, others: Record<string, string> = {}): Promise<string[]> => {
  const project = openProject(inMemory({ ...others, 'a.cell': text }));
  const { diagnostics } = await project.model('file:///p/a.cell');
  return diagnostics.map(
    ({ severity, code, message, range }) => `${severity} ${code} [${text.slice(range.offset, range.end)}] ${message}`,
  );
};

const parts = `
space S { input image(8x8x1) -> conv(3, 4 | 8) -> global_avg_pool -> dense(10) }
dataset digits { source builtin("digits") }
train quick { epochs 2  batch 16 | 32  optimizer adam(lr: 1e-3..1e-2 log) | sgd  schedule cosine }
`;
const search = (clauses: string): string => `${parts} search s { ${clauses} }`;
const trained = 'space S data digits train quick';

test('a search has the decisions of its training after those of the architecture, and recipes with every default', async () => {
  const project = openProject(inMemory({ 'a.cell': search(`${trained} maximize accuracy`) }));
  const { searches, diagnostics } = await project.model('file:///p/a.cell');
  expect(diagnostics).toEqual([]);
  const [found] = searches;
  expect(found?.search.decisions.map((d) => d.path)).toEqual([
    'conv.filters',
    'train/batch',
    'train/optimizer',
    'train/optimizer:adam.lr',
  ]);
  expect(found?.budget).toEqual({ trials: 20, parallel: 1, seed: 0 });
  expect(found?.strategy).toEqual({ name: 'random', parameters: {} });
  expect(
    found?.evaluate.kind === 'train' &&
      found.evaluate.recipe({ 'conv.filters': 0, 'train/batch': 1, 'train/optimizer': 1 }),
  ).toEqual({
    epochs: 2,
    batch: 32,
    optimizer: { name: 'sgd', parameters: { lr: 0.05, momentum: 0.9, nesterov: false, weight_decay: 0 } },
    schedule: { name: 'cosine', parameters: { warmup: 0, final: 0 } },
    loss: { name: 'cross_entropy', parameters: { smoothing: 0 } },
  });
});

test('regularisation stands in clauses of its own; each value may be a choice, and equal trainings are equal recipes', async () => {
  const recipeOf = async (train: string, assignment = {}) => {
    const text = `${parts.replace(/train .*/, '')} train quick { epochs 2 ${train} } search s { ${trained} maximize accuracy }`;
    const { searches, diagnostics } = await openProject(inMemory({ 'a.cell': text })).model('file:///p/a.cell');
    expect(diagnostics).toEqual([]);
    const evaluate = searches[0]?.evaluate;
    const decisions = searches[0]?.search.decisions.map((d) => d.path).filter((path) => path.startsWith('train'));
    return { decisions, recipe: evaluate?.kind === 'train' ? evaluate.recipe(assignment) : undefined };
  };
  const clauses = await recipeOf(
    'optimizer sgd | adam weight_decay 1e-4 | 1e-3 clip 1 ema 0 | 0.99 early_stopping 3 | 5, 0.1 warmup 2 label_smoothing 0.1',
    { 'train/optimizer': 1, 'train/weight_decay': 1, 'train/ema': 1, 'train/early_stopping': 0 },
  );
  expect(clauses.decisions).toEqual(['train/optimizer', 'train/weight_decay', 'train/ema', 'train/early_stopping']);
  expect(clauses.recipe).toMatchObject({ clip: 1, ema: 0.99, earlyStopping: { patience: 3, minDelta: 0.1 } });
  const calls = await recipeOf(
    'optimizer adam(weight_decay: 1e-3) clip 1 ema 0.99 early_stopping 3, 0.1 schedule constant(warmup: 2) loss cross_entropy(smoothing: 0.1)',
  );
  expect(clauses.recipe).toEqual(calls.recipe);
});

test.each([
  ['weight_decay -1', 'clause-values [-1]'],
  ['label_smoothing 2', 'parameter-range [2]'],
  ['loss mse label_smoothing 0.1', "unknown-parameter [0.1] 'label_smoothing' does not go with the loss 'mse'"],
  ['schedule warmup(3) warmup 2', "unknown-parameter [2] 'warmup' does not go with the schedule 'warmup'"],
  ['optimizer sgd(weight_decay: 0.1) weight_decay 0.1', "repeated-argument [0.1] 'weight_decay' is given twice"],
  ['ema 1', 'clause-values [1]'],
  ['early_stopping 2.5', 'clause-values [2.5]'],
  ['clip "a"', 'clause-values ["a"]'],
])('%s is refused where it stands', async (train, expected) => {
  expect((await check(`train quick { epochs 2 ${train} }`)).join('\n')).toContain(expected);
});

test.each([
  [
    'digits',
    'conv(3, 4) -> global_avg_pool -> dense(10)',
    'image(8x8x1)',
    'cross_entropy',
    'minimize rmse',
    "measure-of-other-task [rmse] 'rmse' is a measure of regression, but this search learns classification",
  ],
  [
    'diabetes',
    'dense(1)',
    'vector(10)',
    'mse',
    'minimize rmse report auc',
    "measure-of-other-task [auc] 'auc' is a measure of classification, but this search learns regression",
  ],
  ['diabetes', 'dense(1)', 'vector(10)', 'cross_entropy', 'minimize loss', 'use loss mse'],
  ['diabetes', 'dense(3)', 'vector(10)', 'mse', 'minimize loss', 'one number to predict'],
  ['iris', 'dense(3)', 'vector(4)', 'cross_entropy', 'maximize accuracy_sd', "no measure 'accuracy_sd'"],
])(
  '%s with %s: what a search can not measure is said where it stands',
  async (data, network, input, loss, clauses, expected) => {
    const text = `space S { input ${input} -> ${network} }
    dataset d { source builtin("${data}") }  train t { epochs 1 loss ${loss} }
    search s { space S data d train t trials 1 ${clauses} }`;
    const found = await check(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  },
);

test.each([
  'csv("t.csv", "y", predict: numbers)',
  'npy("x.npy", "y.npy", predict: classes)',
  'npz("d.npz", predict: auto, test_examples: "x_test", test_targets: "y_test")',
  'images("photos", size: 32, channels: grey)',
  'text("play.txt", length: 32, unit: words, vocab: 10k)',
  'download("tiny_shakespeare", length: 32, unit: characters)',
])('source %s may be written', async (source) => {
  expect(await check(`dataset d { source ${source} }`)).toEqual([]);
});

test('measures of a task, and their deviations over folds, may be named', async () => {
  const text = `space S { input vector(10) -> dense(1) }
    dataset d { source builtin("diabetes") folds 5 }  train t { epochs 1 loss mse | huber(delta: 0.5) | l1 }
    search s { space S data d train t trials 1 minimize rmse report r2_sd, test_mae, generalisation_gap require mae < 60 }`;
  expect(await check(text)).toEqual([]);
});

test('quantities, limits and requirements', async () => {
  const text = search(`${trained} maximize accuracy minimize params report test_accuracy
    require params < 2k and accuracy >= 90% time 30min trial_time 2min parallel 2 seed 7 strategy random`);
  const project = openProject(inMemory({ 'a.cell': text }));
  const { searches, diagnostics } = await project.model('file:///p/a.cell');
  expect(diagnostics).toEqual([]);
  const [found] = searches;
  expect(found?.budget).toEqual({ seconds: 1800, trialSeconds: 120, parallel: 2, seed: 7 });
  expect(
    found?.constraints.map((c) => [c.text, c.beforeTraining, c.violation({ params: 3000, accuracy: 0.9 })]),
  ).toEqual([
    ['params < 2k', true, 0.5],
    ['accuracy >= 90%', false, 0],
  ]);
  expect(found?.objectives.map((o) => `${o.direction} ${o.measure}`)).toEqual(['maximize accuracy', 'minimize params']);
  expect(found?.report).toEqual(['test_accuracy']);
});

test.each([
  ['strategy randm', 'error unknown-strategy [randm]'],
  ['strategy regularized_evolution minimize params', 'error objectives [regularized_evolution]'],
  ['strategy regularized_evolution(population: 1)', 'error parameter-range [population: 1]'],
  ['strategy regularized_evolution(10, 20)', 'error strategy-parameters [regularized_evolution]'],
  ['minimize parms', 'error unknown-measure [parms]'],
  ['require latencey < 5ms', 'error unknown-measure [latencey]'],
  ['report nothing', 'error unknown-measure [nothing]'],
])('%s', async (clause, expected) => {
  const found = await check(search(`${trained} maximize accuracy ${clause}`));
  expect(found.map((message) => message.slice(0, expected.length))).toEqual([expected]);
});

test('a network that does not fit its data set', async () => {
  const text = (space: string) =>
    search(`${trained} maximize accuracy`).replace(/space S \{.*\}\n/, `space S { ${space} }\n`);
  expect(await check(text('input image(28x28x1) -> global_avg_pool -> dense(10)'))).toEqual([
    "error data-fit [data digits] 'digits' has examples of 8x8x1, but the space 'S' takes 28x28x1.",
  ]);
  expect(await check(text('input image(8x8x1) -> global_avg_pool -> dense(9)'))).toEqual([
    "error data-fit [data digits] 'digits' has 10 classes, but the space 'S' ends in 9: end it with dense(10).",
  ]);
});

test('more trials than there are architectures is a warning, and the search stands', async () => {
  const text = `space S { input vector(4) -> dense(2 | 3) } search s { space S evaluate table("t.csv") maximize score trials 3 }`;
  const project = openProject(inMemory({ 'a.cell': text, 't.csv': 'dense.units,score\n0,1\n1,2\n' }));
  const { diagnostics, searches } = await project.model('file:///p/a.cell');
  expect(diagnostics.map((d) => [d.severity, d.code])).toEqual([['warning', 'more-trials-than-architectures']]);
  expect(searches).toHaveLength(1);
});

test('a table: columns are known, its path starts from the file that names it', async () => {
  const text = (clauses: string) => `space S { input vector(4) -> dense(2 | 3) } search s { space S ${clauses} }`;
  const table = { 'data/t.csv': 'ops,score,"time"\n0,1,2\n' };
  expect(
    await check(
      text('evaluate table("data/t.csv", key: ops) maximize score minimize time report params trials 2'),
      table,
    ),
  ).toEqual([]);
  expect(await check(text('evaluate table("data/u.csv") maximize score'), table)).toEqual([
    expect.stringMatching(/^error missing-file \["data\/u.csv"\]/),
  ]);
  expect(await check(text('evaluate table("data/t.csv", key: oqs) maximize score'), table)).toEqual([
    "error unknown-column [oqs] 'data/t.csv' has no column 'oqs'. Did you mean 'ops'?",
  ]);
  expect(await check(text('evaluate table("data/t.csv", canonical: maybe relu) maximize score'), table)).toEqual([
    expect.stringMatching(/^error/),
  ]);
  const symmetric = (on: string) =>
    check(
      text(`evaluate table("data/t.csv", key: ops, canonical: ${on}) maximize score strategy symmetric trials 2`),
      table,
    );
  expect(await symmetric('on')).toEqual([]);
  expect(await symmetric('off')).toEqual([
    expect.stringMatching(/^error strategy-parameters \[symmetric\] .*canonical: on/),
  ]);
  expect(await symmetric('3')).toEqual(["error parameter-range [3] 'canonical' is on or off; '3' is not."]);
  expect(await check(text('evaluate table("data/t.csv", key: ops) maximize scroe'), table)).toEqual([
    "error unknown-measure [scroe] There is no measure 'scroe' in 'data/t.csv'. Did you mean 'score'?",
  ]);
});

test('a mistake in an imported file is located there; a file that is not there is a diagnostic', async () => {
  const project = openProject(
    inMemory({
      'a.cell': 'import "b.cell" space S { input image(8x8x1) -> block }',
      'b.cell': 'op block = conv(0)',
    }),
  );
  const { diagnostics, spaces } = await project.model('file:///p/a.cell');
  expect(diagnostics.map((d) => [d.code, d.range.uri])).toEqual([['parameter-range', 'file:///p/b.cell']]);
  expect(spaces).toEqual([]);
  expect((await project.model('file:///p/none.cell')).diagnostics.map((d) => d.code)).toEqual(['unreadable']);
});

test('models follow edits', async () => {
  const texts: Record<string, string> = { 'a.cell': 'space S { input vector(4) -> dense(2 | 3) }' };
  const project = openProject(inMemory(texts));
  expect((await project.model('file:///p/a.cell')).spaces[0]?.space.count).toBe(2n);
  texts['a.cell'] = 'space S { input vector(4) -> dense(2 | 3 | 4) }';
  expect((await project.model('file:///p/a.cell')).spaces[0]?.space.count).toBe(3n);
});

test('the examples have searches that can run', async () => {
  const project = openProject({ readText });
  for (const name of ['digits.cell', 'digits-cell.cell', 'mnist.cell', 'nasbench201.cell']) {
    const { diagnostics, searches } = await project.model(example(name));
    expect(diagnostics).toEqual([]);
    for (const found of searches) {
      const assignment = found.search.sample(random(1));
      expect(found.space.instantiate(assignment).nodes.length).toBeGreaterThan(5);
      if (found.evaluate.kind === 'train') expect(found.evaluate.recipe(assignment).epochs).toBeGreaterThan(0);
    }
  }
});

test('a mistake in an imported file is told, once, where it stands', async () => {
  const project = openProject(
    inMemory({ 'a.cell': 'import "b.cell"\nop c = d', 'b.cell': 'op d = relu\nop e = -> relu' }),
  );
  const { diagnostics } = await project.model('file:///p/a.cell');
  expect(diagnostics.map(({ range, severity }) => [range.uri, range.offset, severity])).toEqual([
    ['file:///p/b.cell', 19, 'error'],
  ]);
});

test.each(['space', 'cell', 'search', 'train', 'dataset', 'op'])(
  '%s without a name is one located error',
  async (word) => {
    for (const text of [word, `${word} {`, `${parts}\n${word}`]) {
      const messages = await check(text);
      expect(messages).toHaveLength(1);
      expect(messages[0]).toMatch(/^error syntax/);
    }
  },
);

test('data files that are not there are warned of where they are named; names of sets and arrays are none', async () => {
  const text = `
dataset a { source cifar("data/one.bin, data/two.bin", test: "three.bin") }
dataset b { source npz("all.npz", examples: "x") }
dataset c { source images("photos") }
dataset d { source builtin("digits") }
dataset e { source csv("../there.csv", "target") }`;
  const there = new Set(['file:///p/data/one.bin', 'file:///there.csv']);
  const project = openProject({ ...inMemory({ 'a.cell': text }), exists: async (uri) => there.has(uri) });
  const { diagnostics } = await project.model('file:///p/a.cell');
  expect(
    diagnostics.map(({ severity, code, message, range }) => [
      severity,
      code,
      text.slice(range.offset, range.end),
      message,
    ]),
  ).toEqual([
    ['warning', 'missing-file', '"data/one.bin, data/two.bin"', expect.stringContaining("no file 'data/two.bin'")],
    ['warning', 'missing-file', expect.stringContaining('"three.bin"'), expect.stringContaining("no file 'three.bin'")],
    ['warning', 'missing-file', '"all.npz"', expect.stringContaining("no file 'all.npz'")],
    ['warning', 'missing-file', '"photos"', expect.stringContaining("no folder 'photos'")],
  ]);
});

test('times of requirements are milliseconds beside a latency and seconds beside seconds', async () => {
  const text = search(
    `${trained} maximize accuracy require latency < 10ms and training_seconds < 2min and seconds <= 90`,
  );
  const { searches, diagnostics } = await openProject(inMemory({ 'a.cell': text })).model('file:///p/a.cell');
  expect(diagnostics).toEqual([]);
  const broken = (measures: Record<string, number>): string[] =>
    (searches[0]?.constraints ?? [])
      .filter(({ violation }) => violation(measures) > 0)
      .map((one) => one.measures.join());
  expect(broken({ latency: 9, training_seconds: 119, seconds: 90 })).toEqual([]);
  expect(broken({ latency: 11, training_seconds: 121, seconds: 91 })).toEqual([
    'latency',
    'training_seconds',
    'seconds',
  ]);
});
