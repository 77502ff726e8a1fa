import { random } from '../src/base/random.ts';
import { batchLossOf } from '../src/engine/batch-loss.ts';
import { augmentationsOf } from '../src/engine/data/augment.ts';
import type { Dataset } from '../src/engine/data/dataset.ts';
import { inMemory } from '../src/engine/data/examples.ts';
import { mixupOf } from '../src/engine/data/mixup.ts';
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

/** A step of the product's trainer on a network, on the active backend; `augment` as in a `dataset` clause. */
export function benchStep(name: BenchNetworkName, augment: readonly Setting[] = []): () => void {
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
  const { step } = stepper(
    {
      model: buildModel(lower(network), 1),
      input,
      dataset,
      augmentations: augmentationsOf(augment, dataset),
      mixup: mixupOf(augment, dataset),
      recipe,
      epochs: 1,
      seed: 1,
      signal: new AbortController().signal,
    },
    batchLossOf(recipe.loss, dataset.targets),
    optimizer.rule,
    random(1),
  );
  return () => {
    const { mean } = step(dataset.train, optimizer.rate);
    if (!Number.isFinite(mean)) throw new Error(`The loss of ${name} is ${mean}.`);
  };
}
