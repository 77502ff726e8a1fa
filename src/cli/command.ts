import type { Terminal } from './terminal.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value in help: `FILE`, `N`. */
  readonly value?: string;
  readonly doc: string;
}

/** The words of a command line after checking: only options that the command has, of the kind that it declares. */
export interface Invocation {
  readonly words: readonly string[];
  readonly json: boolean;
  text(option: string): string | undefined;
  flag(option: string): boolean;
  /** A whole number in [min, max], or a `UsageError`. */
  integer(option: string, min: number, max?: number): number | undefined;
  /** One of the words, or a `UsageError` that names the nearest. */
  word<W extends string>(option: string, words: readonly W[]): W | undefined;
  readonly terminal: Terminal;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name: `FILE [--json]`. */
  readonly usage: string;
  /** Paragraphs below the usage. */
  readonly details: string;
  readonly examples: readonly string[];
  readonly words: { readonly min: number; readonly max: number; readonly missing: string };
  readonly options: Readonly<Record<string, Option>>;
  /** Returns the exit status. Loads what it needs itself, so that `--help` loads nothing. */
  run(invocation: Invocation): Promise<number>;
}
