import { startBackend } from '../src/engine/backend.ts';
import { benchSteps } from './engine-step.ts';
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

/** A step with augmentation over one without, where a thread augments ahead of the steps. */
const goals: Readonly<Record<string, number>> = { cnn: 1.1, nas: 1.1 };

/**
 * A training step on WebAssembly with augmentation over one without: `overlap` where a thread augments ahead of the
 * steps, as in trainings of some length; `inline` where the training thread does it. All three take turns.
 */
export async function augmentRows(): Promise<Row[]> {
  await startBackend('wasm');
  const rows: Row[] = [];
  for (const network of ['mlp', 'cnn', 'nas'] as const) {
    const trainings = {
      plain: benchSteps(network),
      inline: benchSteps(network, augment),
      overlap: benchSteps(network, augment, 'ahead'),
    };
    const times: Record<keyof typeof trainings, number[]> = { plain: [], inline: [], overlap: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of ['plain', 'inline', 'overlap'] as const) {
        times[name].push(...(await timed(steps[network], 2, trainings[name].step)));
      }
    }
    for (const training of Object.values(trainings)) await training.close();
    const [ours, inline, peer] = [median(times.overlap), median(times.inline), median(times.plain)];
    const atMost = goals[network];
    rows.push(
      {
        id: `augment.overlap.${network}`,
        unit: 'ms/step',
        ours,
        peer,
        ...(atMost !== undefined && { goal: { atMost, of: 'ratio' } }),
      },
      { id: `augment.inline.${network}`, unit: 'ms/step', ours: inline, peer },
    );
  }
  return rows;
}
