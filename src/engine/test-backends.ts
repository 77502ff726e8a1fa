import { startBackend } from './backend.ts';
import { registerWasmKernels, type WasmKernels } from './kernels/wasm-kernels.ts';
import { findInstallation } from './native/installation.ts';
import type { EngineName } from './types.ts';

/** What a test of the engine runs on: WebAssembly with each set of kernels, and native TensorFlow if it is installed. */
export type TestBackend = `wasm, ${WasmKernels} kernels` | 'tensorflow';

/** With CELLWRIGHT_TEST_NATIVE native TensorFlow alone, whether it is installed or not. */
export const testBackends: readonly TestBackend[] = process.env.CELLWRIGHT_TEST_NATIVE
  ? ['tensorflow']
  : ['wasm, composed kernels', 'wasm, own kernels', ...(findInstallation() ? (['tensorflow'] as const) : [])];

/** For tests that hold on any engine and take their time. */
export const testEngine: EngineName = process.env.CELLWRIGHT_TEST_NATIVE ? 'tensorflow' : 'wasm';

export async function startTestBackend(backend: TestBackend): Promise<void> {
  if (backend === 'tensorflow') {
    await startBackend('tensorflow');
    return;
  }
  await startBackend('wasm');
  registerWasmKernels(backend === 'wasm, own kernels' ? 'own' : 'composed');
}
