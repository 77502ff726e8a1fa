import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSearch } from './load-search.ts';
import { unsatisfiable } from './satisfiable.ts';

const asked = async (require: string, widths: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'cellwright-'));
  try {
    const file = join(folder, 'x.cell');
    writeFileSync(
      file,
      `space Small {
  input image(8x8x1) -> flatten
  -> repeat 1..6 fresh { dense(${widths}) -> relu }
  -> dense(10)
}
dataset digits { source builtin("digits") }
train quick { epochs 1 }
search s { space Small  data digits  train quick  trials 5  maximize accuracy  require ${require} }
`,
    );
    return unsatisfiable((await loadSearch(file, undefined)).search, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('constraints known before training', () => {
  it('are kept by what is found in a small and in a large space, however rare', async () => {
    expect(await asked('params <= 1k', '8 | 64 | 512')).toBeUndefined();
    // One width in 1,000 for each of one to six layers: drawing alone does not meet it.
    expect(await asked('params <= 90', '1..1000')).toBeUndefined();
  });

  it('that nothing keeps are told with the nearest', async () => {
    // The smallest: 64 × 8 + 8, then 8 × 10 + 10.
    expect((await asked('params < 600', '8 | 64 | 512'))?.message).toMatch(
      /^No architecture was found that keeps 'params < 600' \(all 1092\): the nearest has params 610\. Allow/,
    );
    expect((await asked('params < 80 and depth >= 1', '1..1000'))?.message).toMatch(
      /keeps 'params < 80' \(\d+ tried\): the nearest has params 85\./,
    );
    expect(await asked('accuracy > 2', '8 | 64')).toBeUndefined();
  });
});
