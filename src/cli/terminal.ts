import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Where a command prints. Everything that depends on the terminal is decided here, once. */
export interface Terminal {
  /** Results: what a pipe or a file should receive. */
  out(text: string): void;
  /** Messages: what a person reads while results go elsewhere. */
  err(text: string): void;
  /** Styled on `out` if that is a terminal that shows colour; unchanged otherwise. */
  style(format: Format, text: string): string;
  /** The same for `err`. */
  styleError(format: Format, text: string): string;
  /** True if `out` can be redrawn in place. */
  readonly live: boolean;
  /** Characters a line. */
  readonly columns: number;
}

/** NO_COLOR and FORCE_COLOR as at no-color.org and force-color.org: set and not empty (or `0`). */
function showsColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
}

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  // `cellwright runs | head`: the reader is gone, nobody is left to tell.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // Who has something to end first listens for the signal of that.
    if (!process.emit('SIGPIPE')) process.exit(process.exitCode ?? 0);
  });
  const outColour = showsColour(stdout);
  const errColour = showsColour(stderr);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    style: (format, text) => (outColour ? styleText(format, text, { validateStream: false }) : text),
    styleError: (format, text) => (errColour ? styleText(format, text, { validateStream: false }) : text),
    live: stdout.isTTY === true && process.env.TERM !== 'dumb',
    columns: stdout.columns ?? 100,
  };
}
