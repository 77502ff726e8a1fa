import { image } from '../../network/tensor-type.ts';
import { type Bytes, openBytes } from './bytes.ts';
import type { RawData } from './dataset.ts';
import { joined, stored } from './examples.ts';
import { malformed } from './files.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const RECORD = 1 + 3 * PLANE;
const names = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/**
 * The binary layout of CIFAR-10 (Krizhevsky 2009): for each image one label byte, then 1,024 bytes of red, of green and
 * of blue, row by row. Turned into height x width x channels.
 */
export async function loadCifar(folder: string, train: string, test: string): Promise<RawData> {
  const files = train
    .split(',')
    .map((file) => file.trim())
    .filter((file) => file !== '');
  const trained = await Promise.all(files.map((file) => readRecords(folder, file)));
  const parts = test === '' ? trained : [...trained, await readRecords(folder, test)];
  const labels = Int32Array.from(parts.flatMap((part) => [...part.labels]));
  const count = trained.reduce((sum, part) => sum + part.labels.length, 0);
  const targets = { kind: 'classes', labels, names } as const;
  return {
    type: image(SIDE, SIDE, 3),
    examples: joined(parts.map((part) => part.examples)),
    targets,
    ...(test === '' ? {} : { testFrom: count }),
  };
}

async function readRecords(folder: string, file: string) {
  const bytes = await openBytes(folder, file);
  if (bytes.length === 0 || bytes.length % RECORD !== 0) {
    const whole = Math.floor(bytes.length / RECORD);
    throw malformed(
      file,
      `it has ${bytes.length} bytes, which is no whole number of ${RECORD}-byte records; after image ${whole} (offset ${whole * RECORD}) ${bytes.length % RECORD} bytes are left over. It is cut off, or not in the binary layout of CIFAR-10.`,
    );
  }
  const count = bytes.length / RECORD;
  const examples = stored(bytes, { start: 0, count, stride: RECORD, size: 3 * PLANE, unit: 1 / 255, decode });
  return { labels: labelsOf(bytes, count, file), examples };
}

function labelsOf(bytes: Bytes, count: number, file: string): Uint8Array {
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    bytes.read(i * RECORD, labels.subarray(i, i + 1));
    if ((labels[i] as number) < names.length) continue;
    throw malformed(
      file,
      `image ${i} (offset ${i * RECORD}) has the label ${labels[i]}, but CIFAR-10 has labels 0 to 9. Is it the right file?`,
    );
  }
  return labels;
}

function decode(record: Uint8Array, to: Float32Array): void {
  for (let channel = 0; channel < 3; channel++) {
    const from = 1 + channel * PLANE;
    for (let pixel = 0; pixel < PLANE; pixel++) to[3 * pixel + channel] = record[from + pixel] as number;
  }
}
