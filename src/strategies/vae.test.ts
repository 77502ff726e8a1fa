import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { encodeSlots, slotsOf } from './encoding.ts';
import { withDefaults } from './registry.ts';
import { divergence } from './surrogates/variational-autoencoder.ts';
import { choice, mixedDecisions, problemOf, testSpace } from './test-space.ts';
import { latentSpace, vae } from './vae.ts';

/** Six choices of five: 15,625 points, as the cells of NAS-Bench-201. */
const cells = testSpace(Array.from({ length: 6 }, (_, i) => choice(`edge${i}`, 5)));
const defaults = withDefaults(vae, {});

test('KL(N(1, ½²) ‖ N(0, 1)) = 0.818147', () => {
  expect(divergence(1, Math.log(0.5))).toBeCloseTo(0.818147, 6);
});

test('decoding what was encoded gives back at least 99% of all architectures', () => {
  const points = latentSpace(cells, defaults);
  const slots = slotsOf(cells.decisions);
  let right = 0;
  for (const assignment of cells.enumerate()) {
    const picks = encodeSlots(slots, assignment);
    if (points.decode(points.encode(picks)).every((pick, slot) => pick === picks[slot])) right++;
  }
  expect(right / 15_625).toBeGreaterThanOrEqual(0.99);
});

test('every point between two architectures is an architecture', () => {
  const space = testSpace(mixedDecisions);
  const strategy = vae.create(problemOf(space), { ...defaults, epochs: 3, startup: 4 }, random(1));
  const legal = new Set([...space.enumerate()].map((assignment) => space.key(assignment)));
  for (let i = 0; i < 12; i++) {
    for (const proposal of strategy.propose(1)) {
      expect(legal).toContain(space.key(proposal.assignment));
      strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [i], violations: [] } });
    }
  }
});

test('finds the best of 15,625 sums in fewer trials than chance', () => {
  // 60 random trials reach 20 of 24 in half of the runs.
  const strategy = vae.create(problemOf(cells), defaults, random(2));
  let best = 0;
  for (let trial = 0; trial < 60; trial++) {
    for (const proposal of strategy.propose(1)) {
      const score = Object.values(proposal.assignment).reduce<number>((sum, option) => sum + Number(option), 0);
      best = Math.max(best, score);
      strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [score], violations: [] } });
    }
  }
  expect(best).toBeGreaterThanOrEqual(23);
});
