import { defineConfig } from 'vitest/config';
import { gradientsFile } from './scripts/unit-setup.mjs';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'webview/**/*.test.ts', 'test/unit/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more workers only fight for them.
    maxWorkers: 2,
    globalSetup: ['./scripts/unit-setup.mjs'],
    setupFiles: ['./scripts/group-by.mjs'],
    alias: { '@tensorflow/tfjs-core/dist/register_all_gradients': gradientsFile },
  },
});
