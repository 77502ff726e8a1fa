import { assetFile } from '../assets.ts';
import { composedBatchNorm, provideBatchNorm } from './batch-norm.ts';
import { registerComposedKernels } from './composed-kernels.ts';
import { provideCrossEntropy } from './cross-entropy.ts';
import { provideLayerNorm } from './layer-norm.ts';
import { registerOwnKernels } from './own-kernels.ts';
import { startOwnModule } from './own-module.ts';
import { plainUpdater, provideUpdater } from './update.ts';

/** `own`: compiled from src/engine/kernels/assembly. `composed`: of shipped kernels, for where those are not built. */
export type WasmKernels = 'own' | 'composed';

/**
 * Hangs the project's training kernels on the WebAssembly backend, which must be the active one; without a wish, our own
 * if they are built. Returns which.
 */
export function registerWasmKernels(wish?: WasmKernels): WasmKernels {
  // What has no kernel of our own stays as composed.
  registerComposedKernels();
  provideBatchNorm('wasm', composedBatchNorm);
  provideLayerNorm('wasm', undefined);
  provideCrossEntropy('wasm', undefined);
  provideUpdater('wasm', plainUpdater);
  const file = assetFile('kernels.wasm', '../../dist');
  if (wish === 'composed' || (wish === undefined && file === undefined)) return 'composed';
  if (file === undefined) throw new Error('kernels.wasm is not built (npm run build).');
  registerOwnKernels(startOwnModule(file));
  return 'own';
}
