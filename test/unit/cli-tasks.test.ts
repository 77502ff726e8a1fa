import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, endOf, eventsOf, temporaryFolder } from './run-cli.ts';

/** The metrics of the only trial of a source, trained by the command line. */
async function metricsOf(source: string, more: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries({ ...more, 'task.cell': source })) writeFileSync(join(folder, name), text);
  const { stdout, stderr, status } = await cellwright(['search', 'task.cell', '--engine', 'wasm', '--json'], {
    cwd: folder,
  });
  expect([stderr, status]).toEqual(['', 0]);
  const [best] = endOf(eventsOf(stdout)).best;
  if (!best) throw new Error('No trial finished.');
  return best.metrics;
}

test('two classes by one output: dense(1) and sigmoid', async () => {
  const metrics = await metricsOf(`
    space Cells { input vector(30) -> dense(16) -> relu -> dense(1) -> sigmoid }
    dataset cancer { source builtin("breast_cancer")  split 60%, 20%, 20%  normalize on }
    train fit { epochs 12  batch 32  optimizer adam(lr: 1e-2)  loss binary_cross_entropy }
    search s {
      space Cells  data cancer  train fit  trials 1
      maximize auc  report precision, recall, f1, accuracy, log_loss, test_auc
    }`);
  expect(metrics.auc).toBeGreaterThan(0.98);
  for (const name of ['accuracy', 'precision', 'recall', 'f1', 'test_auc'])
    expect(metrics[name], name).toBeGreaterThan(0.9);
  expect(metrics.log_loss).toBeCloseTo(metrics.loss as number, 5);
});

test('a number to predict: dense(1) and mean squared error', async () => {
  const metrics = await metricsOf(`
    space Line { input vector(10) -> dense(16) -> tanh -> dense(1) }
    dataset diabetes { source builtin("diabetes")  split 60%, 20%, 20%  normalize on }
    train fit { epochs 15  batch 16  optimizer adam(lr: 1e-2)  loss mse }
    search s { space Line  data diabetes  train fit  trials 1  minimize rmse  report mae, r2, test_r2 }`);
  expect(metrics.r2).toBeGreaterThan(0.3);
  expect(metrics.mae).toBeLessThan(metrics.rmse as number);
  expect(metrics.rmse).toBeLessThan(75);
});

test('a language model with a recurrent cell of its own, unrolled over time', async () => {
  const metrics = await metricsOf(
    `
    cell turn(x, h) {
      nodes gate = sigmoid(linear(concat(x, h), 24))
      nodes new = tanh(linear(concat(x, h), 24))
      nodes out = gate * h + new
      return out
    }
    space Letters { input tokens(8, vocab: 5) -> embedding(8) -> rnn(turn, units: 24) -> dense(5) }
    dataset rhyme { source text("rhyme.txt", length: 8)  split 80%, 10%, 10% }
    train read { epochs 10  batch 8  optimizer adam(lr: 2e-2)  loss cross_entropy  clip 1 }
    search s { space Letters  data rhyme  train read  trials 1  minimize perplexity  report accuracy }`,
    { 'rhyme.txt': 'abcd aab '.repeat(150) },
  );
  // After 'a' come 'b', 'a' or 'b' again: what was before has to be remembered.
  expect(metrics.perplexity).toBeLessThan(1.35);
  expect(metrics.accuracy).toBeGreaterThan(0.85);
});
