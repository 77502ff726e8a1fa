import { type Dense, masked, rectify } from '../neural/dense.ts';
import type { Encoder } from './variational-autoencoder.ts';

/** A network as a graph of numbered labels. */
export interface LabelledGraph {
  /** Of each node; -1 for one that is not known. */
  readonly labels: ArrayLike<number>;
  /** Nodes that each node reads, and nodes that read it. */
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

/**
 * Reads a network by message passing: a node begins as a vector of its label; in each hop it becomes ReLU(W [itself; the mean
 * of what it reads; the mean of what reads it] + b). The result is the mean over the nodes after each hop, one after the other,
 * so that it does not depend on the order of the nodes. (As the encoder of Yan et al. 2020, *arch2vec*, but for its sums and
 * batch normalisation.)
 */
export function graphEncoder(labels: number, width: number, hops: number): Encoder<LabelledGraph> {
  return {
    shapes: [
      { from: labels, to: width, gain: 2, fan: 1 },
      ...Array.from({ length: hops }, () => ({ from: 3 * width, to: width, gain: 2 })),
    ],
    size: (hops + 1) * width,
    make(layers) {
      const [first, ...steps] = layers.slice(0, hops + 1) as [Dense, ...Dense[]];
      const [label, joined, dJoined] = [labels, 3 * width, 3 * width].map((n) => new Float64Array(n)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      let graph: LabelledGraph = { labels: [], inputs: [], outputs: [] };
      // Buffers of each hop, node after node, kept from graph to graph.
      let levels: Float64Array[] = [];
      let dLevel: Float64Array = new Float64Array();
      let dBelow: Float64Array = new Float64Array();
      const of = (buffer: Float64Array, node: number): Float64Array =>
        buffer.subarray(node * width, (node + 1) * width);
      const makeRoom = (count: number): void => {
        if (dLevel.length >= count * width) return;
        const buffer = (): Float64Array => new Float64Array(2 * count * width);
        levels = Array.from({ length: hops + 1 }, buffer);
        [dLevel, dBelow] = [buffer(), buffer()];
      };
      const show = (node: number): void => {
        label.fill(0);
        const at = graph.labels[node] as number;
        if (at >= 0) label[at] = 1;
      };
      const sides = (node: number): readonly (readonly number[])[] => [
        graph.inputs[node] ?? [],
        graph.outputs[node] ?? [],
      ];
      const join = (level: Float64Array, node: number): void => {
        joined.fill(0);
        add(joined, 0, level, node * width, width, 1);
        for (const [part, others] of sides(node).entries())
          for (const other of others) add(joined, (part + 1) * width, level, other * width, width, 1 / others.length);
      };
      return {
        forward(input, hidden) {
          graph = input;
          const count = graph.labels.length;
          makeRoom(count);
          hidden.fill(0);
          for (let hop = 0; hop <= hops; hop++) {
            const level = levels[hop] as Float64Array;
            for (let node = 0; node < count; node++) {
              const to = of(level, node);
              if (hop === 0) {
                show(node);
                first.forward(label, to);
              } else {
                join(levels[hop - 1] as Float64Array, node);
                steps[hop - 1]?.forward(joined, to);
              }
              rectify(to);
              add(hidden, hop * width, level, node * width, width, 1 / count);
            }
          }
        },
        backward(dHidden) {
          const count = graph.labels.length;
          const share = (buffer: Float64Array, hop: number): void => {
            buffer.fill(0, 0, count * width);
            for (let node = 0; node < count; node++) add(buffer, node * width, dHidden, hop * width, width, 1 / count);
          };
          share(dLevel, hops);
          for (let hop = hops; hop >= 0; hop--) {
            if (hop > 0) share(dBelow, hop - 1);
            for (let node = 0; node < count; node++) {
              const d = of(dLevel, node);
              masked(d, of(levels[hop] as Float64Array, node));
              if (hop === 0) {
                show(node);
                first.backward(label, undefined, d);
                continue;
              }
              join(levels[hop - 1] as Float64Array, node);
              steps[hop - 1]?.backward(joined, dJoined, d);
              add(dBelow, node * width, dJoined, 0, width, 1);
              for (const [part, others] of sides(node).entries())
                for (const other of others)
                  add(dBelow, other * width, dJoined, (part + 1) * width, width, 1 / others.length);
            }
            [dLevel, dBelow] = [dBelow, dLevel];
          }
        },
      };
    },
  };
}

function add(to: Float64Array, at: number, from: Float64Array, start: number, count: number, times: number): void {
  for (let i = 0; i < count; i++) to[at + i] = (to[at + i] as number) + times * (from[start + i] as number);
}

/** The labels of some graphs as numbers, and a graph with them. */
export function numberLabels(graphs: readonly { readonly details: readonly string[] }[]): {
  readonly count: number;
  number(graph: { readonly details: readonly string[]; readonly inputs: LabelledGraph['inputs'] }): LabelledGraph;
} {
  const numbers = new Map<string, number>();
  for (const { details } of graphs) for (const text of details) if (!numbers.has(text)) numbers.set(text, numbers.size);
  return {
    count: Math.max(1, numbers.size),
    number({ details, inputs }) {
      const outputs: number[][] = details.map(() => []);
      for (const [node, read] of inputs.entries()) for (const other of read) outputs[other]?.push(node);
      return { labels: details.map((text) => numbers.get(text) ?? -1), inputs, outputs };
    },
  };
}
