import { random } from '../../src/base/random.ts';
import type { RunEvent } from '../../src/protocol/run-events.ts';

/** The events of a run of `trials` trials with two objectives; every seventh fails. */
export function runEvents(trials: number, epochs = 5): RunEvent[] {
  const source = random(1);
  let time = 1_700_000_000_000;
  const events: RunEvent[] = [
    {
      type: 'run.started',
      time,
      format: 1,
      run: '2026-11-21-1800-front',
      search: 'front',
      space: 'DigitsCell',
      file: 'examples/digits-cell.cell',
      strategy: { name: 'random', parameters: {} },
      objectives: [
        { measure: 'accuracy', direction: 'maximize' },
        { measure: 'params', direction: 'minimize' },
      ],
      report: ['depth', 'test_accuracy'],
      seed: 7,
      workers: 2,
      engine: 'wasm',
      trials,
      architectures: '15625',
      versions: { cellwright: '0.1.0' },
    },
  ];
  for (let trial = 0; trial < trials; trial++) {
    const width = source.pick([8, 16, 32, 64]);
    const limit = 0.9 + 0.06 * source.next() + 0.0004 * width;
    const assignment = { 'normal.n1.e0': source.integer(5), width };
    const hash = `hash${trial}`;
    events.push({ type: 'trial.started', time, trial, assignment, hash, fidelity: 1, seed: trial });
    if (trial % 7 === 6) {
      time += 100;
      events.push({ type: 'trial.failed', time, trial, kind: 'error', message: 'The loss is not a number.' });
      continue;
    }
    let accuracy = 0;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      time += 700;
      accuracy = limit * (1 - Math.exp(-epoch));
      const metrics = { loss: 2 * Math.exp(-epoch), accuracy, train_loss: 1.8 * Math.exp(-epoch) };
      events.push({ type: 'trial.epoch', time, trial, epoch, epochs, metrics });
    }
    const metrics = {
      accuracy,
      params: width * 431,
      macs: width * 21_000,
      depth: 9,
      top_5: 1,
      test_accuracy: accuracy - 0.004,
    };
    const objectives = [metrics.accuracy, metrics.params];
    events.push({ type: 'trial.finished', time, trial, metrics, objectives, violations: [], seconds: 0.7 * epochs });
  }
  return events;
}
