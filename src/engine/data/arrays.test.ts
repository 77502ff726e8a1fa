import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Setting } from '../../network/training.ts';
import { gather } from './batch.ts';
import { openBytes } from './bytes.ts';
import { stored } from './examples.ts';
import { loadFolds } from './load.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellwright-arrays-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, content: Uint8Array) => writeFile(join(folder, name), content);
async function load(name: string, parameters: Setting['parameters'], normalize = false) {
  const spec = { source: { name, parameters }, split: [0.5, 0.5, 0] as const, normalize, augment: [] };
  const [dataset] = await loadFolds(spec, folder);
  if (!dataset) throw new Error('no data set');
  return dataset;
}

/** As numpy writes it, version 1. */
function npy(type: string, shape: number[], values: Uint8Array, fortran = false): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  return Buffer.concat([start, Buffer.from(`${dictionary.padEnd(length - 1)}\n`), values]);
}
const bytesOf = (values: Float32Array | Float64Array | BigInt64Array): Uint8Array => new Uint8Array(values.buffer);
const six = Float32Array.from({ length: 4 * 6 }, (_, i) => i / 2);
const labels = npy('<i8', [4], bytesOf(BigInt64Array.of(0n, 2n, 1n, 0n)));

/** One member, stored or deflated. */
function zip(members: Record<string, Buffer>, deflated: boolean): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const packed = deflated ? deflateRawSync(content) : content;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(deflated ? 8 : 0, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(members).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

describe('NPY files', () => {
  test('hold vectors, sequences and images by their shape', async () => {
    await write('y.npy', labels);
    await write('a.npy', npy('<f4', [4, 6], bytesOf(six)));
    await write('b.npy', npy('<f4', [4, 2, 3], bytesOf(six)));
    await write(
      'c.npy',
      npy(
        '|u1',
        [4, 2, 3],
        Uint8Array.from({ length: 24 }, (_, i) => 10 * i),
      ),
    );
    await write('d.npy', npy('<f8', [4, 1, 2, 3], bytesOf(Float64Array.from(six))));
    const open = (examples: string) => load('npy', { examples, targets: 'y.npy' });
    expect((await open('a.npy')).type).toEqual({ kind: 'vector', features: 6 });
    expect((await open('b.npy')).type).toEqual({ kind: 'sequence', length: 2, features: 3 });
    expect((await open('c.npy')).type).toEqual({ kind: 'image', height: 2, width: 3, channels: 1 });
    const images = await open('d.npy');
    expect(images.type).toEqual({ kind: 'image', height: 1, width: 2, channels: 3 });
    expect([...gather(images, [2])]).toEqual([6, 6.5, 7, 7.5, 8, 8.5]);
    expect([...gather(await open('c.npy'), [1])].map((v) => Math.round(v * 255))).toEqual([60, 70, 80, 90, 100, 110]);
    expect(images.targets).toMatchObject({
      kind: 'classes',
      labels: Int32Array.of(0, 2, 1, 0),
      names: ['0', '1', '2'],
    });
  });

  test('hold numbers to predict, and a test part', async () => {
    await write('x.npy', npy('<f4', [4, 6], bytesOf(six)));
    await write('n.npy', npy('<f8', [4], bytesOf(Float64Array.of(0.5, 1, 1.5, 2))));
    const names = { examples: 'x.npy', targets: 'n.npy', test_examples: 'x.npy', test_targets: 'n.npy' };
    const data = await load('npy', names);
    expect(data.targets.kind).toBe('numbers');
    expect([...data.test]).toEqual([4, 5, 6, 7]);
    expect([...gather(data, [5])]).toEqual([...six.subarray(6, 12)]);
  });

  test('that are wrong are named, with what is wrong and where', async () => {
    await write('y.npy', labels);
    await write('text.npy', Buffer.from('a,b,c\n1,2,3\n'));
    await write('cut.npy', npy('<f4', [4, 6], bytesOf(six)).subarray(0, 160));
    await write('fortran.npy', npy('<f4', [4, 6], bytesOf(six), true));
    await write('complex.npy', npy('<c8', [4, 3], bytesOf(six)));
    await write('three.npy', npy('<f4', [3, 8], bytesOf(six)));
    const open = (examples: string) => load('npy', { examples, targets: 'y.npy' });
    await expect(open('text.npy')).rejects.toThrow(/text\.npy.*offset 0.*612c622c630a.*934e554d5059/);
    await expect(open('cut.npy')).rejects.toThrow(/cut\.npy.*4x6 of <f4.*96 bytes from offset 128.*there are 32/);
    await expect(open('fortran.npy')).rejects.toThrow(/Fortran order.*ascontiguousarray/);
    await expect(open('complex.npy')).rejects.toThrow(/type <c8.*astype/);
    await expect(open('three.npy')).rejects.toThrow(/y\.npy.*shape is \(4\).*three\.npy has 3 examples/);
  });
});

test.each([true, false])('NPZ files hold arrays by name (compressed: %s)', async (deflated) => {
  const x = npy('<f4', [4, 6], bytesOf(six));
  await write('all.npz', zip({ 'x_train.npy': x, 'y_train.npy': labels }, deflated));
  const data = await load('npz', { file: 'all.npz' });
  expect([...gather(data, [3])]).toEqual([...six.subarray(18, 24)]);
  await expect(load('npz', { file: 'all.npz', examples: 'x' })).rejects.toThrow(
    /no array 'x'. It has: x_train, y_train/,
  );
  await write('cut.npz', zip({ 'x_train.npy': x }, deflated).subarray(0, 100));
  await expect(load('npz', { file: 'cut.npz' })).rejects.toThrow(/cut\.npz.*cut off/);
});

test('large files stay on the disk and give the same examples', async () => {
  await write(
    'large.bin',
    Uint8Array.from({ length: 100 }, (_, i) => i),
  );
  const open = async (large: number) => {
    const bytes = await openBytes(folder, 'large.bin', large);
    const decode = (record: Uint8Array, to: Float32Array) => to.set(record);
    return stored(bytes, { start: 10, count: 9, stride: 10, size: 10, unit: 1, decode });
  };
  const [disk, memory] = [await open(10), await open(1000)];
  const example = (examples: typeof disk, index: number) => {
    const to = new Float32Array(10);
    examples.read(index, to);
    return [...to];
  };
  for (const index of [8, 0, 3]) expect(example(disk, index)).toEqual(example(memory, index));
  expect(example(disk, 3)).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
  // Cut off while it is open.
  await write('large.bin', Uint8Array.from({ length: 50 }));
  expect(() => example(disk, 8)).toThrow(/large\.bin.*offset 90 it ends/);
  disk.close();
});
