import type { DatasetSpec } from '../../network/training.ts';
import { EngineError } from '../engine-error.ts';
import { type SettingReader, settingReader } from '../settings.ts';
import type { TellDownload } from '../types.ts';
import { loadBuiltin } from './builtin.ts';
import { loadCifar } from './cifar.ts';
import { loadCsv } from './csv.ts';
import type { Dataset, RawData, Targets } from './dataset.ts';
import { loadDownload } from './download.ts';
import { loadIdx } from './idx.ts';
import { loadImageFolder } from './image-folder.ts';
import { type ArrayNames, loadNpy, loadNpz } from './npy.ts';
import { scalingOf } from './scaling.ts';
import { splitData } from './split.ts';
import { loadText, type TextOptions } from './text.ts';

/**
 * Reads a data set and splits it: one data set for each fold, or only one. Throws an `EngineError` that names the file and
 * what to do.
 */
export async function loadFolds(
  spec: DatasetSpec,
  folder: string,
  signal: AbortSignal = new AbortController().signal,
  download: TellDownload = () => {},
): Promise<readonly Dataset[]> {
  const raw = await loadSource(spec, folder, signal, download);
  return splitData(raw, spec).map((parts) => ({
    ...raw,
    ...parts,
    name: String(spec.source.parameters.name ?? spec.source.parameters.file ?? spec.source.name),
    targets: standardised(raw.targets, parts.train),
    ...scalingOf(raw, parts.train, spec.normalize),
  }));
}

async function loadSource(
  { source }: DatasetSpec,
  folder: string,
  signal: AbortSignal,
  download: TellDownload,
): Promise<RawData> {
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
      return loadCsv(folder, read.text('file'), read.text('target'), predictOf(read));
    case 'npy': {
      const names = { examples: read.text('examples'), targets: read.text('targets') };
      const test = { examples: read.text('test_examples'), targets: read.text('test_targets') };
      return loadNpy(folder, names, bothOrNone(test, 'npy'), predictOf(read));
    }
    case 'npz': {
      const names = { examples: read.text('examples'), targets: read.text('targets') };
      const test = { examples: read.text('test_examples'), targets: read.text('test_targets') };
      return loadNpz(folder, read.text('file'), names, bothOrNone(test, 'npz'), predictOf(read));
    }
    case 'images':
      return loadImageFolder(folder, read.text('folder'), read.text('test'), {
        size: read.number('size'),
        channels: read.text('channels') === 'grey' ? 1 : 3,
      });
    case 'text':
      return loadText(folder, read.text('file'), textOptions(read));
    case 'download':
      return loadDownload(read.text('name'), {
        signal,
        progress: (bytes, total) => download(read.text('name'), bytes, total),
        text: textOptions(read),
      });
    default:
      return read.unknown();
  }
}

const textOptions = (read: SettingReader): TextOptions => ({
  length: read.number('length'),
  unit: read.text('unit') === 'words' ? 'words' : 'characters',
  vocabulary: read.number('vocab'),
});

function predictOf(read: SettingReader): Targets['kind'] | undefined {
  const predict = read.text('predict');
  return predict === 'classes' || predict === 'numbers' ? predict : undefined;
}

function bothOrNone(test: ArrayNames, source: string): ArrayNames | undefined {
  if ((test.examples === '') !== (test.targets === '')) {
    throw new EngineError('recipe', `'${source}' needs both test_examples and test_targets, or neither.`);
  }
  return test.examples === '' ? undefined : test;
}

/** Numbers with their mean and deviation over the training part. */
function standardised(targets: Targets, train: Uint32Array): Targets {
  if (targets.kind !== 'numbers') return targets;
  const { values } = targets;
  const mean = train.reduce((sum, example) => sum + (values[example] as number), 0) / train.length;
  const squares = train.reduce((sum, example) => sum + ((values[example] as number) - mean) ** 2, 0);
  return { ...targets, mean, deviation: Math.sqrt(squares / train.length) || 1 };
}
