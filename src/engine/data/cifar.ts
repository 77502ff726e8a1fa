import { image } from '../../network/tensor-type.ts';
import type { RawData } from './dataset.ts';
import { malformed, readData } from './files.ts';

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
  const parts = await Promise.all(files.map((file) => readRecords(folder, file)));
  const count = parts.reduce((sum, part) => sum + part.length / RECORD, 0);
  if (test !== '') parts.push(await readRecords(folder, test));
  const total = parts.reduce((sum, part) => sum + part.length / RECORD, 0);
  const values = new Uint8Array(total * 3 * PLANE);
  const labels = new Int32Array(total);
  let example = 0;
  for (const part of parts) {
    for (let start = 0; start < part.length; start += RECORD, example++) {
      labels[example] = part[start] as number;
      const to = example * 3 * PLANE;
      for (let channel = 0; channel < 3; channel++) {
        const from = start + 1 + channel * PLANE;
        for (let pixel = 0; pixel < PLANE; pixel++) values[to + 3 * pixel + channel] = part[from + pixel] as number;
      }
    }
  }
  const targets = { kind: 'classes', labels, names } as const;
  return { type: image(SIDE, SIDE, 3), values, targets, count: total, ...(test === '' ? {} : { testFrom: count }) };
}

async function readRecords(folder: string, file: string): Promise<Buffer> {
  const content = await readData(folder, file);
  if (content.length === 0 || content.length % RECORD !== 0) {
    const whole = Math.floor(content.length / RECORD);
    throw malformed(
      file,
      `it has ${content.length} bytes, which is no whole number of ${RECORD}-byte records; after image ${whole} (offset ${whole * RECORD}) ${content.length % RECORD} bytes are left over. It is cut off, or not in the binary layout of CIFAR-10.`,
    );
  }
  for (let start = 0; start < content.length; start += RECORD) {
    const label = content[start] as number;
    if (label < names.length) continue;
    throw malformed(
      file,
      `image ${start / RECORD} (offset ${start}) has the label ${label}, but CIFAR-10 has labels 0 to 9. Is it the right file?`,
    );
  }
  return content;
}
