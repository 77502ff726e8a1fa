import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type InstallOptions, type InstallProgress, installTensorflow } from './install.ts';
import { findInstallation, isWhole } from './installation.ts';
import { libraryFor, type NativeLibrary } from './library.ts';
import { NativeError } from './native-error.ts';
import { indexAddress } from './package-index.ts';

/** A wheel with two small shared libraries, made here, is installed from a server of the test instead of the real one. */
const bytesOf = (text: string, times = 1): Buffer => Buffer.from(text.repeat(times));
const contents: Readonly<Record<string, Buffer>> = {
  'tensorflow/libtensorflow_cc.so.2': bytesOf('code ', 200_000),
  'tensorflow/libtensorflow_framework.so.2': bytesOf('framework', 1000),
  'tensorflow/include/tensorflow/c/c_api.h': bytesOf('// header'),
  'tensorflow/include/LICENSE': bytesOf('Apache'),
  'tensorflow/python/unneeded.py': bytesOf('pass'),
};
const wheel = zipOf(contents);
const library: NativeLibrary = {
  ...libraryFor({ platform: 'linux', arch: 'x64', glibc: true }),
  sha256: createHash('sha256').update(wheel).digest('hex'),
  bytes: 5_000_000,
};

let home: string;
let server: Server;
/** How the server answers for the wheel; bytes sent before it breaks off. */
let breaksAfter: number | undefined;
let served: Buffer;
let requests: {
  readonly url: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'cellwright-native-'));
  breaksAfter = undefined;
  served = wheel;
  requests = [];
  server = createServer((request, response) => {
    const { range, authorization } = request.headers;
    requests.push({ url: request.url ?? '', range, authorization });
    if (request.url === '/simple/tensorflow-cpu/') {
      response.end(`<a href="../../files/${library.wheel}#sha256=${library.sha256}">wheel</a>`);
      return;
    }
    const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    const body = served.subarray(from);
    response.writeHead(range === undefined ? 200 : 206, { 'content-length': body.length });
    if (breaksAfter === undefined) response.end(body);
    else {
      // The line breaks once what was sent has come to rest at the other end, however busy the machine is.
      const length = breaksAfter;
      response.write(body.subarray(0, length), () => {
        const part = join(`${folder()}.partial`, `${library.wheel}.part`);
        const look = (): void => {
          if ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) >= length) response.destroy();
          else setTimeout(look, 5);
        };
        look();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true, force: true });
});

