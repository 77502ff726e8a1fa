import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf } from '../network/cost.ts';
import { NetworkError } from '../network/network-error.ts';
import type { SpaceModel } from './model.ts';
import { countSatisfying } from './satisfying.ts';
import { satisfyingText } from './satisfying-text.ts';
import { elaborateText } from './test/open.ts';
import { spaceText } from './test/random-spaces.ts';

/** With a requirement that about half of the architectures keep. */
async function halved(text: string) {
  const { spaces } = await elaborateText(text);
  const params = measured(spaces[0]?.model, (network) => costOf(network).params);
  const limit = params.sort((a, b) => a - b)[params.length >> 1] ?? 0;
  const required = await elaborateText(text.replace(/\n}$/, `\n  require params <= ${limit}\n}`));
  return { space: required.spaces[0], kept: params.filter((n) => n <= limit).length };
}

function measured(model: SpaceModel | undefined, of: (network: ReturnType<SpaceModel['instantiate']>) => number) {
  return [...(model?.space.enumerate() ?? [])].flatMap((assignment) => {
    try {
      return [of((model as SpaceModel).instantiate(assignment))];
    } catch (error) {
      if (error instanceof NetworkError) return [];
      throw error;
    }
  });
}

const small = async (text: string): Promise<boolean> => {
  const { spaces } = await elaborateText(text);
  const count = spaces[0]?.model.space.count;
  return count !== undefined && count > 1n && count <= 400n;
};

test('small spaces are counted as brute force counts them; samples of them come near', async () => {
  let far = 0;
  let estimated = 0;
  await fc.assert(
    fc.asyncProperty(spaceText, async (text) => {
      if (!(await small(text))) return;
      const { space, kept } = await halved(text);
      if (!space) return;
      const { model, tree } = space;
      expect(model.satisfying()).toMatchObject({ count: BigInt(kept), error: 0 });
      const estimate = countSatisfying(model, tree, model.constraints, 0n);
      expect(countSatisfying(model, tree, model.constraints, 0n)).toEqual(estimate);
      const share = kept / Number(model.space.count);
      estimated++;
      if (Math.abs((estimate?.share ?? 0) - share) > 4 * Math.max(estimate?.error ?? 0, 0.01)) far++;
    }),
    { numRuns: 25, seed: 3 },
  );
  expect(estimated).toBeGreaterThan(5);
  expect(far).toBeLessThanOrEqual(1);
});

test('memory of a small space is the least and the most of all', async () => {
  await fc.assert(
    fc.asyncProperty(spaceText, async (text) => {
      if (!(await small(text))) return;
      const model = (await elaborateText(text)).spaces[0]?.model;
      const all = measured(model, (network) => costOf(network).memory);
      expect(model?.memory()).toEqual({ min: Math.min(...all), max: Math.max(...all), exact: true });
    }),
    { numRuns: 15, seed: 4 },
  );
});

test('as text', () => {
  expect(satisfyingText({ share: 0.25, error: 0, looked: 8, count: 2n })).toBe('2 architectures (25 %)');
  expect(satisfyingText({ share: 0.3141, error: 0.0123, looked: 1000 })).toBe('about 31 % ± 1.2 % (1,000 drawn)');
  expect(satisfyingText({ share: 0, error: 0, looked: 60 })).toBe('none of 60 that were drawn');
});
