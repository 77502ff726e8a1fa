import { random } from '../src/base/random.ts';
import { assetFile } from '../src/engine/assets.ts';
import { batchLossOf } from '../src/engine/batch-loss.ts';
import { type Batches, batchesInline, type TrainingBatch } from '../src/engine/data/batches.ts';
import { batchesAhead } from '../src/engine/data/batches-ahead.ts';
import type { Dataset } from '../src/engine/data/dataset.ts';
import { inMemory } from '../src/engine/data/examples.ts';
import { buildModel } from '../src/engine/model.ts';
import { optimizerOf } from '../src/engine/optimizers.ts';
import { stepper } from '../src/engine/step.ts';
import { lower } from '../src/network/lower.ts';
import { elements, type TensorType } from '../src/network/tensor-type.ts';
import type { Setting } from '../src/network/training.ts';
import { type BenchNetworkName, benchNetworks } from './engine-networks.ts';

const CLASSES = 10;

/** As many random examples as a batch; labels go round. */
function noise(type: TensorType, count: number): Dataset {
  const source = random('noise');
  const values = Float32Array.from({ length: count * elements(type) }, () => source.normal());
  const channels = type.kind === 'image' ? type.channels : 1;
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  return {
    name: 'noise',
    type,
    examples: inMemory(values, count),
    targets: {
      kind: 'classes',
      labels: Int32Array.from(all, (i) => i % CLASSES),
      names: Array.from({ length: CLASSES }, (_, i) => String(i)),
    },
    train: all,
    validation: all,
    test: all,
    offset: new Float32Array(channels),
    scale: new Float32Array(channels).fill(1),
  };
}

/** Batches of an epoch that never ends soon. */
const BATCHES = 1000;

export interface BenchSteps {
  step(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Steps of the product's trainer on a network, on the active backend; `augment` as in a `dataset` clause, done in the
 * training thread or ahead of it.
 */
export function benchSteps(
  name: BenchNetworkName,
  augment: readonly Setting[] = [],
  where: 'inline' | 'ahead' = 'inline',
): BenchSteps {
  const { network, batch } = benchNetworks[name]();
  const input = network.nodes[network.inputs[0] ?? 0]?.type;
  if (!input) throw new Error(`${name} has no input.`);
  const dataset = noise(input, batch);
  const recipe = {
    epochs: 1,
    batch,
    optimizer: { name: 'sgd', parameters: { lr: 0.01, momentum: 0.9 } },
    schedule: { name: 'constant', parameters: {} },
    loss: { name: 'cross_entropy', parameters: {} },
  };
  const optimizer = optimizerOf(recipe.optimizer);
  const { signal } = new AbortController();
  const training = {
    model: buildModel(lower(network), 1),
    input,
    dataset,
    augment,
    recipe,
    epochs: 1,
    seed: 1,
    signal,
  };
  const { step } = stepper(training, batchLossOf(recipe.loss, dataset.targets), optimizer.rule);
  const batches = batchesOf(dataset, augment, batch, where);
  const order = Uint32Array.from({ length: BATCHES * batch }, (_, i) => i % batch);
  let epoch = 0;
  let left = 0;
  let take: () => Promise<TrainingBatch>;
  return {
    async step() {
      if (left === 0) {
        take = batches.epoch(epoch++, order);
        left = BATCHES;
      }
      left--;
      const { mean } = step(await take(), optimizer.rate);
      if (!Number.isFinite(mean)) throw new Error(`The loss of ${name} is ${mean}.`);
    },
    close: batches.close,
  };
}

function batchesOf(dataset: Dataset, augment: readonly Setting[], size: number, where: 'inline' | 'ahead'): Batches {
  const plan = { data: { type: dataset.type, offset: dataset.offset, scale: dataset.scale }, augment };
  const seeded = { ...plan, seed: random(1).snapshot() };
  if (where === 'inline') return batchesInline(dataset, seeded, size);
  const program = assetFile('augment.mjs', '..');
  if (program === undefined) throw new Error('dist/augment.mjs is missing. Build it first: npm run build.');
  return batchesAhead(dataset, seeded, { size, signal: new AbortController().signal, program });
}
