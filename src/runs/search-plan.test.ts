import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import type { TrialJob } from '../engine/types.ts';
import type { SearchModel } from '../space/model.ts';
import { loadSearch } from './load-search.ts';
import { cacheKey } from './result-cache.ts';
import { createPlan, measuresToEvaluate } from './search-plan.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const load = async (file: string, name?: string): Promise<SearchModel> =>
  (await loadSearch(join(examples, file), name)).search;
const named: [string, string][] = [
  ['digits.cell', 'digits_search'],
  ['digits-cell.cell', 'front'],
  ['mnist.cell', 'mnist_search'],
  ['nasbench201.cell', 'cifar10'],
  ['nasbench201.cell', 'fast'],
  ['wine.cell', 'table'],
];

describe('the plan of a search', () => {
  it('tells rows of a table apart, or networks if it is told so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plan-'));
    const proposed = async (more: string): Promise<number> => {
      const file = join(folder, 'twice.cell');
      writeFileSync(join(folder, 't.csv'), 'ops,score\n00,1\n01,2\n10,3\n11,4\n');
      // The first sigmoid, or the second: two rows, one network.
      writeFileSync(
        file,
        `space S { input vector(4) -> maybe sigmoid -> maybe sigmoid -> dense(3) } search s { space S evaluate table("t.csv", key: ops${more}) maximize score strategy grid }`,
      );
      const strategy = createPlan((await loadSearch(file, undefined)).search, 1).createStrategy();
      return strategy.propose(10).length;
    };
    try {
      expect([await proposed(''), await proposed(', canonical: off'), await proposed(', canonical: on')]).toEqual([
        4, 4, 3,
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is tested on every example that searches: one trial is no search', () => {
    const files = readdirSync(examples)
      .filter((file) => file.endsWith('.cell'))
      .filter((file) => /^ {2}trials (?!1\b)/m.test(readFileSync(join(examples, file), 'utf8')));
    expect(new Set(named.map(([file]) => file))).toEqual(new Set(files));
  });

  it.each(named)(
    'of %s %s proposes feasible architectures that differ, and the same ones again',
    async (file, name) => {
      const search = await load(file, name);
      const propose = (seed: number): string[] => {
        const plan = createPlan(search, seed);
        const strategy = plan.createStrategy();
        const results = random('results');
        return Array.from({ length: 25 }, () => {
          const [proposal] = strategy.propose(1);
          if (!proposal) throw new Error('Nothing was proposed.');
          const { infeasible, hash, measures } = plan.describe(proposal.assignment);
          expect(infeasible).toBeUndefined();
          expect(hash).toMatch(/^[0-9a-f]{32}$/);
          for (const constraint of search.constraints) {
            if (constraint.beforeTraining) expect(constraint.violation(measures)).toBe(0);
          }
          const objectives = search.objectives.map(() => results.next());
          strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });
          return plan.key(proposal.assignment);
        });
      };
      const first = propose(1);
      expect(new Set(first).size).toBe(25);
      expect(propose(1)).toEqual(first);
      expect(propose(2)).not.toEqual(first);
    },
  );

  it('seeds trials by run, network and recipe: equal ones alike, others not', async () => {
    const search = await load('nasbench201.cell', 'cifar10');
    const plan = createPlan(search, 1);
    const cell = (...ops: number[]) =>
      Object.fromEntries(search.search.decisions.map((decision, i) => [decision.path, ops[i] ?? 0]));
    // Through node 1 or through node 2 alone: the same network.
    const [a, b, c] = [cell(3, 0, 0, 0, 1, 0), cell(0, 3, 0, 0, 0, 1), cell(3, 0, 0, 0, 2, 0)].map(plan.describe);
    expect(b).toEqual(a);
    expect(c?.hash).not.toBe(a?.hash);
    expect(c?.seed).not.toBe(a?.seed);
    expect(createPlan(search, 2).describe(cell(3, 0, 0, 0, 1, 0)).seed).not.toBe(a?.seed);
  });

  it('asks an evaluation only for what is not known of the network', async () => {
    expect(measuresToEvaluate(await load('digits-cell.cell'))).toEqual(['accuracy']);
    expect(measuresToEvaluate(await load('nasbench201.cell', 'fast'))).toEqual([
      'c10_val12',
      'latency_ms_raspi4',
      'c10_test200',
    ]);
  });

  it('says which strategy or how many objectives it can not take', async () => {
    const search = await load('digits-cell.cell');
    expect(() => createPlan({ ...search, strategy: { name: 'magic', parameters: {} } }, 1)).toThrow(
      "There is no strategy 'magic'. There are: random, grid,",
    );
    const evolution = { name: 'regularized_evolution', parameters: {} };
    expect(() => createPlan({ ...search, strategy: evolution }, 1)).toThrow(/takes one objective.*has 2/);
  });
});

