import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { random } from '../src/base/random.ts';
import { startBackend } from '../src/engine/backend.ts';
import { userFolder } from '../src/engine/native/folders.ts';
import { runTrial } from '../src/engine/trial.ts';
import type { Metrics, TrialJob } from '../src/engine/types.ts';
import type { readTable } from '../src/runs/table.ts';
import type { SearchModel } from '../src/space/model.ts';
import { spearman } from '../src/strategies/indicators/correlation.ts';
import { votes } from '../src/strategies/reductions/votes.ts';
import { keptResults } from './kept-results.ts';
import type { Row } from './row.ts';

/** Spearman's ρ with the test accuracy of CIFAR-10 over the whole space (NASLib's figures for the same proxies). */
const PUBLISHED: Readonly<Record<string, number | undefined>> = {
  synflow: 0.737,
  jacob_cov: 0.731,
  grad_norm: 0.594,
  snip: 0.596,
  grasp: 0.514,
  fisher: 0.36,
  naswot: undefined,
  zen: undefined,
};
const VOTERS = ['synflow', 'jacob_cov', 'snip'];
/** Cells of each stage; the published figures are of 5. */
const CELLS = Number(process.env.CELLWRIGHT_CELLS ?? 5);
const ARCHITECTURES = Number(process.env.CELLWRIGHT_ARCHITECTURES ?? 100);

/**
 * Spearman's ρ of each zero-cost proxy with the test accuracy (200 epochs) over a random sample of NAS-Bench-201, on the
 * networks of examples/nasbench201.cell and 64 images of CIFAR-10. That of a sample of 100 is known to about 0.07. With
 * `CELLWRIGHT_RESULTS=FILE` it can be made in pieces: the file keeps the scores of each architecture.
 */
export async function proxyRows(
  load: (change: (text: string) => string) => Promise<SearchModel>,
  table: ReturnType<typeof readTable>,
): Promise<Row[]> {
  const files = cifarFiles();
  if (files === undefined) {
    process.stderr.write('  No CIFAR-10: set CELLWRIGHT_CIFAR10 to a folder with its binary files.\n');
    return [];
  }
  const search = await load((text) => text.replaceAll('repeat 5', `repeat ${CELLS}`));
  const { name: engine } = await startBackend('auto');
  const source = random('sample of architectures');
  const measures = Object.keys(PUBLISHED);
  const kept = keptResults<Metrics>(process.env.CELLWRIGHT_RESULTS);
  const scores = new Map<string, number[]>([...measures, 'params', 'macs'].map((name) => [name, []]));
  const accuracies: number[] = [];
  for (let i = 0; i < ARCHITECTURES; i++) {
    const assignment = search.space.space.sample(source);
    const asked = { proxies: measures, cells: CELLS, engine, key: search.space.space.key(assignment) };
    let metrics = kept.known(asked);
    if (!metrics) {
      const report = await runTrial(untrained(search.space.instantiate(assignment), files, measures), () => {}, never);
      ({ metrics } = report);
      kept.keep(asked, metrics);
      const time = `${report.seconds.toFixed(1)} s`;
      process.stderr.write(`  ${i + 1} of ${ARCHITECTURES} architectures on ${engine}, ${time}\n`);
    }
    for (const [name, values] of scores) values.push(metrics[name] ?? Number.NaN);
    accuracies.push(table.lookUp(assignment).c10_test200 ?? Number.NaN);
  }
  scores.set('vote', votes(VOTERS.map((name) => scores.get(name) ?? [])));
  return [...scores].map(([name, values]): Row => {
    const peer = PUBLISHED[name];
    const id = `strategies/NAS-Bench-201 c10, ${name}, Spearman's ρ over ${ARCHITECTURES} architectures of ${CELLS} cells a stage`;
    return { id, unit: '', ours: spearman(values, accuracies), ...(peer !== undefined && { peer }) };
  });
}

const never = new AbortController().signal;

/** A trial that scores a network and does not train it. */
const untrained = (network: TrialJob['network'], files: string, measures: readonly string[]): TrialJob => ({
  network,
  recipe: {
    epochs: 1,
    batch: 64,
    optimizer: { name: 'sgd', parameters: {} },
    schedule: { name: 'constant', parameters: {} },
    loss: { name: 'cross_entropy', parameters: { smoothing: 0 } },
  },
  dataset: {
    source: { name: 'cifar', parameters: { train: files } },
    split: [0.8, 0.1, 0.1],
    normalize: true,
    augment: [],
  },
  folder: '.',
  seed: 1,
  fidelity: 1,
  measures,
});

/** The files of training images, with commas between. */
function cifarFiles(): string | undefined {
  const folder = resolve(process.env.CELLWRIGHT_CIFAR10 ?? join(userFolder(), 'data', 'cifar10'));
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((name) => name.endsWith('.bin') && !name.startsWith('test'));
  return files.length === 0 ? undefined : files.map((name) => join(folder, name)).join(',');
}
