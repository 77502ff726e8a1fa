import { beforeAll, describe, expect, test } from 'vitest';
import { startTestBackend, testBackends } from '../test-backends.ts';
import { slopes } from './gradient-check.ts';
import { layerCases } from './layer-cases.ts';
import { layers } from './table.ts';

describe.each(testBackends)('on %s, gradients equal differences of the forward pass', (backend) => {
  beforeAll(() => startTestBackend(backend));
  test.each(layerCases)('%s', (_name, type, build) => {
    const all = slopes(type, build);
    const largest = Math.max(...all.map(({ measured }) => Math.abs(measured)));
    for (const { name, measured, computed } of all) {
      const scale = Math.max(Math.abs(measured), 0.02 * largest, 1e-3);
      expect(Math.abs(computed - measured) / scale, `${name}: ${computed} instead of ${measured}`).toBeLessThan(1e-2);
    }
  });

  test('every layer has a case', () => {
    // These have no gradient by the input (tokens), or one that differs from the function's on purpose (signs).
    const elsewhere = ['embedding', 'bin_conv'];
    const covered = new Set(layerCases.map(([name]) => name.split(' ')[0]));
    expect([...layers.keys()].filter((name) => !covered.has(name) && !elsewhere.includes(name))).toEqual([]);
  });
});
