import type { Random } from '../../base/random.ts';
import type { Assignment, Decision } from '../../space/decision.ts';
import { type Encoding, encodeSlots, slotsOf } from '../encoding.ts';
import { createLstm, lstmSize } from '../neural/lstm.ts';
import { createAdam } from '../policy.ts';
import { ensemble, type Train } from './surrogate.ts';

/** Architectures as sequences: a pick for each place of choice, -1 where it does not exist. */
export function sequences(decisions: readonly Decision[]): Encoding & { readonly sizes: readonly number[] } {
  const slots = slotsOf(decisions);
  return {
    size: slots.length,
    sizes: slots.map(({ size }) => size),
    encode: (assignment: Assignment) => Float64Array.from(encodeSlots(slots, assignment)),
  };
}

export interface RecurrentOptions {
  readonly members: number;
  readonly width: number;
  readonly epochs: number;
  readonly rate: number;
}

/** Rows that one step of Adam sees. */
const BATCH = 32;
/** Weights start evenly in ± this. */
const START = 0.1;

/** LSTMs that read an architecture pick by pick (Liu et al. 2018, section 3.3), each fitted to four fifths of the results. */
export const trainRecurrent =
  (sizes: readonly number[], options: RecurrentOptions): Train =>
  (rows, scores, random) => {
    const members = Array.from({ length: options.members }, (_, k) => {
      const own = rows.flatMap((_, i) => (rows.length < 10 || (i + k) % 5 > 0 ? [i] : []));
      const network = recurrent(sizes, options.width, random);
      train(network, own, rows, scores, options, random);
      return network.run;
    });
    return ensemble(members);
  };

interface Recurrent {
  readonly weights: Float64Array;
  run(row: Float64Array): number;
  /** Adds the gradient of minus half the squared error. */
  learn(row: Float64Array, score: number, gradient: Float64Array): void;
}

/** Embedding of each pick of each place, one LSTM layer, and a linear unit that reads its last state. */
export function recurrent(sizes: readonly number[], width: number, random: Random): Recurrent {
  const starts: number[] = [];
  let size = 0;
  for (const options of sizes) {
    starts.push(size);
    size += options * width;
  }
  const layer = size;
  size += lstmSize({ inputs: width, width, layers: 1 });
  const head = size;
  size += width + 1;
  const weights = Float64Array.from({ length: size }, () => START * (2 * random.next() - 1));
  // Embeddings of this size make a layer whose gates take notice of them.
  for (let i = 0; i < layer; i++) weights[i] = random.normal();
  weights[size - 1] = 0;
  const lstm = createLstm({ inputs: width, width, layers: 1 }, weights, layer, sizes.length);
  const embeddingAt = (place: number, pick: number): number => (starts[place] as number) + pick * width;

  const run = (row: Float64Array): number => {
    lstm.reset();
    for (let place = 0; place < sizes.length; place++) {
      const pick = row[place] as number;
      if (pick < 0) continue;
      const from = embeddingAt(place, pick);
      lstm.step(weights.subarray(from, from + width));
    }
    let out = weights[head + width] as number;
    if (lstm.steps === 0) return out;
    const last = lstm.state(lstm.steps - 1);
    for (let i = 0; i < width; i++) out += (weights[head + i] as number) * (last[i] as number);
    return out;
  };
  return {
    weights,
    run,
    learn(row, score, gradient) {
      const error = score - run(row);
      gradient[head + width] = (gradient[head + width] as number) + error;
      const { steps } = lstm;
      if (steps === 0) return;
      const states = new Float64Array(steps * width);
      const last = lstm.state(steps - 1);
      for (let i = 0; i < width; i++) {
        gradient[head + i] = (gradient[head + i] as number) + error * (last[i] as number);
        states[(steps - 1) * width + i] = error * (weights[head + i] as number);
      }
      const inputs = lstm.backward(states, gradient);
      let t = 0;
      for (let place = 0; place < sizes.length; place++) {
        const pick = row[place] as number;
        if (pick < 0) continue;
        const from = embeddingAt(place, pick);
        for (let i = 0; i < width; i++) {
          gradient[from + i] = (gradient[from + i] as number) + (inputs[t * width + i] as number);
        }
        t++;
      }
    },
  };
}

function train(
  network: Recurrent,
  own: readonly number[],
  rows: readonly Float64Array[],
  scores: Float64Array,
  { epochs, rate }: RecurrentOptions,
  random: Random,
): void {
  const adam = createAdam(network.weights.length, rate);
  const gradient = new Float64Array(network.weights.length);
  let order = own;
  for (let epoch = 0; epoch < epochs; epoch++) {
    order = random.shuffle(order);
    for (let from = 0; from < order.length; from += BATCH) {
      gradient.fill(0);
      for (const i of order.slice(from, from + BATCH)) {
        network.learn(rows[i] as Float64Array, scores[i] as number, gradient);
      }
      adam.ascend(network.weights, gradient);
    }
  }
}
