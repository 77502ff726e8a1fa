import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costOf } from '../network/cost.ts';
import { lower } from '../network/lower.ts';
import type { Network, NetworkNode } from '../network/network.ts';
import type { MetricsRecord } from '../protocol/run-events.ts';
import type { Assignment } from '../space/decision.ts';
import type { Evaluation, SearchModel } from '../space/model.ts';
import { lineReader, type Report } from './command-report.ts';
import type { Effects } from './coordinator.ts';
import type { TrialRequest } from './plan.ts';
import { RunError } from './run-error.ts';
import { runProgram } from './run-program.ts';
import { measuresToEvaluate } from './search-plan.ts';
import { TrialError } from './trial-error.ts';

type Command = Extract<Evaluation, { kind: 'command' }>;

/** Stands for the file with the architecture in a command line. */
const place = '{architecture}';

/**
 * Lets the program of `evaluate command(…)` judge trials. It starts in the folder of the source file, without a shell,
 * once a trial; what it reads and prints is in docs/commands.md.
 */
export function commandEvaluator(search: SearchModel, command: Command, folder: string) {
  const needed = measuresToEvaluate(search);
  const limit = search.budget.trialSeconds;
  const evaluate: Effects['evaluate'] = async (request, epoch, signal) => {
    if (request.measures) {
      throw new RunError(
        `A program can't score architectures without training, as '${request.measures[0]}' would: use 'by: params' or 'by: macs', or another strategy.`,
      );
    }
    const started = performance.now();
    const text = `${JSON.stringify(architectureOf(search, command, request))}\n`;
    const file = command.words.some((word) => word.includes(place)) ? await temporaryFile(text) : undefined;
    try {
      let last: MetricsRecord = {};
      const lines = lineReader((report: Report) => {
        if (report.epoch === undefined) last = { ...last, ...report.metrics };
        else {
          last = { ...last, ...report.metrics };
          epoch(report.epoch, report.epochs ?? report.epoch, report.metrics);
        }
      });
      await runProgram({
        words: command.words.map((word) => (file ? word.replaceAll(place, file.path) : word)),
        folder,
        input: text,
        output: lines.push,
        signal,
        ...(limit !== undefined && { seconds: limit }),
      });
      lines.end();
      const missing = needed.find((name) => !(name in last));
      if (missing !== undefined) throw new TrialError('error', noMeasure(command, missing, last));
      return { metrics: last, seconds: (performance.now() - started) / 1000 };
    } finally {
      await file?.remove();
    }
  };
  const description = command.words.join(' ');
  return { engine: 'command', description, capacity: Number.POSITIVE_INFINITY, evaluate, close: () => {} };
}

function noMeasure(command: Command, name: string, printed: MetricsRecord): string {
  const names = Object.keys(printed);
  const what = names.length === 0 ? 'no line of JSON' : `only ${names.join(', ')}`;
  return `'${command.words.join(' ')}' ended without '${name}', which the search reads: it printed ${what}. Let it print, for instance, {"${name}": 0.5}.`;
}

/** What the program reads: everything that decides its result. */
function architectureOf(search: SearchModel, command: Command, request: TrialRequest) {
  const { assignment, fidelity, seed, trial } = request;
  const network = search.space.instantiate(assignment);
  const { params, macs } = costOf(network);
  return {
    version: 1,
    trial,
    seed,
    /** Share of a full training. */
    fidelity,
    space: search.space.name,
    choices: choicesOf(search, assignment),
    assignment,
    params,
    macs,
    network: plainNetwork(lower(network)),
    ...(command.recipe && { train: command.recipe(assignment) }),
  };
}

/** Decisions as they are written in the source. */
function choicesOf({ search }: SearchModel, assignment: Assignment): Record<string, string | number | string[]> {
  return Object.fromEntries(
    search.active(assignment).map((decision) => {
      const value = assignment[decision.path];
      if (decision.kind === 'choice') return [decision.path, decision.options[value as number] ?? ''];
      if (decision.kind !== 'subset') return [decision.path, value as number];
      return [decision.path, (value as readonly number[]).map((i) => decision.options[i] ?? '')];
    }),
  );
}

/** Primitive operations in an order in which they can run; without the places that they come from. */
function plainNetwork({ nodes, inputs, output }: Network): unknown {
  const plain = ({ id, op, inputs: reads, attributes, type }: NetworkNode) => ({
    id,
    op,
    inputs: reads,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        typeof value === 'object' && 'nodes' in value ? plainNetwork(value) : value,
      ]),
    ),
    type,
  });
  return { nodes: nodes.map(plain), inputs, output };
}

async function temporaryFile(text: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'cellwright-'));
  const path = join(folder, 'architecture.json');
  await writeFile(path, text);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
