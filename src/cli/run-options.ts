import type { RunOverrides } from '../protocol/run-boundary.ts';
import type { Invocation, Option } from './command.ts';

/** Options of `search` and `resume` that stand for what the source says. */
export const runOptions = {
  workers: { type: 'string', value: 'N', doc: 'Trials at a time, each in a process of its own (the search says).' },
  trials: { type: 'string', value: 'N', doc: 'How many trials in all (the search says).' },
} satisfies Record<string, Option>;

export const engines = ['auto', 'tensorflow', 'wasm', 'cpu'] as const;

export function runOverrides({ integer, word }: Invocation): RunOverrides {
  const seed = integer('seed', 0);
  const workers = integer('workers', 1, 256);
  const trials = integer('trials', 1);
  const engine = word('engine', engines);
  return {
    ...(seed !== undefined && { seed }),
    ...(workers !== undefined && { workers }),
    ...(trials !== undefined && { trials }),
    ...(engine !== undefined && { engine }),
  };
}
