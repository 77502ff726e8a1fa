import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { TrialJob } from '../engine/types.ts';
import { canonicalHash } from '../network/canonical.ts';
import { costOf } from '../network/cost.ts';
import { createEvaluator } from './evaluator.ts';
import { loadSearch } from './load-search.ts';
import type { CachedResult } from './result-cache.ts';
import type { WorkerPool } from './worker-pool.ts';

const digits = fileURLToPath(new URL('../../examples/digits-cell.cell', import.meta.url));

it('reuses what training gave of an equal network, never what its own unused parts cost', async () => {
  const { search } = await loadSearch(join(digits), 'front');
  const results = new Map<string, CachedResult>();
  const jobs: TrialJob[] = [];
  const pool: WorkerPool = {
    start: async () => ({ engine: 'wasm', description: '' }),
    evaluate: async (job) => {
      jobs.push(job);
      return { metrics: { accuracy: 0.5, ...costOf(job.network) }, epochs: [], seconds: 1, leakedTensors: 0 };
    },
    describe: async () => undefined,
    close: () => {},
  };
  const cache = {
    get: (key: string) => results.get(key),
    put: (key: string, r: CachedResult) => void results.set(key, r),
  };
  const evaluator = await createEvaluator({ search, dataFolder: '/', run: () => 'r', engine: 'wasm', cache, pool });

  // Node 1 is read by nobody: what stands on its edge changes the parameters, not the function.
  const decisions = search.space.space.decisions;
  const choices = Object.fromEntries(
    decisions.map((d) => [
      d.path,
      d.kind === 'choice' ? (d.path.startsWith('normal/n3/edge[x]') ? 1 : 0) : d.kind === 'subset' ? [] : d.min,
    ]),
  );
  const edge = 'normal/n1/edge[x]';
  const light = { ...choices, [edge]: 0 };
  const heavy = { ...choices, [edge]: 3 };
  const [a, b] = [light, heavy].map((assignment) => search.space.instantiate(assignment));
  const hash = canonicalHash(a!);
  expect(canonicalHash(b!)).toBe(hash);
  expect(costOf(b!).params).toBeGreaterThan(costOf(a!).params);

  const signal = new AbortController().signal;
  const trial = (number: number, assignment: typeof light) =>
    evaluator.evaluate(
      { trial: number, assignment, fidelity: 1, hash, seed: 1 },
      () => {},
      signal,
      () => {},
    );
  const first = await trial(1, light);
  const second = await trial(2, heavy);
  expect(jobs).toHaveLength(1);
  expect(second.reused).toEqual({ run: 'r', trial: 1 });
  expect(second.metrics.accuracy).toBe(first.metrics.accuracy);
  expect(second.metrics.params).toBe(costOf(b!).params);
});

it('a table gives short evaluations the first objective from other columns, and the rest as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cw-table-'));
  try {
    writeFileSync(join(folder, 't.csv'), 'code,low,mid,full,cost\n0,1,2,3,9\n1,4,5,6,8\n');
    writeFileSync(
      join(folder, 's.cell'),
      `space S { input image(8x8x1) -> (relu | silu) -> global_avg_pool -> dense(10) }
       search s { space S evaluate table("t.csv", key: code) maximize full minimize cost strategy asha fidelity columns(low, mid) }`,
    );
    const { search } = await loadSearch(join(folder, 's.cell'), 's');
    const cache = { get: () => undefined, put: () => {} };
    const pool = {} as WorkerPool; // a table asks for none
    const of = { search, dataFolder: folder, run: () => 'r', engine: 'auto', cache, pool };
    const { evaluate } = await createEvaluator(of);
    const paths = search.space.space.decisions.map(({ path }) => path);
    const at = async (fidelity: number) => {
      const request = { trial: 1, assignment: { [String(paths[0])]: 1 }, fidelity, hash: '', seed: 1 };
      const { signal } = new AbortController();
      return (
        await evaluate(
          request,
          () => {},
          signal,
          () => {},
        )
      ).metrics;
    };
    expect([await at(1 / 9), await at(1 / 3), await at(1)].map(({ full, cost }) => [full, cost])).toEqual([
      [4, 8],
      [5, 8],
      [6, 8],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
