import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Assignment, Decision } from '../../src/space/decision.ts';
import { pythonWith } from './python.ts';

export interface OptunaSearch {
  readonly decisions: readonly Decision[];
  readonly cost: (assignment: Assignment) => number;
  readonly trials: number;
  readonly seed: number;
  readonly multivariate: boolean;
}

/** Optuna's TPE in a process of its own. */
export interface Optuna {
  /** The least cost that it finds, NaN without Optuna: it proposes, this side says what a proposal costs. */
  least(search: OptunaSearch): Promise<number>;
  close(): void;
}

export function startOptuna(): Optuna {
  let started: { readonly lines: AsyncIterator<string>; say(what: unknown): void; end(): void } | undefined;
  const start = (): typeof started => {
    const python = pythonWith('optuna', '5.0.0');
    if (python === undefined) return undefined;
    const program = spawn(python, [join(__dirname, 'peers/optuna_search.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    // Whatever goes wrong there ends its output, and with it the search.
    program.on('error', () => {});
    program.stdin.on('error', () => {});
    return {
      lines: createInterface({ input: program.stdout })[Symbol.asyncIterator](),
      say: (what) => program.stdin.write(`${JSON.stringify(what)}\n`),
      end: () => program.stdin.end(),
    };
  };
  return {
    async least({ cost, ...search }) {
      started ??= start();
      let least = Number.NaN;
      started?.say(search);
      for (let trial = 0; started && trial < search.trials; trial++) {
        const { value, done } = await started.lines.next();
        if (done) return Number.NaN;
        const found = cost(JSON.parse(value) as Assignment);
        if (!(found >= least)) least = found;
        started.say(found);
      }
      return least;
    },
    close: () => started?.end(),
  };
}
