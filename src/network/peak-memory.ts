import type { Network, NetworkNode } from './network.ts';
import { elements } from './tensor-type.ts';

/** At inference these give the memory that they read. */
export const views: ReadonlySet<string> = new Set(['identity', 'dropout', 'drop_path', 'flatten', 'reshape']);

/** A step that writes one buffer and reads others; steps stand in an order that works. */
export interface Step {
  /** What it writes, in any unit. */
  readonly size: number;
  /** Steps whose buffers it reads, each once. */
  readonly reads: readonly number[];
}

/** States of a stretch that are looked at before the best order found so far is taken. */
const MOST_STATES = 500;

/**
 * The least memory, in values, in which one example passes the network: over all orders of its operations, the most that is
 * live at once. A tensor lives from when it is written until its last reader is done; what does not lead to the output is
 * not run.
 */
export function peakValues({ nodes, output }: Pick<Network, 'nodes' | 'output'>): number {
  const owner = nodes.map(({ id }) => id);
  for (const { id, op, inputs } of nodes) if (views.has(op)) owner[id] = owner[inputs[0]!]!;
  const last = owner[output]!;
  const needed = new Set([last]);
  for (let id = last; id >= 0; id--) {
    if (needed.has(id)) for (const input of nodes[id]!.inputs) needed.add(owner[input]!);
  }
  const steps: NetworkNode[] = nodes.filter(({ id }) => needed.has(id));
  const place = new Map(steps.map(({ id }, i) => [id, i]));
  return leastPeak(
    steps.map(({ type, inputs }) => ({
      size: elements(type),
      reads: [...new Set(inputs.map((input) => place.get(owner[input]!)!))],
    })),
  );
}

/**
 * The least peak of the orders of some steps, all of which lead to the last one. Exact unless a stretch between two moments
 * with a single live buffer has very many orders; then that of the better of two good ones.
 */
export function leastPeak(steps: readonly Step[]): number {
  const lastReader = steps.map((_, i) => i);
  steps.forEach(({ reads }, i) => {
    for (const read of reads) lastReader[read] = i;
  });
  lastReader[steps.length - 1] = steps.length;
  let peak = 0;
  let start = 0;
  let live = 0;
  for (let i = 0; i < steps.length; i++) {
    live++;
    // Once each: a buffer dies with its last reader.
    for (const read of steps[i]!.reads) if (lastReader[read] === i) live--;
    // Everything before leads here, everything after comes from here: orders of the two don't mix.
    if (live > 1 && i < steps.length - 1) continue;
    peak = Math.max(peak, stretchPeak(steps, start, i + 1));
    start = i + 1;
  }
  return peak;
}

/** Of the steps from `start` to `end`, which read each other and the buffer of the step before. */
function stretchPeak(steps: readonly Step[], start: number, end: number): number {
  const before = start === 0 ? 0 : steps[start - 1]!.size;
  if (end - start === 1) return before + steps[start]!.size;
  const stretch = stretchOf(steps, start, end, before);
  // Cells repeat, at other sizes too: only how their sizes compare matters.
  const unit = stretch.steps.reduce((divisor, { size }) => commonDivisor(divisor, size), 0);
  const key = stretch.steps.map(({ size, reads }) => `${size / unit}:${reads.join()}`).join(';');
  let peak = known.get(key);
  if (peak === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    peak = leastOf(stretch) / unit;
    known.set(key, peak);
  }
  return peak * unit;
}

/** Least peaks of stretches, in units of the common divisor of their sizes. */
const known = new Map<string, number>();
const MOST_KNOWN = 2000;

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

function leastOf(stretch: Stretch): number {
  const least = stretch.steps.reduce((most, { size, reads }) => {
    const read = reads.reduce((sum, i) => sum + stretch.steps[i]!.size, 0);
    return Math.max(most, size + read);
  }, 0);
  const inOrder = walk(stretch, (ready) => ready[0]!);
  if (inOrder === least) return least;
  const found = Math.min(inOrder, walk(stretch, best));
  return found === least ? least : (searched(stretch, least, found) ?? found);
}

