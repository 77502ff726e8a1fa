import type { ModelSource } from './models.ts';

/** After what waits now. A worker in a browser has no `setImmediate`. */
function nextTurn(run: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(run);
  else setTimeout(run, 0);
}

/**
 * What someone waits for at every key goes before what can wait. A check of a file runs for tens of milliseconds without
 * a break: a completion that was asked for must be answered, and its answer sent, before one begins.
 */
export class Attention {
  private asked = 0;
  private readonly waiting: (() => void)[] = [];

  /** The handler of a request that others step back for, until its answer is sent. */
  first<P extends unknown[], R>(handler: (...params: P) => R): (...params: P) => Promise<Awaited<R>> {
    return async (...params: P): Promise<Awaited<R>> => {
      this.asked++;
      try {
        return await handler(...params);
      } finally {
        // One turn until it is handed to the writer, one until it is written.
        nextTurn(() => nextTurn(() => this.answered()));
      }
    };
  }

  /** A source that begins when nobody waits. */
  last(source: ModelSource): ModelSource {
    return {
      model: async (uri) => {
        await this.free();
        return source.model(uri);
      },
    };
  }

  /** When nobody waits. A request that has come but was not read yet counts too: hence the turn before the question. */
  private async free(): Promise<void> {
    await new Promise<void>((resolve) => nextTurn(resolve));
    while (this.asked > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private answered(): void {
    if (--this.asked > 0) return;
    for (const go of this.waiting.splice(0)) go();
  }
}
