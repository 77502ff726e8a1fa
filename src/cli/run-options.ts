import { parseQuantity } from '../language/quantities.ts';
import type { RunOverrides } from '../protocol/run-boundary.ts';
import type { Invocation, Option } from './command.ts';
import { UsageError } from './errors.ts';

/** Options of `search` and `resume` that stand for what the source says. */
export const runOptions = {
  workers: { type: 'string', value: 'N', doc: 'Trials at a time, each in a process of its own (the search says).' },
  trials: { type: 'string', value: 'N', doc: 'How many trials in all (the search says).' },
  time: { type: 'string', value: 'TIME', doc: 'Time at work, such as 90s, 30min or 2h (the search says).' },
} satisfies Record<string, Option>;

export const engines = ['auto', 'tensorflow', 'wasm', 'cpu'] as const;

export function runOverrides({ integer, text, word }: Invocation): RunOverrides {
  const seed = integer('seed', 0);
  const workers = integer('workers', 1, 256);
  const trials = integer('trials', 1);
  const engine = word('engine', engines);
  const seconds = timeOf(text('time'));
  return {
    ...(seed !== undefined && { seed }),
    ...(workers !== undefined && { workers }),
    ...(trials !== undefined && { trials }),
    ...(seconds !== undefined && { seconds }),
    ...(engine !== undefined && { engine }),
  };
}

/** As in the language: a number with its unit. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const quantity = parseQuantity(text);
  if (quantity?.dimension === 'time' && quantity.value > 0) return quantity.value;
  throw new UsageError(`'--time ${text}' is not a time.`, 'Write a number with its unit: 90s, 30min, 2h.');
}
