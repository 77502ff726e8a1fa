import { createNetworkBuilder, type NetworkBuilder } from '../src/network/draft.ts';
import type { Network, NodeId } from '../src/network/network.ts';
import { image } from '../src/network/tensor-type.ts';

/** A network with its batch: bench/peers/train_step.py has the same in PyTorch. */
export interface BenchNetwork {
  readonly network: Network;
  readonly batch: number;
}

/** 784-128-10. */
function mlp(): BenchNetwork {
  const b = createNetworkBuilder();
  const x = b.add('flatten', [b.input(image(28, 28, 1))]);
  const hidden = b.add('relu', [b.add('dense', [x], { units: 128 })]);
  return { network: b.finish(b.add('dense', [hidden], { units: 10 })), batch: 128 };
}

/** Two convolutions on 28x28 pixels. */
function cnn(): BenchNetwork {
  const b = createNetworkBuilder();
  let x = b.input(image(28, 28, 1));
  for (const filters of [16, 32]) {
    const normal = b.add('bn', [b.add('conv', [x], { filters, bias: false })]);
    x = b.add('max_pool', [b.add('relu', [normal])], { k: 2, stride: 2 });
  }
  return { network: b.finish(b.add('dense', [b.add('flatten', [x])], { units: 10 })), batch: 64 };
}

/** A network of three cells with residual reductions between them, as of NAS-Bench-201. */
function nas(): BenchNetwork {
  const b = createNetworkBuilder();
  const stem = b.add('bn', [b.add('conv', [b.input(image(32, 32, 3))], { filters: 16, bias: false })]);
  const first = reduction(b, cell(b, stem, 16), 32);
  const second = reduction(b, cell(b, first, 32), 64);
  const last = b.add('relu', [b.add('bn', [cell(b, second, 64)])]);
  return { network: b.finish(b.add('dense', [b.add('global_avg_pool', [last])], { units: 10 })), batch: 64 };
}

function cell(b: NetworkBuilder, x: NodeId, filters: number): NodeId {
  const n1 = convolved(b, x, { k: 3, filters });
  const n2 = b.add('sum', [x, convolved(b, n1, { k: 1, filters })]);
  const pooled = b.add('avg_pool', [x], { k: 3 });
  return b.add('sum', [b.add('sum', [pooled, n1]), convolved(b, n2, { k: 3, filters })]);
}

function reduction(b: NetworkBuilder, x: NodeId, filters: number): NodeId {
  const deep = convolved(b, convolved(b, x, { k: 3, filters, stride: 2 }), { k: 3, filters });
  const short = b.add('conv', [b.add('avg_pool', [x], { k: 2, stride: 2 })], { k: 1, filters, bias: false });
  return b.add('sum', [deep, short]);
}

function convolved(b: NetworkBuilder, x: NodeId, window: { k: number; filters: number; stride?: number }): NodeId {
  return b.add('bn', [b.add('conv', [b.add('relu', [x])], { ...window, bias: false })]);
}

export const benchNetworks = { mlp, cnn, nas } as const;
export type BenchNetworkName = keyof typeof benchNetworks;
