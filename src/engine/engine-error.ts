/** What went wrong in an engine; stable, for programs. */
export type EngineErrorCode =
  /** The engine asked for can't start here. */
  | 'engine-unavailable'
  /** An operation, or a use of it, that this engine can't train. */
  | 'untrainable'
  /** A data file is not there or can't be read. */
  | 'data-missing'
  /** A data file is not what it should be: wrong magic number, truncated, a value that is no number. */
  | 'data-malformed'
  /** The data are in order but don't fit the network, the split or the loss. */
  | 'data-mismatch'
  /** A word or value of the recipe that no engine knows. */
  | 'recipe'
  /** The loss became infinite or not a number. */
  | 'diverged'
  /** The engine has no memory left for this network and batch. */
  | 'out-of-memory'
  | 'aborted';

/** An error to show to users as it is: says what is wrong, where, and what to do. */
export class EngineError extends Error {
  constructor(
    readonly code: EngineErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'EngineError';
  }
}
