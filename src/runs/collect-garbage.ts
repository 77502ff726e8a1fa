import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's `gc`: without a type a full collection. */
type Collect = (options?: { type: 'minor' }) => void;

/** Trials from one full collection to the next. */
const FULL = 16;

let collect: Collect | undefined;
let trials = 0;

/**
 * Frees what the last trial left at once. Left to itself V8 lets a worker grow by a fifth over hundreds of trials before
 * it looks. A full collection throws away compiled code with the last trial's objects, and compiling it anew takes a
 * fifth of a core through the next second, beside the other workers: so most trials end with a collection of the young.
 */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
  }
  trials++;
  if (trials % FULL === 0) collect();
  else collect({ type: 'minor' });
}
