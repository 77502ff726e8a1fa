import type { Terminal } from './terminal.ts';

/** A terminal that keeps what is printed, without colour. */
export function fakeTerminal(options: { live?: boolean; columns?: number } = {}): {
  readonly terminal: Terminal;
  readonly printed: { out: string; err: string };
} {
  const printed = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    style: (_, text) => text,
    styleError: (_, text) => text,
    live: options.live ?? false,
    columns: options.columns ?? 100,
  };
  return { terminal, printed };
}