/** Steps by themselves: the buffer that was there before is written by a step 0 that is done already. */
interface Stretch {
  readonly steps: readonly Step[];
  readonly readers: readonly (readonly number[])[];
}

function stretchOf(all: readonly Step[], start: number, end: number, before: number): Stretch {
  const steps: Step[] = [{ size: before, reads: [] }];
  for (let i = start; i < end; i++) {
    const { size, reads } = all[i]!;
    steps.push({ size, reads: reads.map((read) => read - start + 1) });
  }
  const readers: number[][] = steps.map(() => []);
  steps.forEach(({ reads }, i) => {
    for (const read of reads) readers[read]!.push(i);
  });
  return { steps, readers };
}

/** Where an order has got to. */
interface State {
  /** 1 for each step that is done. */
  readonly done: Uint8Array;
  readonly count: number;
  readonly live: number;
  readonly peak: number;
}

function first({ steps }: Stretch): State {
  const done = new Uint8Array(steps.length);
  done[0] = 1;
  return { done, count: 1, live: steps[0]!.size, peak: steps[0]!.size };
}

function readySteps({ steps }: Stretch, { done }: State): number[] {
  const ready: number[] = [];
  for (let i = 0; i < steps.length; i++) {
    if (done[i] !== 1 && steps[i]!.reads.every((read) => done[read] === 1)) ready.push(i);
  }
  return ready;
}

function after({ steps, readers }: Stretch, { done, count, live, peak }: State, step: number): State {
  const now = done.slice();
  now[step] = 1;
  const during = live + steps[step]!.size;
  let left = during;
  for (const read of steps[step]!.reads) {
    if (readers[read]!.every((reader) => now[reader] === 1)) left -= steps[read]!.size;
  }
  return { done: now, count: count + 1, live: left, peak: Math.max(peak, during) };
}

/** Steps that free at least what they write and stay below the peak so far: no order is worse for taking them at once. */
function settled(stretch: Stretch, from: State): { readonly state: State; readonly ready: number[] } {
  let state = from;
  for (;;) {
    const ready = readySteps(stretch, state);
    const free = ready
      .map((step) => after(stretch, state, step))
      .find((next) => next.live <= state.live && next.peak <= state.peak);
    if (!free) return { state, ready };
    state = free;
  }
}

type Choose = (ready: readonly number[], cost: (step: number) => State) => number;

function walk(stretch: Stretch, choose: Choose): number {
  let state = first(stretch);
  for (let ready = readySteps(stretch, state); ready.length > 0; ready = readySteps(stretch, state)) {
    const from = state;
    state = after(
      stretch,
      state,
      choose(ready, (step) => after(stretch, from, step)),
    );
  }
  return state.peak;
}

/** The step with the lowest peak; of those, the one that leaves the least. */
const best: Choose = (ready, cost) =>
  ready.reduce((found, step) => {
    const [a, b] = [cost(step), cost(found)];
    return a.peak < b.peak || (a.peak === b.peak && a.live < b.live) ? step : found;
  });

/** The least peak, states with the lowest peak first; undefined if none is below `known` or too many would have to be seen. */
function searched(stretch: Stretch, least: number, known: number): number | undefined {
  // No order stays below `least`: to count from there lets more steps be taken at once.
  const open: State[] = [{ ...first(stretch), peak: least }];
  const seen = new Map<string, number>();
  for (let looked = 0; open.length > 0 && looked < MOST_STATES; looked++) {
    let lowest = 0;
    for (let i = 1; i < open.length; i++) if (open[i]!.peak < open[lowest]!.peak) lowest = i;
    const [next] = open.splice(lowest, 1);
    const { state, ready } = settled(stretch, next!);
    if (state.count === stretch.steps.length) return state.peak;
    const key = String.fromCharCode(...state.done);
    if ((seen.get(key) ?? Infinity) <= state.peak) continue;
    seen.set(key, state.peak);
    for (const step of ready) {
      const reached = after(stretch, state, step);
      if (reached.peak < known) open.push(reached);
    }
  }
  return undefined;
}
