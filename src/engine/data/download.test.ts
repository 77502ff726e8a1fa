import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DownloadOptions, loadDownload } from './download.ts';
import { type KnownSet, knownSets } from './known-sets.ts';

const content = Buffer.from('To be, or not to be, that is the question. '.repeat(2000));
let home: string;
let served: Buffer;
let server: Server;
/** The ranges that were asked for. */
let asked: string[];
/** What the server does to a request: sends so many bytes and breaks off, a wrong byte, no ranges, an error. */
let trouble: { breakAfter?: number; wrong?: boolean; noRanges?: boolean; status?: number };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cellwright-home-'));
  asked = [];
  trouble = {};
  served = content;
  server = createServer((request, response) => {
    const { range = '' } = request.headers;
    asked.push(range);
    if (trouble.status) return void response.writeHead(trouble.status).end();
    const from = trouble.noRanges ? 0 : Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0);
    const body = Buffer.from(served.subarray(from));
    if (trouble.wrong) body[0] = 88;
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length });
    if (trouble.breakAfter === undefined) return void response.end(body);
    response.write(body.subarray(0, trouble.breakAfter), () => setTimeout(() => response.destroy(), 50));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(home, { recursive: true, force: true });
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/play.txt`;
const path = () => join(home, 'data', 'play', 'play.txt');
function load(changes: Partial<DownloadOptions> = {}) {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const play: KnownSet = {
    about: 'A play.',
    holds: { kind: 'text', file: 'play.txt' },
    files: [{ name: 'play.txt', address: address(), bytes: content.length, sha256 }],
  };
  return loadDownload('play', {
    signal: new AbortController().signal,
    progress: () => {},
    text: { length: 8, unit: 'characters', vocabulary: 0 },
    sets: { play },
    home,
    ...changes,
  });
}

describe('a well-known set', () => {
  test('is fetched once, with progress, and then read from the folder', async () => {
    const seen: [number, number][] = [];
    const first = await load({ progress: (bytes, total) => seen.push([bytes, total]) });
    const second = await load();
    expect(asked).toHaveLength(1);
    expect(first.type).toMatchObject({ kind: 'tokens', length: 8 });
    expect(second.examples.count).toBe(first.examples.count);
    expect(seen.at(-1)).toEqual([content.length, content.length]);
    expect(seen.every(([bytes], i) => i === 0 || bytes >= (seen[i - 1] as [number, number])[0])).toBe(true);
  });

  test('is fetched once by two that want it at the same time', async () => {
    await Promise.all([load(), load()]);
    expect(asked).toHaveLength(1);
  });

  test('goes on where an interrupted download ended', async () => {
    trouble = { breakAfter: 30_000 };
    await expect(load()).rejects.toThrow(/Can't fetch http.*play\.txt.*What came is kept/);
    expect(existsSync(path())).toBe(false);
    trouble = {};
    await load();
    expect(asked).toEqual(['', 'bytes=30000-']);
    expect(existsSync(path())).toBe(true);
  });

  test('starts anew where the server knows no ranges', async () => {
    trouble = { breakAfter: 30_000 };
    await expect(load()).rejects.toThrow();
    trouble = { noRanges: true };
    expect((await load()).examples.count).toBeGreaterThan(1000);
  });

  test('of the wrong content is refused and removed', async () => {
    trouble = { wrong: true };
    await expect(load()).rejects.toThrow(/another file than expected.*SHA-256.*put it at .*play\.txt/);
    trouble = {};
    await load();
    expect(asked).toEqual(['', '']);
  });

  test('that can not be had says where to put it by hand', async () => {
    trouble = { status: 404 };
    await expect(load()).rejects.toThrow(/answers 404.*put it at .*play\.txt/);
    await mkdir(join(home, 'data', 'play'), { recursive: true });
    await writeFile(path(), content);
    expect((await load()).examples.count).toBeGreaterThan(1000);
  });

  test('stops when told to, and is not there by half', async () => {
    const abort = new AbortController();
    await expect(load({ signal: abort.signal, progress: () => abort.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(existsSync(path())).toBe(false);
  });

  test('of another name is refused with those that there are', async () => {
    await expect(
      loadDownload('mnost', {
        signal: new AbortController().signal,
        progress: () => {},
        text: { length: 8, unit: 'words', vocabulary: 0 },
      }),
    ).rejects.toThrow(/no set 'mnost'.*fashion_mnist, kmnist/);
  });
});

test.each(Object.entries(knownSets))('%s is described whole', (_, { files, holds, about }) => {
  const named = holds.kind === 'text' ? [holds.file] : [...holds.train, ...[holds.test].flat()];
  const given = files.flatMap(({ name, members }) => members?.map(({ path }) => path.replace(/^.*\//, '')) ?? [name]);
  expect(given.sort()).toEqual(named.sort());
  for (const { sha256, bytes } of files) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(bytes).toBeGreaterThan(1000);
  }
  expect(about).toMatch(/licence|CC BY/);
});

describe('a set in an archive', () => {
  // Two files of CIFAR's layout, one image each, among others; made by the tar of the system that runs the test.
  const images = (label: number) => Buffer.concat([Buffer.from([label]), Buffer.alloc(3072, 40 + label)]);
  async function archived(changes: { readonly cut?: boolean } = {}): Promise<KnownSet> {
    const folder = join(home, 'make', 'batches');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'train.bin'), Buffer.concat([images(3), images(4)]));
    await writeFile(join(folder, 'read.me'), 'x'.repeat(700));
    await writeFile(join(folder, 'test.bin'), images(5));
    execFileSync('tar', ['-czf', join(home, 'all.tar.gz'), '-C', join(home, 'make'), 'batches']);
    const whole = await readFile(join(home, 'all.tar.gz'));
    served = changes.cut ? gzipSync(gunzipSync(whole).subarray(0, 2048)) : whole;
    const members = [
      { path: 'batches/train.bin', bytes: 2 * 3073 },
      { path: 'batches/test.bin', bytes: 3073 },
    ];
    const sha256 = createHash('sha256').update(served).digest('hex');
    const file = { name: 'all.tar.gz', address: address(), bytes: served.length, sha256, members };
    return { about: '', holds: { kind: 'cifar', train: ['train.bin'], test: 'test.bin' }, files: [file] };
  }

  test('is fetched once and unpacked; the archive is not kept', async () => {
    const sets = { play: await archived() };
    const data = await load({ sets });
    expect(await load({ sets })).toMatchObject({ testFrom: 2, targets: { labels: Int32Array.of(3, 4, 5) } });
    expect(asked).toHaveLength(1);
    const pixels = new Float32Array(3072);
    data.examples.read(2, pixels);
    expect(new Set(pixels)).toEqual(new Set([45]));
    expect((await readdir(join(home, 'data', 'play'))).sort()).toEqual(['test.bin', 'train.bin']);
  });

  test('that is cut off is refused, by what it lacks', async () => {
    const sets = { play: await archived({ cut: true }) };
    await expect(load({ sets })).rejects.toThrow(/all\.tar\.gz|batches|archive ends/);
    expect(
      existsSync(join(home, 'data', 'play', 'test.bin')) && existsSync(join(home, 'data', 'play', 'train.bin')),
    ).toBe(false);
  });
});
