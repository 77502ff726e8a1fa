import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('the kernels compile to the same bytes each time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cellwright-kernels-'));
  const file = join(folder, 'again.wasm');
  try {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/kernels.mjs'), file], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(readFileSync(file).equals(readFileSync(join(root, 'dist/kernels.wasm')))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
