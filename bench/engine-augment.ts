import { startBackend } from '../src/engine/backend.ts';
import { benchStep } from './engine-step.ts';
import { median, type Row, timed } from './row.ts';

/** Steps of a round: about half a second each. */
const steps = { mlp: 60, cnn: 20, nas: 3 } as const;
const ROUNDS = 7;
const augment = [
  { name: 'crop', parameters: { padding: 4 } },
  { name: 'flip', parameters: {} },
  { name: 'cutout', parameters: { size: 8 } },
  { name: 'mixup', parameters: { alpha: 0.2 } },
];

/**
 * What augmentation adds to a training step on WebAssembly, as a share of the step without it: the training thread does
 * both. Steps with and without take turns.
 */
export async function augmentRows(): Promise<Row[]> {
  await startBackend('wasm');
  const rows: Row[] = [];
  for (const network of ['mlp', 'cnn', 'nas'] as const) {
    const [plain, augmented] = [benchStep(network), benchStep(network, augment)];
    const times: { readonly plain: number[]; readonly augmented: number[] } = { plain: [], augmented: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.plain.push(...(await timed(steps[network], 2, plain)));
      times.augmented.push(...(await timed(steps[network], 2, augmented)));
    }
    const share = median(times.augmented) / median(times.plain) - 1;
    rows.push({ id: `augment.${network}`, unit: '% of a step', ours: 100 * share });
  }
  return rows;
}
