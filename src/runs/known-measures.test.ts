import { expect, test } from 'vitest';
import { createNetworkBuilder } from '../network/draft.ts';
import { image } from '../network/tensor-type.ts';
import type { SearchModel } from '../space/model.ts';
import { knownMeasures } from './known-measures.ts';

const b = createNetworkBuilder();
const network = b.finish(b.add('relu', [b.input(image(4, 4, 2))]));
const row = { op: 'relu', k: '', stride: '', dilation: '', groups: '', cin: '', cout: '', h: '', w: '', ms: 0.5 };

test('the latency of a device is known before training, where a search names one', () => {
  const without = knownMeasures({} as SearchModel)(network);
  expect(without.latency_model).toBeUndefined();
  const search = { device: { rows: [row], overhead: 1 } } as unknown as SearchModel;
  expect(knownMeasures(search)(network)).toEqual({ ...without, latency_model: 1.5 });
});
