import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';
import { addonFile } from './build-addon.ts';
import { findInstallation } from './installation.ts';
import { registerNativeKernels } from './native-kernels.ts';

/**
 * Starts TensorFlow.js on native TensorFlow: of this user, or of a folder that is not an installation yet. Returns the
 * description. Throws an `EngineError` if there is none; a library that does not fit the machine ends the process.
 */
export async function startNative(folder = process.env[FOLDER]): Promise<string> {
  const found = folder === undefined ? findInstallation() : { addon: addonFile(folder), version: '' };
  if (!found) {
    throw new EngineError(
      'engine-unavailable',
      "Native TensorFlow is not installed. Install it ('cellwright setup tensorflow', or 'Cellwright: Install Native TensorFlow' in VS Code), or use the engine 'wasm', which needs no installation.",
    );
  }
  if (tf.findBackend('tensorflow')) {
    await tf.setBackend('tensorflow');
    return descriptionOf(found.version);
  }
  prepareProcess();
  const addon: unknown = createRequire(import.meta.url)(found.addon);
  // tfjs-node's own main file looks for the addon in its package; only its backend and kernels are used.
  const { NodeJSKernelBackend } = await import('@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js');
  await import('@tensorflow/tfjs-node/dist/register_all_kernels.js');
  const backend = new NodeJSKernelBackend(addon as never, '@tensorflow/tfjs-node');
  tf.registerBackend('tensorflow', () => backend as unknown as tf.KernelBackend);
  if (!(await tf.setBackend('tensorflow'))) throw new Error('the backend did not start.');
  await tf.ready();
  registerNativeKernels();
  return descriptionOf(found.version);
}

const descriptionOf = (version: string): string => `TensorFlow ${version} with native code`.replace('  ', ' ');

/** A folder to load from instead of the user's installation. */
const FOLDER = 'CELLWRIGHT_TENSORFLOW';

function prepareProcess(): void {
  // Node 23 removed a function that tfjs-node 4.22 calls.
  const removed = util as { isNullOrUndefined?: (value: unknown) => boolean };
  removed.isNullOrUndefined ??= (value) => value === null || value === undefined;
  // The library reads these when it loads. One trial a process uses two cores better than two threads in a trial.
  const settings = {
    // Off by default on some processors, where convolutions then take three times as long.
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_NUM_INTRAOP_THREADS: '1',
    TF_NUM_INTEROP_THREADS: '1',
    OMP_NUM_THREADS: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
  };
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
}