/** A compiler that writes what it was told to link, so that the addon has contents. */
function compiler(
  name = 'compiler',
  script = 'while [ "$1" != "-o" ] && [ $# -gt 0 ]; do shift; done; [ -n "$2" ] && echo addon > "$2"; exit 0',
) {
  const file = join(home, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

function install(changes: Partial<InstallOptions> & { index?: string } = {}) {
  const { port } = server.address() as AddressInfo;
  const sources = join(home, 'sources');
  mkdirSync(join(sources, 'binding'), { recursive: true });
  const { index = `http://127.0.0.1:${port}/simple`, ...options } = changes;
  return installTensorflow({
    library,
    parent: join(home, 'tensorflow'),
    sources,
    // No Python on this path: the download goes over HTTP.
    env: { PATH: join(home, 'nothing'), PIP_INDEX_URL: index, CXX: compiler() },
    signal: new AbortController().signal,
    progress: () => {},
    prove: async () => {},
    ...options,
  });
}
const folder = () => join(home, 'tensorflow', library.name);
const left = (): string[] => (existsSync(join(home, 'tensorflow')) ? readdirSync(join(home, 'tensorflow')) : []);

describe('the installation of native TensorFlow', () => {
  test('brings what is needed, says how far it is, and is found afterwards', async () => {
    const seen: InstallProgress[] = [];
    const proved: string[] = [];
    const result = await install({
      progress: (progress) => seen.push(progress),
      prove: async (tree) => void proved.push(tree),
    });
    expect(result).toMatchObject({ folder: folder(), fresh: true });
    expect([...new Set(seen.map(({ step }) => step))]).toEqual(['download', 'unpack', 'build', 'prove']);
    expect(seen.findLast(({ step }) => step === 'download')).toMatchObject({
      bytes: wheel.length,
      total: wheel.length,
    });
    expect(proved).toEqual([join(`${folder()}.partial`, 'tree')]);
    const unpacked = readFileSync(join(folder(), 'lib/libtensorflow_cc.so.2'));
    expect(unpacked.equals(contents['tensorflow/libtensorflow_cc.so.2'] as Buffer)).toBe(true);
    expect(existsSync(join(folder(), 'include/tensorflow/c/c_api.h'))).toBe(true);
    expect(readdirSync(folder()).sort()).toEqual(['include', 'installed.json', 'lib', 'licenses']);
    expect(left()).toEqual([library.name]);
    expect(isWhole(folder(), library)).toBe(true);
    requests = [];
    expect(await install()).toMatchObject({ fresh: false });
    expect(requests).toEqual([]);
  });

  test('goes on where a broken network left it', async () => {
    breaksAfter = 1000;
    await expect(install()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/broke off.*kept/),
    });
    expect(isWhole(folder(), library)).toBe(false);
    breaksAfter = undefined;
    expect(await install()).toMatchObject({ fresh: true });
    expect(requests.at(-1)?.range).toBe('bytes=1000-');
    expect(isWhole(folder(), library)).toBe(true);
  });

  test('keeps nothing of a file with a wrong digest, and then takes the right one', async () => {
    served = Buffer.concat([wheel.subarray(0, -1), Buffer.from([1 ^ (wheel.at(-1) ?? 0)])]);
    await expect(install()).rejects.toMatchObject({
      code: 'digest',
      message: expect.stringMatching(/SHA-256.*removed/),
    });
    expect(readdirSync(`${folder()}.partial`)).toEqual([]);
    served = wheel;
    expect(await install()).toMatchObject({ fresh: true });
  });

  test('says how many bytes a full disk lacks, before and in the middle, and cleans up', async () => {
    await expect(install({ freeBytes: async () => 4_999_999 })).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/needs 5000000 bytes.*4999999 are free.*CELLWRIGHT_HOME/),
    });
    expect(requests).toEqual([]);
    const full = (): Writable =>
      new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error('write'), { code: 'ENOSPC' })),
      });
    await expect(install({ openWriter: full })).rejects.toMatchObject({ code: 'disk' });
    expect(left()).toEqual([]);
    expect(await install()).toMatchObject({ fresh: true });
  });

  test('says so if its folder can not be one', async () => {
    writeFileSync(join(home, 'file'), '');
    await expect(install({ parent: join(home, 'file/tensorflow') })).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/can't be written.*CELLWRIGHT_HOME/),
    });
  });

  test('names the package of a missing compiler before it downloads anything', async () => {
    const { port } = server.address() as AddressInfo;
    const env = { PATH: join(home, 'nothing'), PIP_INDEX_URL: `http://127.0.0.1:${port}/simple` };
    await expect(install({ env })).rejects.toMatchObject({
      code: 'compiler',
      message: expect.stringMatching(process.platform === 'darwin' ? /xcode-select/ : /g\+\+.*apt install/),
    });
    expect(requests).toEqual([]);
  });

  test('shows what a compiler complains of, and keeps the download for the next try', async () => {
    const bad = compiler('bad', '[ "$1" = "--version" ] && exit 0; echo "a.cc:1: error: no such header" >&2; exit 1');
    const { port } = server.address() as AddressInfo;
    const env = { PATH: join(home, 'nothing'), PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`, CXX: bad };
    await expect(install({ env })).rejects.toThrow(/status 1: a\.cc:1: error: no such header/);
    requests = [];
    expect(await install()).toMatchObject({ fresh: true });
    expect(requests).toEqual([]);
  });

  test('what does not train is not installed', async () => {
    const prove = async (): Promise<void> => {
      throw new NativeError('proof', 'ended by SIGILL');
    };
    await expect(install({ prove })).rejects.toThrow(/SIGILL/);
    expect(isWhole(folder(), library)).toBe(false);
    expect(left()).toEqual([`${library.name}.partial`]);
  });

  test('is not fooled by half a folder, of this version or damaged later', async () => {
    mkdirSync(join(folder(), 'lib'), { recursive: true });
    writeFileSync(join(folder(), 'lib/libtensorflow_cc.so.2'), 'half');
    mkdirSync(join(`${folder()}.partial`, 'tree/lib'), { recursive: true });
    writeFileSync(join(`${folder()}.partial`, 'tree/lib/rest'), 'old');
    expect(isWhole(folder(), library)).toBe(false);
    await install();
    expect(existsSync(join(folder(), 'lib/rest'))).toBe(false);
    expect(isWhole(folder(), library)).toBe(true);
    writeFileSync(join(folder(), 'lib/libtensorflow_cc.so.2'), 'cut off');
    expect(isWhole(folder(), library)).toBe(false);
    expect(await install()).toMatchObject({ fresh: true });
    // Of the same size, so only its digest tells.
    const damaged = Buffer.from(contents['tensorflow/libtensorflow_framework.so.2'] ?? '').fill('x');
    writeFileSync(join(folder(), 'lib/libtensorflow_framework.so.2'), damaged);
    expect(await install()).toMatchObject({ fresh: true });
  });

  test('builds the addon anew for another version of Cellwright, without a download', async () => {
    await install();
    const marker = join(folder(), 'installed.json');
    writeFileSync(marker, readFileSync(marker, 'utf8').replace(/"addon": ".*"/, '"addon": "older"'));
    expect(isWhole(folder(), library)).toBe(false);
    requests = [];
    expect(await install()).toMatchObject({ fresh: true });
    expect(requests).toEqual([]);
    expect(isWhole(folder(), library)).toBe(true);
  });

  test('stops when it is cancelled, and goes on the next time', async () => {
    const abort = new AbortController();
    const progress = ({ step }: InstallProgress): void => {
      if (step === 'unpack') abort.abort();
    };
    await expect(install({ signal: abort.signal, progress })).rejects.toMatchObject({ code: 'cancelled' });
    expect(left()).toEqual([`${library.name}.partial`]);
    requests = [];
    expect(await install()).toMatchObject({ fresh: true });
    expect(requests).toEqual([]);
  });

  test('goes on after it was killed, and lets no second one in while it is alive', async () => {
    mkdirSync(join(home, 'tensorflow'), { recursive: true });
    const lock = `${folder()}.lock`;
    writeFileSync(lock, String(process.ppid));
    await expect(install()).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining(`${process.ppid}`),
    });
    // No process has a number as large as this.
    writeFileSync(lock, '999999999');
    mkdirSync(`${folder()}.partial`, { recursive: true });
    writeFileSync(join(`${folder()}.partial`, `${library.wheel}.part`), wheel.subarray(0, 500));
    expect(await install()).toMatchObject({ fresh: true });
    expect(requests.at(-1)?.range).toBe('bytes=500-');
    expect(left()).toEqual([library.name]);
  });

  test('says what to do without an index, with one that lacks it, and with one that is gone', async () => {
    const env = { PATH: join(home, 'nothing'), CXX: compiler(), PIP_CONFIG_FILE: join(home, 'pip.conf') };
    writeFileSync(join(home, 'pip.conf'), '[global]\nindex-url = http://127.0.0.1:1/simple\n');
    await expect(install({ env })).rejects.toMatchObject({ code: 'network', message: expect.stringContaining(':1 ') });
    const other = { ...library, wheel: 'other.whl' };
    await expect(install({ library: other })).rejects.toThrow(/does not have other\.whl/);
    const nowhere = { ...env, PIP_CONFIG_FILE: join(home, 'none.conf') };
    const address = (): string => indexAddress(nowhere, []);
    expect(address).toThrow(/PIP_INDEX_URL.*or install Python/);
  });

  test('gives a name and a password to an index, and to no reader', async () => {
    const { port } = server.address() as AddressInfo;
    const at = (path: string): string => `http://user:s%20cret@127.0.0.1:${port}/${path}`;
    const failure = await install({ index: at('nothing') }).catch((error: NativeError) => error.message);
    expect(failure).toContain(`127.0.0.1:${port}`);
    expect(failure).not.toContain('cret');
    await install({ index: at('simple') });
    expect(requests.map(({ authorization }) => authorization)).toEqual(
      Array(requests.length).fill(`Basic ${Buffer.from('user:s cret').toString('base64')}`),
    );
  });

  test('refuses a wheel that lacks the library, and one that is no archive', async () => {
    for (const [bytes, expected] of [
      [zipOf({ 'tensorflow/a.py': bytesOf('pass') }), /holds no libtensorflow_cc/],
      [bytesOf('no archive at all'), /is damaged/],
    ] as const) {
      served = bytes;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await expect(install({ library: { ...library, sha256 } })).rejects.toThrow(expected);
      rmSync(`${folder()}.partial`, { recursive: true });
    }
  });
});

test('knows where no native TensorFlow is for', () => {
  expect(() => libraryFor({ platform: 'linux', arch: 'x64', glibc: false })).toThrow(/linux-x64 with musl.*wasm/);
  expect(() => libraryFor({ platform: 'win32', arch: 'x64', glibc: true })).toThrow(/win32-x64/);
  expect(findInstallation({ platform: 'sunos', arch: 'x64', glibc: true })).toBeUndefined();
});

/** A ZIP archive (APPNOTE 6.3): local headers with deflated contents, central directory, end record. */
function zipOf(files: Readonly<Record<string, Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end]);
}

function crc32(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
