export interface LstmShape {
  readonly inputs: number;
  readonly width: number;
  readonly layers: number;
}

/** Weights of a stack of LSTM layers: for each, 4 × width rows (input, forget, output, candidate) of inputs, state and bias. */
export const lstmSize = ({ inputs, width, layers }: LstmShape): number =>
  4 * width * (inputs + width + 1) + (layers - 1) * 4 * width * (2 * width + 1);

/** A stack of LSTM layers (Hochreiter and Schmidhuber 1997) that remembers its steps for backpropagation through time. */
export interface Lstm {
  /** Steps since `reset`. */
  readonly steps: number;
  reset(): void;
  /** The state of the top layer after one more input. It is overwritten after a `reset`. */
  step(input: Float64Array): Float64Array;
  /** The state of the top layer after step `t`. */
  state(t: number): Float64Array;
  /**
   * Adds to `gradient` what it is in the weights, given that in the states of the top layer (`steps` rows of width). Gives the
   * gradient in the inputs, `steps` rows, which is overwritten the next time.
   */
  backward(states: Float64Array, gradient: Float64Array): Float64Array;
}

/** A sequence of one layer, with room for `most` steps. Row t of a field is at t × its width. */
interface Layer {
  readonly start: number;
  readonly inputs: number;
  readonly x: Float64Array;
  /** After their activation: input, forget, output, candidate. */
  readonly gates: Float64Array;
  readonly cells: Float64Array;
  /** tanh of the cells. */
  readonly shown: Float64Array;
  readonly states: Float64Array;
  readonly backInputs: Float64Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** `weights` from `start` on are its own; they may change between sequences. */
export function createLstm(shape: LstmShape, weights: Float64Array, start: number, most: number): Lstm {
  const { width } = shape;
  const layers: Layer[] = [];
  for (let l = 0, at = start; l < shape.layers; l++) {
    const inputs = l === 0 ? shape.inputs : width;
    layers.push({
      start: at,
      inputs,
      x: new Float64Array(most * inputs),
      gates: new Float64Array(most * 4 * width),
      cells: new Float64Array(most * width),
      shown: new Float64Array(most * width),
      states: new Float64Array(most * width),
      backInputs: new Float64Array(most * inputs),
    });
    at += 4 * width * (inputs + width + 1);
  }
  const top = layers.at(-1) as Layer;
  let steps = 0;

  const forward = (layer: Layer, input: Float64Array): Float64Array => {
    const { inputs, x, gates, cells, shown, states } = layer;
    const stride = inputs + width + 1;
    const [at, before] = [steps * width, (steps - 1) * width];
    x.set(input, steps * inputs);
    for (let row = 0; row < 4 * width; row++) {
      const from = layer.start + row * stride;
      let sum = weights[from + inputs + width] as number;
      for (let i = 0; i < inputs; i++) sum += (weights[from + i] as number) * (input[i] as number);
      if (steps > 0) {
        for (let i = 0; i < width; i++) sum += (weights[from + inputs + i] as number) * (states[before + i] as number);
      }
      gates[steps * 4 * width + row] = row < 3 * width ? sigmoid(sum) : Math.tanh(sum);
    }
    const g = steps * 4 * width;
    for (let i = 0; i < width; i++) {
      const old = steps > 0 ? (cells[before + i] as number) : 0;
      const cell =
        (gates[g + width + i] as number) * old + (gates[g + i] as number) * (gates[g + 3 * width + i] as number);
      cells[at + i] = cell;
      shown[at + i] = Math.tanh(cell);
      states[at + i] = (gates[g + 2 * width + i] as number) * (shown[at + i] as number);
    }
    return states.subarray(at, at + width);
  };

  const [backState, backCell, backGates] = [
    new Float64Array(width),
    new Float64Array(width),
    new Float64Array(4 * width),
  ];
  const backThrough = (layer: Layer, given: Float64Array, gradient: Float64Array): Float64Array => {
    const { inputs, x, gates, cells, shown, states, backInputs } = layer;
    const stride = inputs + width + 1;
    backState.fill(0);
    backCell.fill(0);
    backInputs.fill(0, 0, steps * inputs);
    for (let t = steps - 1; t >= 0; t--) {
      const [at, before, g] = [t * width, (t - 1) * width, t * 4 * width];
      for (let i = 0; i < width; i++) {
        const dState = (backState[i] as number) + (given[at + i] as number);
        const [input, forget, output, candidate] = [
          gates[g + i] as number,
          gates[g + width + i] as number,
          gates[g + 2 * width + i] as number,
          gates[g + 3 * width + i] as number,
        ];
        const tanh = shown[at + i] as number;
        const dCell = (backCell[i] as number) + dState * output * (1 - tanh * tanh);
        const old = t > 0 ? (cells[before + i] as number) : 0;
        backGates[i] = dCell * candidate * input * (1 - input);
        backGates[width + i] = dCell * old * forget * (1 - forget);
        backGates[2 * width + i] = dState * tanh * output * (1 - output);
        backGates[3 * width + i] = dCell * input * (1 - candidate * candidate);
        backCell[i] = dCell * forget;
      }
      backState.fill(0);
      for (let row = 0; row < 4 * width; row++) {
        const d = backGates[row] as number;
        const from = layer.start + row * stride;
        for (let i = 0; i < inputs; i++) {
          gradient[from + i] = (gradient[from + i] as number) + d * (x[t * inputs + i] as number);
          backInputs[t * inputs + i] = (backInputs[t * inputs + i] as number) + d * (weights[from + i] as number);
        }
        const bias = from + inputs + width;
        gradient[bias] = (gradient[bias] as number) + d;
        if (t === 0) continue;
        for (let i = 0; i < width; i++) {
          const w = from + inputs + i;
          gradient[w] = (gradient[w] as number) + d * (states[before + i] as number);
          backState[i] = (backState[i] as number) + d * (weights[w] as number);
        }
      }
    }
    return backInputs;
  };

  return {
    get steps() {
      return steps;
    },
    reset() {
      steps = 0;
    },
    step(input) {
      let signal = input;
      for (const layer of layers) signal = forward(layer, signal);
      steps++;
      return signal;
    },
    state: (t) => top.states.subarray(t * width, (t + 1) * width),
    backward(states, gradient) {
      let back = states;
      for (let l = layers.length - 1; l >= 0; l--) back = backThrough(layers[l] as Layer, back, gradient);
      return back;
    },
  };
}
