import { channelsOf } from '../../network/tensor-type.ts';
import type { DatasetSpec } from '../../network/training.ts';
import { EngineError } from '../engine-error.ts';
import { settingReader } from '../settings.ts';
import { loadBuiltin } from './builtin.ts';
import { loadCifar } from './cifar.ts';
import { loadCsv } from './csv.ts';
import type { Dataset, RawData, Targets } from './dataset.ts';
import { loadIdx } from './idx.ts';
import { splitData } from './split.ts';

/**
 * Reads a data set and splits it: one data set for each fold, or only one. Throws an `EngineError` that names the file and
 * what to do.
 */
export async function loadFolds(spec: DatasetSpec, folder: string): Promise<readonly Dataset[]> {
  const raw = await loadSource(spec, folder);
  return splitData(raw, spec).map((parts) => ({
    ...raw,
    ...parts,
    name: String(spec.source.parameters.name ?? spec.source.name),
    targets: standardised(raw.targets, parts.train),
    ...scaling(raw, parts.train, spec.normalize),
  }));
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

/** Numbers with their mean and deviation over the training part. */
function standardised(targets: Targets, train: Uint32Array): Targets {
  if (targets.kind !== 'numbers') return targets;
  const { values } = targets;
  const mean = train.reduce((sum, example) => sum + (values[example] as number), 0) / train.length;
  const squares = train.reduce((sum, example) => sum + ((values[example] as number) - mean) ** 2, 0);
  return { ...targets, mean, deviation: Math.sqrt(squares / train.length) || 1 };
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
