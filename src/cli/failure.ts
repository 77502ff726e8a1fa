import { RunError } from '../runs/run-error.ts';
import { UsageError, UserError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Says what is wrong and what to do, on the error stream; with `--json` also as a last line
 * `{"type": "error", "message", "hint"}` on the output. Returns the exit status.
 */
export function reportFailure(error: unknown, json: boolean, terminal: Terminal): number {
  const { message, hint, detail } = describe(error);
  if (json) terminal.out(`${JSON.stringify({ type: 'error', message, ...(hint === undefined ? {} : { hint }) })}\n`);
  terminal.err(`${terminal.styleError('red', 'error:')} ${message}\n`);
  if (hint !== undefined) terminal.err(`${hint}\n`);
  if (detail !== undefined) terminal.err(`${detail}\n`);
  return error instanceof UsageError ? 2 : 1;
}

function describe(error: unknown): { message: string; hint?: string | undefined; detail?: string | undefined } {
  if (error instanceof UserError || error instanceof UsageError) return { message: error.message, hint: error.hint };
  if (error instanceof RunError) return { message: error.message };
  const stack = error instanceof Error ? error.stack : undefined;
  return {
    message: error instanceof Error ? error.message : String(error),
    hint: process.env.CELLWRIGHT_DEBUG
      ? undefined
      : 'This was not expected. With CELLWRIGHT_DEBUG=1 the same command shows where it happened; please report that.',
    detail: process.env.CELLWRIGHT_DEBUG ? stack : undefined,
  };
}
