import { createNetworkBuilder, type NetworkBuilder } from './draft.ts';
import type { Network, NodeId } from './network.ts';

export type Nb201Edge = 'none' | 'skip' | 'conv1' | 'conv3' | 'avg_pool';

/**
 * NAS-Bench-201 (Dong and Yang 2020) for tests of costs and canonical forms: `edge(i)` stands on the i-th of the six
 * edges in the order 0→1, 0→2, 1→2, 0→3, 1→3, 2→3.
 */
export function nasBench201(edge: (index: number) => Nb201Edge, cells = 5): Network {
  const builder = createNetworkBuilder();
  let x = builder.input({ kind: 'image', height: 32, width: 32, channels: 3 });
  x = builder.add('bn', [builder.add('conv', [x], { k: 3, filters: 16, bias: false })]);
  for (const channels of [16, 32, 64]) {
    if (channels > 16) x = reduce(builder, x, channels);
    for (let i = 0; i < cells; i++) x = cell(builder, x, edge);
  }
  x = builder.add('relu', [builder.add('bn', [x])]);
  return builder.finish(builder.add('dense', [builder.add('global_avg_pool', [x])], { units: 10 }));
}

function convBn(builder: NetworkBuilder, x: NodeId, k: number, filters: number | 'same', stride = 1): NodeId {
  const active = builder.add('relu', [x]);
  return builder.add('bn', [builder.add('conv', [active], { k, filters, stride, bias: false })]);
}

function reduce(builder: NetworkBuilder, x: NodeId, channels: number): NodeId {
  const inner = createNetworkBuilder();
  const start = inner.input(builder.typeOf(x));
  const body = inner.finish(convBn(inner, convBn(inner, start, 3, channels, 2), 3, channels));
  return builder.add('residual', [x], { body });
}

function cell(builder: NetworkBuilder, x: NodeId, edge: (index: number) => Nb201Edge): NodeId {
  const tensors = [x];
  let index = 0;
  for (let node = 1; node <= 3; node++) {
    tensors.push(
      builder.add(
        'sum',
        tensors.map((from) => place(builder, from, edge(index++))),
      ),
    );
  }
  return tensors[3]!;
}

function place(builder: NetworkBuilder, x: NodeId, edge: Nb201Edge): NodeId {
  switch (edge) {
    case 'conv1':
      return convBn(builder, x, 1, 'same');
    case 'conv3':
      return convBn(builder, x, 3, 'same');
    case 'avg_pool':
      return builder.add('avg_pool', [x], { k: 3 });
    default:
      return builder.add(edge, [x]);
  }
}
