import type { Random } from '../../base/random.ts';
import type { Decision } from '../../space/decision.ts';
import type { Slot } from '../encoding.ts';
import { pickIndex, softmax } from '../policy.ts';
import { createLstm, lstmSize } from './lstm.ts';

export interface PolicyShape {
  readonly width: number;
  readonly layers: number;
}

/** What a step of a sequence is pushed towards: the gradient in the logarithm of its probability, and in its entropy. */
export type Push = (step: number, logProbability: number) => { readonly log: number; readonly entropy: number };

/**
 * The controller of Zoph and Le 2017: an LSTM that picks slot by slot; each pick's embedding is the next input. Where
 * options are earlier tensors (`n1` of `cell/n2/pick`) their logits are vᵀ tanh(W_prev h_j + W_curr h), h_j being the
 * state after the decisions of tensor j, or a learnt one where it has none: of one tensor the softmax, of several a sigmoid
 * each.
 */
export interface SequencePolicy {
  readonly weights: Float64Array;
  /** Starts a sequence. */
  begin(): void;
  /** A draw for the next slot of the sequence. */
  draw(slot: number, random: Random): number;
  /** Puts another pick in the place of the last `count` ones. */
  replace(picks: readonly number[]): void;
  /** Logarithm of the probability of the picks (-1: the slot is left out), step by step. */
  logs(picks: ArrayLike<number>): number[];
  /** Adds the gradient of what `push` asks for, for these picks. */
  learn(picks: ArrayLike<number>, push: Push, gradient: Float64Array): void;
}

/** Weights start evenly in ± this. */
const START = 0.08;

interface Head {
  /** Of `size` rows of width + 1 (bias), unless it looks at anchors. */
  readonly start: number;
  /** For each option the slots that make its anchor, and where the learnt one lies; absent if no option has any. */
  readonly anchors: readonly { readonly slots: ReadonlySet<number>; readonly start: number }[] | undefined;
}

