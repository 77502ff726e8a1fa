import { image, sequence, type TensorType, vector } from '../../network/tensor-type.ts';
import { type Bytes, memoryBytes, openBytes } from './bytes.ts';
import { numberTargets, type RawData, type Targets } from './dataset.ts';
import { type Examples, joined, stored } from './examples.ts';
import { malformed } from './files.ts';
import { readZip } from './zip.ts';

/** An array of numpy, its values still in the file. */
interface NpyArray {
  readonly file: string;
  readonly bytes: Bytes;
  /** Offset of the first value. */
  readonly start: number;
  readonly shape: readonly number[];
  readonly element: Element;
}

interface Element {
  readonly bytes: number;
  readonly integer: boolean;
  at(view: DataView, offset: number): number;
}

const elements: Readonly<Record<string, Element>> = {
  '|b1': { bytes: 1, integer: true, at: (view, offset) => view.getUint8(offset) },
  '|u1': { bytes: 1, integer: true, at: (view, offset) => view.getUint8(offset) },
  '|i1': { bytes: 1, integer: true, at: (view, offset) => view.getInt8(offset) },
  '<u2': { bytes: 2, integer: true, at: (view, offset) => view.getUint16(offset, true) },
  '<i2': { bytes: 2, integer: true, at: (view, offset) => view.getInt16(offset, true) },
  '<u4': { bytes: 4, integer: true, at: (view, offset) => view.getUint32(offset, true) },
  '<i4': { bytes: 4, integer: true, at: (view, offset) => view.getInt32(offset, true) },
  '<u8': { bytes: 8, integer: true, at: (view, offset) => Number(view.getBigUint64(offset, true)) },
  '<i8': { bytes: 8, integer: true, at: (view, offset) => Number(view.getBigInt64(offset, true)) },
  '<f4': { bytes: 4, integer: false, at: (view, offset) => view.getFloat32(offset, true) },
  '<f8': { bytes: 8, integer: false, at: (view, offset) => view.getFloat64(offset, true) },
};

const MAGIC = '\x93NUMPY';

/** The NPY format of numpy, versions 1 to 3 (NEP 1). */
function openArray(bytes: Bytes, file: string): NpyArray {
  const start = new Uint8Array(Math.min(12, bytes.length));
  bytes.read(0, start);
  if (start.length < 12 || Buffer.from(start.subarray(0, 6)).toString('latin1') !== MAGIC) {
    const found = Buffer.from(start.subarray(0, 6)).toString('hex') || 'nothing';
    throw malformed(
      file,
      `at offset 0 it has ${found}, but an NPY file starts with 934e554d5059. Is it the right file?`,
    );
  }
  const view = new DataView(start.buffer);
  const [length, from] = start[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const values = from + length;
  if (bytes.length < values)
    throw malformed(file, `its header is cut off: ${bytes.length} bytes instead of ${values}.`);
  const header = new Uint8Array(length);
  bytes.read(from, header);
  const text = Buffer.from(header).toString('utf8');
  const type = /'descr':\s*'([^']*)'/.exec(text)?.[1] ?? 'a structure';
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(text)?.[1]
    ?.split(',')
    .filter((n) => n.trim() !== '')
    .map(Number);
  const element = elements[type];
  if (!element || !shape) {
    const known = Object.keys(elements).join(', ');
    throw malformed(file, `it holds values of type ${type}; known are ${known}. Convert it with astype('float32').`);
  }
  if (/'fortran_order':\s*True/.test(text)) {
    throw malformed(file, 'it is in Fortran order. Save it with numpy.ascontiguousarray(array).');
  }
  const expected = shape.reduce((product, n) => product * n, 1) * element.bytes;
  const found = bytes.length - values;
  if (found < expected) {
    throw malformed(
      file,
      `its header (${shape.join('x')} of ${type}) promises ${expected} bytes from offset ${values}, but there are ${found}. It is cut off: get it again.`,
    );
  }
  return { file, bytes, start: values, shape, element };
}

export interface ArrayNames {
  readonly examples: string;
  readonly targets: string;
}

/** Examples and targets in NPY files, the first dimension counting the examples; `test` is kept for the test part. */
export async function loadNpy(
  folder: string,
  names: ArrayNames,
  test: ArrayNames | undefined,
  predict: Targets['kind'] | undefined,
): Promise<RawData> {
  return loadArrays(async (name) => openArray(await openBytes(folder, name), name), names, test, predict);
}

