import { expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { encodeSlots, slotsOf } from '../encoding.ts';
import { denseLayers } from '../neural/dense.ts';
import { withDefaults } from '../registry.ts';
import { graphEncoder } from '../surrogates/graph-encoder.ts';
import { divergence } from '../surrogates/variational-autoencoder.ts';
import { choice, mixedDecisions, problemOf, testSpace } from '../test-space.ts';
import { latentSpace, vae } from './vae.ts';

/** Six choices of five: 15,625 points, as the cells of NAS-Bench-201. */
const cells = testSpace(Array.from({ length: 6 }, (_, i) => choice(`edge${i}`, 5)));
const defaults = withDefaults(vae, {});

test('KL(N(1, ½²) ‖ N(0, 1)) = 0.818147', () => {
  expect(divergence(1, Math.log(0.5))).toBeCloseTo(0.818147, 6);
});

test('decoding what was encoded gives back at least 99% of all architectures', () => {
  const points = latentSpace({ space: cells }, defaults);
  const slots = slotsOf(cells.decisions);
  let right = 0;
  for (const assignment of cells.enumerate()) {
    const picks = encodeSlots(slots, assignment);
    if (points.decode(points.encode(assignment)).every((pick, slot) => pick === picks[slot])) right++;
  }
  expect(right / 15_625).toBeGreaterThanOrEqual(0.99);
});

/** Cells of four operations, one after the other, between an input and an output. */
const chain = testSpace(Array.from({ length: 4 }, (_, i) => choice(`node${i}`, 3)));
const graph = (a: Assignment) => {
  const details = ['in', ...Object.values(a).map((option) => `op ${option}`), 'out'];
  return { labels: details, details, inputs: details.map((_, i) => (i === 0 ? [] : [i - 1])) };
};

test('a graph is read whatever the order of its nodes', () => {
  const encoder = graphEncoder(4, 8, 2);
  const { layers } = denseLayers(encoder.shapes, random(1));
  const reader = encoder.make(layers);
  const read = (labels: number[], inputs: number[][]): Float64Array => {
    const outputs = labels.map((_, node) => inputs.flatMap((read, other) => (read.includes(node) ? [other] : [])));
    const hidden = new Float64Array(encoder.size);
    reader.forward({ labels, inputs, outputs }, hidden);
    return hidden;
  };
  const plain = read([0, 1, 2, 3], [[], [0], [0], [1, 2]]);
  const other = read([0, 2, 1, 3], [[], [0], [0], [2, 1]]);
  for (const [i, value] of plain.entries()) expect(other[i]).toBeCloseTo(value, 12);
  expect(read([0, 1, 2, 3], [[], [0], [1], [1, 2]])).not.toEqual(plain);
});

test('the gradient of the graph encoder is that of differences', () => {
  const encoder = graphEncoder(3, 4, 2);
  const { layers, weights, gradient } = denseLayers(encoder.shapes, random(3));
  const reader = encoder.make(layers);
  const input = { labels: [0, 1, 2], inputs: [[], [0], [0, 1]], outputs: [[1, 2], [2], []] };
  const target = Float64Array.from({ length: encoder.size }, (_, i) => Math.sin(i));
  const value = (): number => {
    const hidden = new Float64Array(encoder.size);
    reader.forward(input, hidden);
    return hidden.reduce((sum, h, i) => sum + h * (target[i] as number), 0);
  };
  value();
  reader.backward(Float64Array.from(target));
  for (let i = 0; i < weights.length; i += 3) {
    const at = weights[i] as number;
    weights[i] = at + 1e-6;
    const above = value();
    weights[i] = at - 1e-6;
    const below = value();
    weights[i] = at;
    expect(gradient[i]).toBeCloseTo((above - below) / 2e-6, 5);
  }
});

test('decoding what was read as a graph gives back at least 95% of all chains', () => {
  const points = latentSpace({ space: chain, graph }, { ...defaults, encoder: 'graph' });
  const slots = slotsOf(chain.decisions);
  let right = 0;
  for (const assignment of chain.enumerate()) {
    const picks = encodeSlots(slots, assignment);
    if (points.decode(points.encode(assignment)).every((pick, slot) => pick === picks[slot])) right++;
  }
  expect(right / 81).toBeGreaterThanOrEqual(0.95);
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
