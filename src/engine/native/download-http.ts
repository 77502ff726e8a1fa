import { createWriteStream, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { NativeLibrary } from './library.ts';
import { cancelled, fromFileSystem, NativeError } from './native-error.ts';
import { indexAddress, linkTo } from './package-index.ts';

export interface Download {
  readonly library: NativeLibrary;
  /** Keeps the wheel, and what an interrupted download got. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly progress: (bytes: number, total?: number) => void;
  readonly env: NodeJS.ProcessEnv;
}

/** From the package index; what an earlier try got is kept in `<file>.part` and continued. */
export async function downloadOverHttp(download: Download, file: string): Promise<void> {
  const { library, folder, signal, env } = download;
  const index = indexAddress(env);
  try {
    const pageAddress = `${index}/${library.package}/`;
    const page = await request(pageAddress, signal);
    // By its own address, so that links to the same host keep the credentials.
    const link = linkTo(library.wheel, await page.text(), page.redirected ? page.url : pageAddress);
    if (!link) {
      throw new NativeError('network', `The package index at ${hostOf(index)} does not have ${library.wheel}.`);
    }
    await fetchTo(link, `${file}.part`, download);
    await rename(`${file}.part`, file);
  } catch (error) {
    if (signal.aborted) throw cancelled();
    if (error instanceof NativeError) throw error;
    if (hasCode(error)) throw fromFileSystem(error, folder, library.bytes);
    throw new NativeError(
      'network',
      `The download from ${hostOf(index)} broke off (${reasonOf(error)}). What came is kept: run the installation again to go on.`,
    );
  }
}

async function fetchTo(link: URL, part: string, { signal, progress }: Download): Promise<void> {
  const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const response = await request(link, signal, have > 0 ? { range: `bytes=${have}-` } : {});
  // 416: nothing is missing. 200: the server knows no ranges and starts anew.
  if (response.status === 416) return;
  const resumed = response.status === 206;
  let bytes = resumed ? have : 0;
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isFinite(length) ? bytes + length : undefined;
  const body = Readable.fromWeb(response.body as ReadableStream);
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    progress(bytes, total);
  });
  await pipeline(body, createWriteStream(part, { flags: resumed ? 'a' : 'w' }), { signal });
}

async function request(address: string | URL, signal: AbortSignal, more: Record<string, string> = {}) {
  const { url, headers } = withoutCredentials(address);
  const response = await fetch(url, { signal, headers: { ...headers, ...more, 'accept-encoding': 'identity' } });
  if (response.ok || (response.status === 416 && more.range !== undefined)) return response;
  await response.body?.cancel();
  throw new NativeError('network', `${hostOf(String(address))} answers ${response.status} ${response.statusText}.`);
}

/** `fetch` takes a name and a password (`https://name:password@host/simple`) as a header only. */
function withoutCredentials(address: string | URL): { url: URL; headers: Record<string, string> } {
  const url = new URL(address);
  const { username, password } = url;
  if (username === '') return { url, headers: {} };
  url.username = '';
  url.password = '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

/** Without what a user may have put before the `@`. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'the address of PIP_INDEX_URL';
}

const hasCode = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS'].includes(String((error as NodeJS.ErrnoException).code));

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
