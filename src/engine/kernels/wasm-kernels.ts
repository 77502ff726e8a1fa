import { registerComposedKernels } from './composed-kernels.ts';

/** Hangs the project's training kernels on the WebAssembly backend, which must be the active one. Returns their name. */
export function registerWasmKernels(): string {
  registerComposedKernels();
  return 'composed training kernels';
}
