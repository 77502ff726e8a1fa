import { dirname } from 'node:path';
import { random } from '../src/base/random.ts';
import { openProject } from '../src/project/project.ts';
import { corpus, mutated } from '../test/mutations.ts';
import type { Row } from './row.ts';

/** Files after which the services are made anew, as if the editor had been started again. */
const EACH = 2000;
/** Milliseconds that a file may take. */
const MOST = 200;

const uri = 'file:///fuzz.cell';

/**
 * Mutated files, each with its own seed: how many make the project throw or log a defect, and how long the slowest takes.
 * Each is an edit of the one before.
 */
export async function fuzz(files: number): Promise<Row[]> {
  const texts = corpus(dirname(__dirname));
  const from = Number(process.env.BENCH_FUZZ_FROM ?? 0);
  const told: string[] = [];
  const { error } = console;
  console.error = (...parts: unknown[]) => told.push(parts.map(String).join(' '));
  let exceptions = 0;
  let slowest = 0;
  let check = checker();
  for (let seed = from; seed < from + files; seed++) {
    if (seed % EACH === 0) {
      check = checker();
      process.stderr.write(`${seed}: ${exceptions} exceptions, slowest ${slowest.toFixed(0)} ms\n`);
    }
    const source = random(`fuzz ${seed}`);
    const text = mutated(source.pick(texts), texts, source);
    const found = await outcome(text, check, told);
    if (found.problem) {
      exceptions++;
      process.stderr.write(`seed ${seed}: ${found.problem.split('\n').slice(0, 4).join(' ')}\n`);
    }
    let { time } = found;
    // What else the machine does is not the text's fault: a slow one is looked at again, with nothing known.
    for (let again = 0; again < 2 && time > MOST; again++) {
      const other = checker();
      await outcome('', other, told);
      time = Math.min(time, (await outcome(text, other, told)).time);
    }
    if (time > MOST) process.stderr.write(`seed ${seed}: ${time.toFixed(0)} ms\n`);
    slowest = Math.max(slowest, time);
  }
  console.error = error;
  return [
    { id: `fuzz.${files}.exceptions`, unit: 'files', ours: exceptions, goal: { atMost: 0 } },
    { id: `fuzz.${files}.slowest`, unit: 'ms', ours: slowest, goal: { atMost: MOST } },
  ];
}

type Check = (text: string) => Promise<void>;

function checker(): Check {
  let current = '';
  const project = openProject({ readText: async (wanted) => (wanted === uri ? current : undefined) });
  return async (text) => {
    current = text;
    const model = await project.model(uri);
    for (const { space } of model.spaces) void space.count;
    for (const cell of model.cells) void cell.count;
  };
}

async function outcome(text: string, check: Check, told: string[]): Promise<{ time: number; problem?: string }> {
  told.length = 0;
  const start = performance.now();
  try {
    await check(text);
  } catch (cause) {
    told.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  }
  const time = performance.now() - start;
  return { time, ...(told[0] !== undefined && { problem: told[0] }) };
}
