import { random } from '../../base/random.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import type { DatasetSpec } from '../../network/training.ts';
import { EngineError } from '../engine-error.ts';
import { settingReader } from '../settings.ts';
import { loadBuiltin } from './builtin.ts';
import { loadCifar } from './cifar.ts';
import { loadCsv } from './csv.ts';
import type { Dataset, RawData, Targets } from './dataset.ts';
import { loadIdx } from './idx.ts';

/**
 * Reads a data set and splits it. The split depends on the data and the specification alone, never on a trial's seed, so
 * all trials are judged by the same examples. Throws an `EngineError` that names the file and what to do.
 */
export async function loadDataset(spec: DatasetSpec, folder: string): Promise<Dataset> {
  const raw = await loadSource(spec, folder);
  const parts = split(raw, spec);
  return { ...raw, ...parts, name: spec.source.name, ...scaling(raw, parts.train, spec.normalize) };
}

async function loadSource({ source }: DatasetSpec, folder: string): Promise<RawData> {
  const read = settingReader('source', source);
  switch (source.name) {
    case 'builtin':
      return loadBuiltin(read.text('name'), folder);
    case 'idx': {
      const names = { images: read.text('images'), labels: read.text('labels') };
      const test = { images: read.text('test_images'), labels: read.text('test_labels') };
      if ((test.images === '') !== (test.labels === '')) {
        throw new EngineError('recipe', "'idx' needs both test_images and test_labels, or neither.");
      }
      return loadIdx(folder, names, test.images === '' ? undefined : test);
    }
    case 'cifar':
      return loadCifar(folder, read.text('train'), read.text('test'));
    case 'csv':
      return loadCsv(folder, read.text('file'), read.text('target'));
    default:
      return read.unknown();
  }
}

type Parts = Pick<Dataset, 'train' | 'validation' | 'test'>;

function split(raw: RawData, spec: DatasetSpec): Parts {
  const own = raw.testFrom;
  const order = stratifiedOrder(raw.targets, own ?? raw.count).slice(0, spec.take);
  const [train, validation, test] = spec.split;
  const total = own === undefined ? train + validation + test : train + validation;
  if (!(train > 0 && validation > 0)) {
    throw new EngineError('data-mismatch', 'The split needs a training part and a validation part above 0%.');
  }
  const trained = Math.round((order.length * train) / total);
  // Sets without a test part of their own: whatever is left over after rounding is test only if a share was asked for.
  const validated =
    own === undefined && test > 0 ? Math.round((order.length * (train + validation)) / total) : order.length;
  const parts = {
    train: order.slice(0, trained),
    validation: order.slice(trained, validated),
    test: own === undefined ? order.slice(validated) : Uint32Array.from({ length: raw.count - own }, (_, i) => own + i),
  };
  if (parts.train.length === 0 || parts.validation.length === 0) {
    throw new EngineError(
      'data-mismatch',
      `The data set has ${order.length} examples, too few for the split: training gets ${parts.train.length} and validation ${parts.validation.length}. Take more, or split otherwise.`,
    );
  }
  return parts;
}

/** A seeded order in which every stretch has the classes in about their overall shares. */
function stratifiedOrder(targets: Targets, count: number): Uint32Array {
  const shuffled = shuffle(Uint32Array.from({ length: count }, (_, i) => i));
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

/** Mean and deviation of each channel over the training part only: the others must not be known before they are met. */
function scaling(raw: RawData, train: Uint32Array, normalize: boolean): Pick<Dataset, 'offset' | 'scale'> {
  const channels = channelsOf(raw.type);
  const unit = raw.values instanceof Uint8Array ? 1 / 255 : 1;
  if (!normalize) return { offset: new Float32Array(channels), scale: new Float32Array(channels).fill(unit) };
  const size = raw.values.length / raw.count;
  const sum = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (const example of train) {
    const start = example * size;
    for (let i = 0; i < size; i++) {
      const value = raw.values[start + i] as number;
      const c = i % channels;
      sum[c] = (sum[c] as number) + value;
      squares[c] = (squares[c] as number) + value * value;
    }
  }
  const n = (train.length * size) / channels;
  const mean = sum.map((s) => s / n);
  // A channel that never changes carries nothing; it becomes zero instead of a division by zero.
  const deviation = squares.map((s, c) => Math.sqrt(Math.max(0, s / n - (mean[c] as number) ** 2)) || 1);
  return { offset: Float32Array.from(mean), scale: Float32Array.from(deviation, (d) => 1 / d) };
}