describe('the key of a cached result', () => {
  const job: Omit<TrialJob, 'network'> = {
    recipe: {
      epochs: 5,
      batch: 32,
      optimizer: { name: 'adam', parameters: { lr: 0.1 } },
      schedule: { name: 'cosine', parameters: {} },
      loss: { name: 'cross_entropy', parameters: {} },
    },
    dataset: {
      source: { name: 'idx', parameters: { images: 'blocks.cell' } },
      split: [0.8, 0.2, 0],
      normalize: true,
      augment: [],
    },
    folder: examples,
    seed: 1,
    fidelity: 1,
    measures: ['accuracy'],
  };
  it('differs with whatever may change the result, data files included', () => {
    const keys = [
      cacheKey(job, 'hash', 'wasm', '1.0'),
      cacheKey(job, 'other', 'wasm', '1.0'),
      cacheKey(job, 'hash', 'tensorflow', '1.0'),
      cacheKey(job, 'hash', 'wasm', '1.1'),
      cacheKey({ ...job, seed: 2 }, 'hash', 'wasm', '1.0'),
      cacheKey({ ...job, fidelity: 0.5 }, 'hash', 'wasm', '1.0'),
      cacheKey({ ...job, fidelity: 0.5, shortened: 'examples' }, 'hash', 'wasm', '1.0'),
      cacheKey({ ...job, measures: ['latency'] }, 'hash', 'wasm', '1.0'),
      cacheKey({ ...job, recipe: { ...job.recipe, epochs: 6 } }, 'hash', 'wasm', '1.0'),
      cacheKey({ ...job, recipe: { ...job.recipe, clip: 1 } }, 'hash', 'wasm', '1.0'),
      cacheKey({ ...job, recipe: { ...job.recipe, ema: 0.9 } }, 'hash', 'wasm', '1.0'),
      cacheKey(
        { ...job, recipe: { ...job.recipe, earlyStopping: { patience: 1, minDelta: 0 } } },
        'hash',
        'wasm',
        '1.0',
      ),
      cacheKey({ ...job, dataset: { ...job.dataset, take: 10 } }, 'hash', 'wasm', '1.0'),
      cacheKey({ ...job, dataset: { ...job.dataset, folds: 2 } }, 'hash', 'wasm', '1.0'),
      // The same words, another file behind them.
      cacheKey({ ...job, folder: join(examples, 'data') }, 'hash', 'wasm', '1.0'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(cacheKey({ ...job }, 'hash', 'wasm', '1.0')).toBe(keys[0]);
  });

  it('differs when one of several files changes, or one in the folders of a folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cellwright-key-'));
    mkdirSync(join(folder, 'images', 'cats'), { recursive: true });
    const files = ['a.bin', 'b.bin', 'images/cats/1.png'].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, 'x');
    const keyOf = (train: string): string => {
      const source = { name: 'cifar', parameters: { train } };
      return cacheKey({ ...job, folder, dataset: { ...job.dataset, source } }, 'hash', 'wasm', '1.0');
    };
    const before = [keyOf('a.bin, b.bin'), keyOf('images')];
    for (const file of files.slice(1)) writeFileSync(file, 'longer');
    const after = [keyOf('a.bin, b.bin'), keyOf('images')];
    rmSync(folder, { recursive: true });
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });
});