/** The same in the members of one NPZ file, which is read into memory. */
export async function loadNpz(
  folder: string,
  file: string,
  names: ArrayNames,
  test: ArrayNames | undefined,
  predict: Targets['kind'] | undefined,
): Promise<RawData> {
  const members = await readZip(folder, file);
  const open = async (name: string): Promise<NpyArray> => {
    const content = members.get(`${name}.npy`);
    if (content) return openArray(memoryBytes(content), `${file} (${name})`);
    const there = [...members.keys()].map((member) => member.replace(/\.npy$/, ''));
    throw malformed(file, `it has no array '${name}'. It has: ${there.join(', ') || 'nothing'}.`);
  };
  return loadArrays(open, names, test, predict);
}

type Open = (name: string) => Promise<NpyArray>;

async function loadArrays(
  open: Open,
  names: ArrayNames,
  test: ArrayNames | undefined,
  predict: Targets['kind'] | undefined,
): Promise<RawData> {
  const first = await openPair(open, names);
  const second = test && (await openPair(open, test));
  if (second && second.examples.size !== first.examples.size) {
    throw malformed(second.array.file, `its examples have another size than those of ${first.array.file}.`);
  }
  const parts = second ? [first, second] : [first];
  const values = parts.flatMap((part) => part.targets);
  const numbers = predict === 'numbers' || (predict === undefined && !first.integer);
  return {
    type: typeOf(first.array),
    examples: joined(parts.map((part) => part.examples)),
    targets: numbers ? numberTargets(Float32Array.from(values)) : classesOf(values, names.targets),
    ...(second && { testFrom: first.examples.count }),
  };
}

async function openPair(open: Open, names: ArrayNames) {
  const array = await open(names.examples);
  const [count = 0, ...rest] = array.shape;
  if (array.shape.length === 0 || array.shape.length > 4 || count === 0) {
    throw malformed(
      array.file,
      `its shape is (${array.shape.join(', ')}); the first dimension counts the examples, up to three follow.`,
    );
  }
  const targets = await open(names.targets);
  const found = targets.shape.reduce((product, n) => product * n, 1);
  if (targets.shape[0] !== count || found !== count) {
    throw malformed(
      targets.file,
      `its shape is (${targets.shape.join(', ')}), but ${array.file} has ${count} examples: one target each is needed.`,
    );
  }
  const size = rest.reduce((product, n) => product * n, 1);
  const { element } = array;
  const examples: Examples = stored(array.bytes, {
    start: array.start,
    count,
    stride: size * element.bytes,
    size,
    unit: element.bytes === 1 && element.integer ? 1 / 255 : 1,
    decode: (bytes, to) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (let i = 0; i < size; i++) to[i] = element.at(view, i * element.bytes);
    },
  });
  return { array, examples, targets: valuesOf(targets, found), integer: targets.element.integer };
}

function valuesOf({ bytes, start, element }: NpyArray, count: number): number[] {
  const content = new Uint8Array(count * element.bytes);
  bytes.read(start, content);
  bytes.close();
  const view = new DataView(content.buffer);
  return Array.from({ length: count }, (_, i) => element.at(view, i * element.bytes));
}

/** A row of numbers, an image (bytes, or with channels), or a sequence of rows. */
function typeOf({ shape, element }: NpyArray): TensorType {
  const [, height = 1, width, channels] = shape;
  if (width === undefined) return vector(height);
  if (channels === undefined) return element.bytes === 1 ? image(height, width, 1) : sequence(height, width);
  return image(height, width, channels);
}

/** Classes are the numbers from 0 to the largest. */
function classesOf(values: readonly number[], file: string): Targets {
  const wrong = values.findIndex((value) => !Number.isInteger(value) || value < 0 || value > 65_535);
  if (wrong >= 0) {
    throw malformed(
      file,
      `target ${wrong} is ${values[wrong]}; classes are whole numbers from 0 on. For numbers to predict write predict: numbers.`,
    );
  }
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const names = Array.from({ length: largest + 1 }, (_, label) => String(label));
  return { kind: 'classes', labels: Int32Array.from(values), names };
}
