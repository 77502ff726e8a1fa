import { image } from '../../network/tensor-type.ts';
import { type Bytes, openBytes } from './bytes.ts';
import type { RawData } from './dataset.ts';
import { joined, stored } from './examples.ts';
import { malformed } from './files.ts';

interface IdxFile {
  readonly sizes: readonly number[];
  readonly bytes: Bytes;
  /** Offset of the first value. */
  readonly start: number;
}

/**
 * The IDX format of MNIST (LeCun): two zero bytes, the type of value (8: unsigned byte), the number of dimensions, one
 * big-endian 32-bit size for each, then the values.
 */
function parseIdx(bytes: Bytes, file: string): IdxFile {
  if (bytes.length < 4) throw malformed(file, `it has ${bytes.length} bytes; an IDX file starts with at least 4.`);
  const content = Buffer.alloc(Math.min(bytes.length, 4 + 4 * 255));
  bytes.read(0, content);
  const [zero1, zero2, kind, dimensions = 0] = content;
  if (zero1 !== 0 || zero2 !== 0 || kind !== 0x08) {
    const found = content.toString('hex', 0, 4);
    throw malformed(
      file,
      `at offset 0 it has the bytes ${found}, but an IDX file of unsigned bytes starts with 000008 (images 00000803, labels 00000801). Is it the right file?`,
    );
  }
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) throw malformed(file, `its header is cut off: ${bytes.length} bytes instead of ${start}.`);
  const sizes = Array.from({ length: dimensions }, (_, axis) => content.readUInt32BE(4 + 4 * axis));
  const expected = sizes.reduce((product, n) => product * n, 1);
  const found = bytes.length - start;
  if (found !== expected) {
    const trouble = found < expected ? 'It is cut off: get it again.' : 'It has bytes left over.';
    throw malformed(
      file,
      `its header (${sizes.join('x')}) promises ${expected} bytes from offset ${start}, but there are ${found}. ${trouble}`,
    );
  }
  return { sizes, bytes, start };
}

export interface IdxNames {
  readonly images: string;
  readonly labels: string;
}

/** Images (count x height x width, or with channels) with one label each; `test` is kept for the test part. */
export async function loadIdx(folder: string, names: IdxNames, test?: IdxNames): Promise<RawData> {
  const first = await readPair(folder, names);
  const second = test && (await readPair(folder, test));
  if (second && JSON.stringify(first.type) !== JSON.stringify(second.type)) {
    throw malformed(test.images, `its images have another size than those of ${names.images}.`);
  }
  const parts = second ? [first, second] : [first];
  const labels = Uint8Array.from(parts.flatMap((part) => [...part.labels]));
  return {
    type: first.type,
    examples: joined(parts.map((part) => part.examples)),
    ...classes(labels),
    ...(second && { testFrom: first.labels.length }),
  };
}

async function readPair(folder: string, names: IdxNames) {
  const images = parseIdx(await openBytes(folder, names.images), names.images);
  const labels = parseIdx(await openBytes(folder, names.labels), names.labels);
  const [count = 0, height = 0, width = 0, channels = 1] = images.sizes;
  if (images.sizes.length < 3 || images.sizes.length > 4 || count * height * width * channels === 0) {
    const form = images.sizes.join('x') || 'nothing';
    throw malformed(
      names.images,
      `it holds ${form}, not images (count x height x width). Are images and labels mixed up?`,
    );
  }
  if (labels.sizes.length !== 1) {
    throw malformed(
      names.labels,
      `it holds ${labels.sizes.join('x')}, not a list of labels. Are images and labels mixed up?`,
    );
  }
  if (labels.sizes[0] !== count) {
    throw malformed(names.labels, `it has ${labels.sizes[0]} labels, but ${names.images} has ${count} images.`);
  }
  const size = height * width * channels;
  const examples = stored(images.bytes, {
    start: images.start,
    count,
    stride: size,
    size,
    unit: 1 / 255,
    decode: (bytes, to) => to.set(bytes),
  });
  const values = new Uint8Array(count);
  labels.bytes.read(labels.start, values);
  labels.bytes.close();
  return { type: image(height, width, channels), examples, labels: values };
}

/** Classes are the numbers from 0 to the largest label. */
function classes(labels: Uint8Array): Pick<RawData, 'targets'> {
  const largest = labels.reduce((most, label) => Math.max(most, label), 0);
  const names = Array.from({ length: largest + 1 }, (_, label) => String(label));
  return { targets: { kind: 'classes', labels: Int32Array.from(labels), names } };
}