export function sequencePolicy(slots: readonly Slot[], { width, layers }: PolicyShape, random: Random): SequencePolicy {
  let size = 0;
  const take = (count: number): number => {
    size += count;
    return size - count;
  };
  const begin = take(width);
  const embeddings = slots.map((slot) => take(slot.size * width));
  const recurrent = take(lstmSize({ inputs: width, width, layers }));
  const [previous, current, score] = [take(width * width), take(width * width), take(width)];
  const heads = slots.map((slot, index): Head => {
    const scopes = anchorsOf(slots, index);
    return scopes
      ? { start: -1, anchors: scopes.map((of) => ({ slots: of, start: take(width) })) }
      : { start: take(slot.size * (width + 1)), anchors: undefined };
  });
  const weights = Float64Array.from({ length: size }, () => START * (2 * random.next() - 1));
  const lstm = createLstm({ inputs: width, width, layers }, weights, recurrent, slots.length);

  /** Slots and picks of the sequence so far. */
  let sequence: { slot: number; pick: number }[] = [];
  const advance = (): void => {
    const last = sequence.at(-1);
    const from = last ? (embeddings[last.slot] as number) + last.pick * width : begin;
    lstm.step(weights.subarray(from, from + width));
  };

  /** The step whose state is the anchor; -1: the learnt one. */
  const anchorStep = (of: ReadonlySet<number>, before: number): number => {
    for (let t = before - 1; t >= 0; t--) if (of.has((sequence[t] as { slot: number }).slot)) return t;
    return -1;
  };
  const anchorState = (anchor: { readonly start: number }, step: number): Float64Array =>
    step >= 0 ? lstm.state(step) : weights.subarray(anchor.start, anchor.start + width);
  const hiddens = new Float64Array(width);
  /** tanh(W_prev a + W_curr h) into `hiddens`; gives its product with v. */
  const attention = (anchor: Float64Array, state: Float64Array): number => {
    let out = 0;
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let j = 0; j < width; j++) {
        sum += (weights[previous + i * width + j] as number) * (anchor[j] as number);
        sum += (weights[current + i * width + j] as number) * (state[j] as number);
      }
      hiddens[i] = Math.tanh(sum);
      out += (hiddens[i] as number) * (weights[score + i] as number);
    }
    return out;
  };
  /** The anchors that the logits of a slot come from; of a slot of a subset only the last, its logit against 0. */
  const anchorsAt = (slot: number) => heads[slot]?.anchors;

  const probabilities = (t: number, slot: number): Float64Array => {
    const options = (slots[slot] as Slot).size;
    const state = lstm.state(t);
    const logits = new Float64Array(options);
    const anchors = anchorsAt(slot);
    if (anchors) {
      const first = options - anchors.length;
      for (const [k, anchor] of anchors.entries()) {
        logits[first + k] = attention(anchorState(anchor, anchorStep(anchor.slots, t)), state);
      }
    } else {
      const { start } = heads[slot] as Head;
      for (let option = 0; option < options; option++) {
        const row = start + option * (width + 1);
        let sum = weights[row + width] as number;
        for (let i = 0; i < width; i++) sum += (weights[row + i] as number) * (state[i] as number);
        logits[option] = sum;
      }
    }
    return softmax(logits);
  };

  /** Runs the sequence of the picks. */
  const follow = (picks: ArrayLike<number>): void => {
    lstm.reset();
    sequence = [];
    for (let slot = 0; slot < slots.length; slot++) {
      const pick = picks[slot] as number;
      if (pick < 0) continue;
      advance();
      sequence.push({ slot, pick });
    }
  };

  /** Adds what the gradient in the logits of step t is in the weights and in the states. */
  const backHead = (
    t: number,
    slot: number,
    back: Float64Array,
    states: Float64Array,
    gradient: Float64Array,
  ): void => {
    const add = (to: Float64Array, at: number, value: number): void => {
      to[at] = (to[at] as number) + value;
    };
    const state = lstm.state(t);
    const anchors = anchorsAt(slot);
    if (!anchors) {
      const { start } = heads[slot] as Head;
      for (let option = 0; option < back.length; option++) {
        const d = back[option] as number;
        const row = start + option * (width + 1);
        add(gradient, row + width, d);
        for (let i = 0; i < width; i++) {
          add(gradient, row + i, d * (state[i] as number));
          add(states, t * width + i, d * (weights[row + i] as number));
        }
      }
      return;
    }
    const first = back.length - anchors.length;
    for (const [k, anchor] of anchors.entries()) {
      const d = back[first + k] as number;
      const step = anchorStep(anchor.slots, t);
      const from = anchorState(anchor, step);
      attention(from, state);
      for (let i = 0; i < width; i++) {
        const hidden = hiddens[i] as number;
        add(gradient, score + i, d * hidden);
        const inner = d * (weights[score + i] as number) * (1 - hidden * hidden);
        for (let j = 0; j < width; j++) {
          const [p, c] = [previous + i * width + j, current + i * width + j];
          add(gradient, p, inner * (from[j] as number));
          add(gradient, c, inner * (state[j] as number));
          add(states, t * width + j, inner * (weights[c] as number));
          if (step >= 0) add(states, step * width + j, inner * (weights[p] as number));
          else add(gradient, anchor.start + j, inner * (weights[p] as number));
        }
      }
    }
  };

  return {
    weights,
    begin() {
      lstm.reset();
      sequence = [];
    },
    draw(slot, source) {
      advance();
      const pick = pickIndex(probabilities(lstm.steps - 1, slot), source.next());
      sequence.push({ slot, pick });
      return pick;
    },
    replace(picks) {
      for (const [i, pick] of picks.entries()) {
        const entry = sequence[sequence.length - picks.length + i];
        if (entry) entry.pick = pick;
      }
    },
    logs(picks) {
      follow(picks);
      return sequence.map(({ slot, pick }, t) => Math.log(probabilities(t, slot)[pick] as number));
    },
    learn(picks, push, gradient) {
      follow(picks);
      const states = new Float64Array(sequence.length * width);
      for (const [t, { slot, pick }] of sequence.entries()) {
        const chances = probabilities(t, slot);
        const asked = push(t, Math.log(chances[pick] as number));
        let entropy = 0;
        for (const p of chances) if (p > 0) entropy -= p * Math.log(p);
        const back = chances.map(
          (p, option) =>
            asked.log * (Number(option === pick) - p) - asked.entropy * (p > 0 ? p * (Math.log(p) + entropy) : 0),
        );
        backHead(t, slot, back, states, gradient);
      }
      const inputs = lstm.backward(states, gradient);
      for (const [t] of sequence.entries()) {
        const last = sequence[t - 1];
        const from = last ? (embeddings[last.slot] as number) + last.pick * width : begin;
        for (let i = 0; i < width; i++) {
          gradient[from + i] = (gradient[from + i] as number) + (inputs[t * width + i] as number);
        }
      }
    },
  };
}

/**
 * For a slot whose options are tensors of the same cell, the earlier slots that decide each of them: those in the scope of
 * that name beside its own (`cell/n1/…` for `n1` of `cell/n2/pick`).
 */
function anchorsOf(slots: readonly Slot[], index: number): ReadonlySet<number>[] | undefined {
  const slot = slots[index] as Slot;
  if (!('options' in slot.decision)) return undefined;
  const around = scopeOf(slot.decision);
  const namesOf = (decision: Decision): readonly string[] => ('options' in decision ? decision.options : []);
  const found = namesOf(slot.decision).map((name) => {
    const inside = around === undefined ? undefined : `${around}${name}/`;
    const of = slots.flatMap(({ decision }, i) => (inside && i < index && decision.path.startsWith(inside) ? [i] : []));
    return new Set(of);
  });
  if (found.every((of) => of.size === 0)) return undefined;
  return slot.option === undefined ? found : [found[slot.option] as ReadonlySet<number>];
}

/** `cell/` of `cell/n2/pick`. */
function scopeOf({ path }: Decision): string | undefined {
  const segments = path.split('/');
  return segments.length < 2
    ? undefined
    : segments
        .slice(0, -2)
        .map((segment) => `${segment}/`)
        .join('');
}
