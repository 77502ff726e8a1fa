import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { openProject } from '../project/project.ts';
import type { MetricsRecord } from '../protocol/run-events.ts';
import { commandEvaluator } from './command-evaluator.ts';
import { parseReport } from './command-report.ts';
import { RunError } from './run-error.ts';
import { TrialError } from './trial-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'cellwright-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one trial of a search whose program is a Node script. */
async function trial(
  script: string,
  { clauses = '', args = '', signal = new AbortController().signal, command = '' } = {},
) {
  writeFileSync(join(folder, 'program.mjs'), script);
  const line = command || `'${process.execPath}' program.mjs ${args}`;
  const text = `space S { input vector(3) -> dense(4 | 8) -> dense(2) }
train t { epochs 4  optimizer sgd(lr: 0.1)  loss cross_entropy }
search q { space S  train t  evaluate command("${line}")  maximize score  trials 2  ${clauses} }`;
  const project = openProject({ readText: async (uri) => (uri === 'file:///q.cell' ? text : undefined) });
  const { searches, diagnostics } = await project.model('file:///q.cell');
  const [search] = searches;
  if (search?.evaluate.kind !== 'command') throw new Error(diagnostics.map((d) => d.message).join());
  const evaluator = commandEvaluator(search, search.evaluate, folder);
  const epochs: [number, number, MetricsRecord][] = [];
  const assignment = search.search.sample(random(1));
  const request = { trial: 3, assignment, fidelity: 0.5, hash: 'h', seed: 7 };
  const outcome = await evaluator.evaluate(
    request,
    (...report) => epochs.push(report),
    signal,
    () => {},
  );
  return { ...outcome, epochs };
}

test('the program reads the architecture on its standard input', async () => {
  const { metrics } = await trial(`
    let text = '';
    for await (const piece of process.stdin) text += piece;
    const job = JSON.parse(text);
    const wrong = [
      job.version !== 1, job.trial !== 3, job.seed !== 7, job.fidelity !== 0.5, job.space !== 'S',
      !['4', '8'].includes(job.choices['dense.units']), job.train.optimizer.parameters.lr !== 0.1,
      job.network.nodes[1].attributes.units !== Number(job.choices['dense.units']), job.network.output !== 2,
      job.network.nodes[2].type.features !== 2, job.network.nodes[1].provenance !== undefined,
    ];
    console.log(JSON.stringify({ score: wrong.indexOf(true), params: job.params }));
  `);
  expect(metrics).toMatchObject({ score: -1 });
});

test('or in a file, whose path stands in the command line; it is gone afterwards', async () => {
  const { metrics } = await trial(
    `import { readFileSync, writeFileSync } from 'node:fs';
     const path = process.argv[2].replace('--job=', '');
     writeFileSync('path.txt', path);
     console.log(JSON.stringify({ score: JSON.parse(readFileSync(path, 'utf8')).seed }));`,
    { args: '--job={architecture}' },
  );
  expect(metrics).toEqual({ score: 7 });
  expect(existsSync(readFileSync(join(folder, 'path.txt'), 'utf8'))).toBe(false);
});

test('lines with an epoch are reports on the way; other text is its own', async () => {
  const { metrics, epochs } = await trial(`
    console.log('Loading …');
    console.log('{"epoch": 1, "epochs": 2, "score": 0.25}');
    process.stdout.write('{"epoch": 2, "epochs": 2, "sc');
    await new Promise((resolve) => setTimeout(resolve, 30));
    process.stdout.write('ore": 0.5}\\r\\n{"loss": NaN}');
  `);
  expect(epochs).toEqual([
    [1, 2, { score: 0.25 }],
    [2, 2, { score: 0.5 }],
  ]);
  expect(metrics).toEqual({ score: 0.5, loss: Number.NaN });
});

test.each([
  ['console.log("{}")', "ended without 'score', which the search reads: it printed no line of JSON"],
  ['console.log(JSON.stringify({ accuracy: 1 }))', 'it printed only accuracy'],
  ['console.log("{score: 1}")', 'begins like JSON but is none: {score: 1}'],
  ['process.exit(3)', 'ended with status 3'],
  ['console.error("warming up"); throw new TypeError("no GPU")', 'ended with status 1: TypeError: no GPU'],
])('%s fails the trial, and the message says why', async (script, message) => {
  const error = await trial(script).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TrialError);
  expect((error as TrialError).kind).toBe('error');
  expect((error as TrialError).message).toContain(message);
});

test('a program that there is not ends the run: no trial could succeed', async () => {
  const error = await trial('', { command: 'no-such-program-here x' }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RunError);
  expect((error as RunError).message).toContain("The program 'no-such-program-here'");
});

/** A program that never ends and has started another one, whose heart beats into a file. */
const endless = `
  import { spawn } from 'node:child_process';
  const heart = "setInterval(() => require('node:fs').appendFileSync('beats.txt', '.'), 20)";
  spawn(process.execPath, ['-e', heart], { stdio: 'inherit' });
  setInterval(() => {}, 1000);
`;
const beats = (): number =>
  existsSync(join(folder, 'beats.txt')) ? readFileSync(join(folder, 'beats.txt')).length : 0;
async function expectGone(): Promise<void> {
  const before = beats();
  expect(before).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(beats()).toBe(before);
}

test('a trial that takes too long is ended, with what it started', async () => {
  const error = await trial(endless, { clauses: 'trial_time 2s' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ kind: 'timeout', message: expect.stringContaining('more than 2 seconds') });
  await expectGone();
});

test('a cancelled one too, with the reason of the cancellation', async () => {
  const abort = new AbortController();
  rmSync(join(folder, 'beats.txt'), { force: true });
  const running = trial(endless, { signal: abort.signal }).catch((reason: unknown) => reason);
  await expect.poll(beats, { timeout: 10_000 }).toBeGreaterThan(0);
  abort.abort(new Error('stopped'));
  expect(await running).toMatchObject({ message: 'stopped' });
  await expectGone();
});

test('words, lists and texts in a report are left out', () => {
  expect(parseReport('{"score": 1, "note": "x", "list": [1], "ok": true, "bad": -Infinity}')).toEqual({
    metrics: { score: 1, ok: 1, bad: Number.NaN },
  });
});
