import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { elaboratePath } from './test/open.ts';

const folder = 'test/spaces';
const files = readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)));

const darts = 1_037_664_180n;
const product = (factors: readonly bigint[]): bigint => factors.reduce((a, b) => a * b, 1n);

function choose(n: bigint, k: bigint): bigint {
  let ways = 1n;
  for (let i = 0n; i < k; i++) ways = (ways * (n - i)) / (i + 1n);
  return ways;
}

/** Ten edges, each none or one of six motifs; a motif that no edge uses has no decisions. */
function hierarchical(): bigint {
  let total = 0n;
  for (let used = 0n; used <= 6n; used++) {
    let edges = 0n;
    for (let j = 0n; j <= used; j++) edges += (j % 2n ? -1n : 1n) * choose(used, j) * (used + 1n - j) ** 10n;
    total += choose(6n, used) * edges * (6n ** 6n) ** used;
  }
  return total;
}

/** Sizes from the papers (docs of each file say which), or counted by hand where none is published. */
const sizes: Readonly<Record<string, bigint>> = {
  'nasbench201 NB201': 15_625n,
  'nasbench101 NB101': 2n ** 21n * 3n ** 5n,
  'darts DARTS': darts * darts,
  'pnas PNAS': 556_627_761_561_600n,
  'pnas_growing PNASLevels': [1, 2, 3, 4, 5]
    .map((blocks) => product(Array.from({ length: blocks }, (_, b) => BigInt((b + 2) ** 2 * 64))))
    .reduce((a, b) => a + b),
  'enas_macro ENASMacro': 6n ** 12n * 2n ** 66n,
  'enas_micro ENASMicro': (720n * 720n * 5n ** 10n) ** 2n,
  'enas_micro_published Published': 129_600_000_000n,
  'recurrent ENASRNN': 8_036_313_307_545_600n,
  'recurrent DARTSRNN': 2_642_411_520n,
  'zoph_chain Chain': 64n ** 15n * 2n ** 105n,
  'hierarchical Hierarchical': hierarchical(),
  'nasnet NASNet': (720n * 720n * 13n ** 10n * 2n ** 5n) ** 2n,
  'binarised BNAS': (180n * 64n ** 4n) ** 2n,
  // per turn: 8 widths, bn or not, 3 rates; 3 activations for all turns
  'mlp Table': 3n * (48n + 48n ** 2n + 48n ** 3n + 48n ** 4n),
  // per turn: before or after, 3 numbers of heads; before or after, 3 ratios, 3 activations; 3 widths, 2 positions
  'transformer Encoder': 6n * [2n, 3n, 4n, 5n, 6n].map((n) => 108n ** n).reduce((a, b) => a + b),
  'digits Digits': 3n * 3n * 3n * 15_625n * 22_500n * 6n,
};

test.each(files.filter((f) => f !== 'blocks.cell' && f !== 'pc_darts.cell'))(
  '%s has the size that it has',
  async (file) => {
    const { spaces, diagnostics } = await elaboratePath(`${folder}/${file}`);
    expect(diagnostics).toEqual([]);
    expect(spaces.length).toBeGreaterThan(0);
    for (const { model } of spaces) {
      const size = sizes[`${file.replace('.cell', '')} ${model.name}`];
      if (size !== undefined) expect(model.space.count).toBe(size);
      const source = random(file);
      for (let i = 0; i < 10; i++) {
        const network = model.instantiate(model.space.sample(source));
        expect(network.nodes.length).toBeGreaterThan(1);
      }
    }
  },
);

test('a DARTS cell and a PNAS block count as published', async () => {
  const [normal] = (await elaboratePath(`${folder}/darts.cell`)).cells;
  expect(normal?.count).toBe(darts);
  const [block] = (await elaboratePath(`${folder}/pnas.cell`)).cells;
  expect(block?.count).toBe(556_627_761_561_600n);
});

test('the examples of the product count as their comments say', async () => {
  const [nasbench] = (await elaboratePath('examples/nasbench201.cell')).spaces;
  expect(nasbench?.model.space.count).toBe(15_625n);
  const [digits] = (await elaboratePath('examples/digits.cell')).spaces;
  // 3 widths, 2 activations, one or two turns of 2 kernels and no dropout or one of 2 rates
  expect(digits?.model.space.count).toBe(3n * 2n * (6n + 36n));
});
