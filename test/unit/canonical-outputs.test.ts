import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { startBackend } from '../../src/engine/backend.ts';
import { buildModel } from '../../src/engine/model.ts';
import { isNetwork } from '../../src/network/attributes.ts';
import { canonicalHash, canonicalOrder } from '../../src/network/canonical.ts';
import { lower } from '../../src/network/lower.ts';
import type { Network } from '../../src/network/network.ts';
import type { Assignment, DecisionValue } from '../../src/space/decision.ts';
import type { SpaceModel } from '../../src/space/model.ts';
import { exampleSpaces, inputsFor } from '../examples/instances.ts';

/** Different assignments of one canonical form: neighbours of random ones that the form does not tell apart. */
function twins({ space, instantiate }: SpaceModel): [Network, Network][] {
  const found: [Network, Network][] = [];
  const source = random('twins');
  let built = 0;
  for (let i = 0; i < 6 && found.length < 2 && built < 120; i++) {
    const assignment = space.sample(source);
    const network = lower(instantiate(assignment));
    const hash = canonicalHash(network);
    for (const decision of source.shuffle(space.active(assignment))) {
      const value = anotherValue(assignment, decision.path, space, source);
      if (!value || ++built > 120) continue;
      const other = lower(instantiate(value));
      if (canonicalHash(other) !== hash) continue;
      found.push([network, other]);
      break;
    }
  }
  return found;
}

function anotherValue(
  assignment: Assignment,
  path: string,
  space: SpaceModel['space'],
  source: ReturnType<typeof random>,
): Assignment | undefined {
  for (let attempt = 0; attempt < 4; attempt++) {
    const drawn: DecisionValue | undefined = space.sample(source)[path];
    if (drawn === undefined || String(drawn) === String(assignment[path])) continue;
    return space.repair({ ...assignment, [path]: drawn }, random('same'));
  }
  return undefined;
}

/** Weights that depend on the place in the canonical form alone. */
function outputOf(network: Network): Float32Array {
  const model = buildModel(network, 'any');
  try {
    for (const { tensor, name } of model.variables) {
      const place = placeOf(network, name);
      if (place === undefined) continue;
      const source = random(place);
      const scale = 1 / Math.sqrt(tensor.size / (tensor.shape.at(-1) ?? 1));
      const values = Float32Array.from({ length: tensor.size }, () => source.normal() * scale);
      tf.tidy(() => tensor.assign(tf.tensor(values, tensor.shape)));
    }
    return tf.tidy(() => model.forward(inputsFor(network, random('examples')), 'inference').dataSync<'float32'>());
  } finally {
    model.dispose();
  }
}

/** `3 rnn/5 dense/kernel` as places instead of ids; undefined for a layer that the canonical form drops. */
function placeOf(network: Network, name: string): string | undefined {
  const [, id = '', rest = ''] = /^(\d+) \w+\/(.*)$/.exec(name) ?? [];
  const rank = canonicalOrder(network).indexOf(Number(id));
  if (rank < 0) return undefined;
  if (!/^\d+ \w+\//.test(rest)) return `${rank} ${rest}`;
  const body = Object.values(network.nodes[Number(id)]?.attributes ?? {}).find(isNetwork);
  const inner = body && placeOf(lower(body), rest);
  return inner === undefined ? undefined : `${rank} ${inner}`;
}

describe('assignments of one canonical form give equal outputs with equal weights', async () => {
  const spaces = await exampleSpaces(fileURLToPath(new URL('../..', import.meta.url)), 'small');
  beforeAll(() => startBackend('wasm'));
  let compared = 0;

  test.each(spaces.map(({ file, model }) => [file, model.name, model] as const))('%s: %s', (_file, _name, model) => {
    for (const [one, other] of twins(model)) {
      const [a, b] = [outputOf(one), outputOf(other)];
      expect(b).toHaveLength(a.length);
      const size = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
      b.forEach((value, i) => {
        expect(Math.abs(value - (a[i] ?? 0)) / size).toBeLessThan(1e-3);
      });
      compared++;
    }
  });

  test('there are such assignments in the examples', () => expect(compared).toBeGreaterThan(10));
});
