import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { EngineError } from './engine-error.ts';
import { registerPortableGradients } from './kernels/portable-gradients.ts';
import { registerWasmKernels } from './kernels/wasm-kernels.ts';
import type { EngineName } from './types.ts';

export interface Backend {
  readonly name: EngineName;
  /** As users read it: engine, version and what does the work. */
  readonly description: string;
}

const starters: Readonly<Record<EngineName, () => Promise<string>>> = {
  tensorflow: startTensorflow,
  wasm: startWasm,
  cpu: startCpu,
};

let started: Promise<Backend> | undefined;

/**
 * Starts TensorFlow.js on one of its backends, once a process. `auto` takes native TensorFlow if it loads and WebAssembly
 * otherwise; never `cpu`, which trains a convolution a thousand times slower and is there for comparisons.
 * Throws an `EngineError` (`engine-unavailable`) if the one asked for can't start.
 */
export async function startBackend(name: EngineName | 'auto'): Promise<Backend> {
  const running = await started;
  if (running && (name === 'auto' || running.name === name)) return running;
  started = name === 'auto' ? startFirst(['tensorflow', 'wasm']) : start(name);
  try {
    return await started;
  } catch (error) {
    started = undefined;
    throw error;
  }
}

async function startFirst(names: readonly EngineName[]): Promise<Backend> {
  let last: unknown;
  for (const name of names) {
    try {
      return await start(name);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

async function start(name: EngineName): Promise<Backend> {
  try {
    const description = await starters[name]();
    registerPortableGradients();
    return { name, description };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new EngineError('engine-unavailable', `The engine '${name}' can't start: ${reason} ${advice[name]}`);
  }
}

const advice: Readonly<Record<EngineName, string>> = {
  tensorflow:
    "Install it again ('cellwright setup tensorflow'), or use the engine 'wasm', which needs no installation.",
  wasm: 'Install the packages anew (npm ci), or build again (npm run build).',
  cpu: 'Install the packages anew (npm ci).',
};

async function startTensorflow(): Promise<string> {
  const { startNative } = await import('./native/load.ts');
  return startNative();
}

async function startWasm(): Promise<string> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  // One trial a process uses two cores better than two threads in a trial, so the single-threaded build is chosen.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  tf.env().set('WASM_HAS_SIMD_SUPPORT', true);
  wasm.setWasmPaths(`${wasmFolder()}/`);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly module did not load.');
  await tf.ready();
  guardMemory();
  return `TensorFlow.js ${tf.version_core} on WebAssembly SIMD, ${registerWasmKernels()} kernels`;
}

/**
 * WebAssembly has 4 GB at most. TensorFlow.js does not look whether it got what it asked for and would write over what
 * lies at address 0.
 */
function guardMemory(): void {
  const { wasm } = tf.backend() as unknown as {
    readonly wasm: { _malloc(bytes: number): number; _free(address: number): void };
  };
  // At its first call the module puts the real function in the place of a stub.
  wasm._free(wasm._malloc(16));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    // A size of more than 32 bits would wrap to a small one.
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0;
    // Above 2 GB it comes back negative, which TensorFlow.js can't use either.
    if (address > 0 || bytes === 0) return address;
    wasm._free(address);
    throw new EngineError(
      'out-of-memory',
      `There is no memory for ${Math.ceil(bytes / 1e6)} MB more: WebAssembly has 4 GB at most. Use a smaller batch or a smaller network.`,
    );
  };
}

async function startCpu(): Promise<string> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  await tf.ready();
  return `TensorFlow.js ${tf.version_core} in plain JavaScript`;
}

const wasmFile = 'tfjs-backend-wasm-simd.wasm';

/** Beside the bundle; in tests, in the package. */
function wasmFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  if (existsSync(join(here, wasmFile))) return here;
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  const folder = join(dirname(manifest), 'wasm-out');
  if (!existsSync(join(folder, wasmFile))) throw new Error(`the file ${wasmFile} is missing.`);
  return folder;
}
