import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'webview/**/*.test.ts', 'test/unit/**/*.test.ts'],
    testTimeout: 60_000,
    // Two cores: more workers only fight for them.
    maxWorkers: 2,
    globalSetup: ['./scripts/kernels.mjs'],
    setupFiles: ['./scripts/group-by.mjs'],
    // Its gradients come only as modules that Node itself can't load.
    server: { deps: { inline: [/@tensorflow\/tfjs-core/] } },
  },
});
