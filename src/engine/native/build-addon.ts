import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeLibrary } from './library.ts';
import { NativeError } from './native-error.ts';
import { execute, lastLine } from './processes.ts';

/** What an addon was built of. One that was built of something else is built anew. */
export const ADDON = 'tfjs-node 4.22.0, N-API 8, operations 3';
const NAPI_VERSION = 8;

/** In an installation. */
export const addonFile = (folder: string): string => join(folder, 'lib', 'tfjs_binding.node');

export interface AddonBuild {
  readonly library: NativeLibrary;
  /** Holds `binding/` (the addon's C++) and `node-api/` (headers of Node). */
  readonly sources: string;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/** A C++ compiler that starts. Throws a `NativeError` (`compiler`) that says how to get one. */
export async function findCompiler(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  const candidates = env.CXX ? [env.CXX] : ['c++', 'g++', 'clang++'];
  for (const compiler of candidates) {
    if ((await execute(compiler, ['--version'], { env, signal })).status === 0) return compiler;
  }
  const tried = candidates.join(', ');
  throw new NativeError(
    'compiler',
    process.platform === 'darwin'
      ? `No C++ compiler was found (tried ${tried}). Install Apple's command line tools: xcode-select --install`
      : `No C++ compiler was found (tried ${tried}). Install one: the package is g++ on Debian and Ubuntu (sudo apt install g++), gcc-c++ on Fedora (sudo dnf install gcc-c++), gcc on Arch. Or name yours in the environment variable CXX.`,
  );
}

/** Compiles the addon into an unpacked library, beside which it finds it wherever the folder is moved. */
export async function buildAddon(folder: string, compiler: string, build: AddonBuild): Promise<void> {
  const { library, sources, signal, env } = build;
  const binding = join(sources, 'binding');
  const units = (await readdir(binding)).filter((name) => name.endsWith('.cc')).map((name) => join(binding, name));
  await mkdir(join(folder, 'lib'), { recursive: true });
  const platform =
    process.platform === 'darwin'
      ? ['-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path', ...library.libraries.map(inFolder(folder))]
      : ['-Wl,-rpath,$ORIGIN', `-L${join(folder, 'lib')}`, ...library.libraries.map((name) => `-l:${name}`)];
  const { status, output } = await execute(
    compiler,
    [
      ...['-std=c++17', '-O3', '-fno-math-errno', '-fPIC', '-shared', '-w'],
      ...[`-DNAPI_VERSION=${NAPI_VERSION}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding'],
      ...[`-I${join(sources, 'node-api')}`, `-I${join(folder, 'include')}`],
      ...[...units, '-o', addonFile(folder), ...platform],
    ],
    { signal, env },
  );
  if (status === 0) return;
  const first = /^.*error.*$/im.exec(output)?.[0] ?? lastLine(output);
  throw new NativeError(
    'compiler',
    `${compiler} could not build the addon (status ${status}: ${first.trim()}). A C++17 compiler is needed, such as g++ 9 or clang 10; name yours in the environment variable CXX.`,
  );
}

const inFolder =
  (folder: string) =>
  (name: string): string =>
    join(folder, 'lib', name);
