import type { TrialFailed } from '../protocol/run-events.ts';

/** What ends one trial and leaves the run alone. */
export class TrialError extends Error {
  override readonly name = 'TrialError';

  constructor(
    readonly kind: TrialFailed['kind'],
    message: string,
  ) {
    super(message);
  }
}
