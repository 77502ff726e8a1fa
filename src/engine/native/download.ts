import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from './digest.ts';
import { type Download, downloadOverHttp } from './download-http.ts';
import { pythonTag } from './library.ts';
import { cancelled, diskFull, NativeError } from './native-error.ts';
import { execute, lastLine } from './processes.ts';

/**
 * The wheel on the disk, checked. By pip where there is one, which knows the user's registry, proxy and certificates;
 * else over HTTPS. Throws a `NativeError`; a file with a wrong digest is removed first.
 */
export async function downloadWheel(download: Download): Promise<string> {
  const { library, folder, signal } = download;
  const file = join(folder, library.wheel);
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true });
    const python = await pythonWithPip(download);
    if (python === undefined) await downloadOverHttp(download, file);
    else await downloadByPip(python, download, file);
  }
  const digest = await digestOf(file, signal).catch((error: unknown) => {
    throw signal.aborted ? cancelled() : error;
  });
  if (digest === library.sha256) return file;
  await rm(file);
  throw new NativeError(
    'digest',
    `${library.wheel} is not the file that it should be: its SHA-256 is ${digest}, expected ${library.sha256}. It was removed. Try again; if it stays so, ask whoever keeps your package index.`,
  );
}

async function pythonWithPip({ env, signal }: Download): Promise<string | undefined> {
  for (const python of process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python']) {
    const { status } = await execute(python, ['-m', 'pip', '--version'], { signal, env });
    if (status === 0) return python;
  }
  return undefined;
}

async function downloadByPip(python: string, download: Download, file: string): Promise<void> {
  const { library, folder, signal, progress, env } = download;
  // pip keeps what it has not finished in its temporary folder: here, so that its size can be told and nothing remains.
  const work = join(folder, 'pip');
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, 'tmp'), { recursive: true });
  const requirements = join(work, 'requirements.txt');
  await writeFile(requirements, `${library.package}==${library.version} --hash=sha256:${library.sha256}\n`);
  const timer = setInterval(() => progress(sizeOf(work)), 200);
  try {
    const { status, output } = await execute(
      python,
      [
        ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--no-input'],
        ...['--python-version', pythonTag.version, '--implementation', pythonTag.implementation],
        ...['--abi', pythonTag.abi, '--platform', library.platform, '--progress-bar', 'off'],
        ...['--dest', work, '--requirement', requirements],
      ],
      { signal, env: { ...env, TMPDIR: join(work, 'tmp'), TEMP: join(work, 'tmp'), TMP: join(work, 'tmp') } },
    );
    if (status !== 0) throw pipProblem(status, output, download);
    await rename(join(work, library.wheel), file);
  } finally {
    clearInterval(timer);
    await rm(work, { recursive: true, force: true });
  }
}

function pipProblem(status: number | string, output: string, { library, folder }: Download): NativeError {
  if (/No space left|ENOSPC|Errno 28/i.test(output)) return diskFull(folder, library.bytes);
  const line = /^ERROR: .*$/m.exec(output)?.[0] ?? lastLine(output);
  if (/HASHES? .*NOT MATCH|do not match the hashes/i.test(output)) {
    return new NativeError(
      'digest',
      `The package index gave another ${library.wheel} than expected (wrong SHA-256). Nothing of it was kept. Try again; if it stays so, ask whoever keeps your package index.`,
    );
  }
  return new NativeError(
    'network',
    `pip could not download ${library.package} ${library.version} (status ${status}: ${line}). Is a Python package index reachable from here? The engine 'wasm' works without it.`,
  );
}

/** Bytes below a folder that changes meanwhile. */
function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
      .reduce((sum, stat) => sum + (stat?.isFile() ? stat.size : 0), 0);
  } catch {
    return 0;
  }
}
