import type { SourceRange } from './network.ts';

/** A network that can't be: an operation that does not fit what it reads. The message is for the user. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly range: SourceRange | undefined;

  constructor(message: string, range?: SourceRange) {
    super(message);
    this.range = range;
  }
}
