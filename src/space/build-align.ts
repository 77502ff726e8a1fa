import { align, meetingType } from '../network/align.ts';
import type { NodeId, SourceRange } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import { channelsOf, type TensorType } from '../network/tensor-type.ts';
import type { Building, Tensor } from './building.ts';

/** How reducers make their inputs meet: the whole shape, or all but the channels. */
type Meeting = 'shape' | 'size';

/** The node behind a tensor. An input of a cell with a stride that is read as it is gets the stride from a convolution. */
export function settle(building: Building, tensor: Tensor): NodeId {
  if (tensor.stride === 1) return tensor.node;
  const type = building.builder.typeOf(tensor.node);
  if (type.kind === 'vector' || type.kind === 'tokens') return tensor.node;
  const attributes = { k: 1, stride: tensor.stride, bias: false };
  return building.builder.add('conv', [tensor.node], attributes, building.from(building.place.range, 'align'));
}

/** Brings tensors to one shape, so that a reducer can read them. */
export function meet(building: Building, nodes: readonly NodeId[], meeting: Meeting, range: SourceRange): NodeId[] {
  if (nodes.length < 2) return [...nodes];
  const types = nodes.map((node) => building.builder.typeOf(node));
  const target = targetOf(types, building.frame.filters);
  // Tensors of different kinds have no common shape: the reducer itself says so.
  if (!target) return [...nodes];
  return nodes.map((node, i) => {
    const type = types[i] as TensorType;
    const wanted = meeting === 'shape' ? target : withChannels(target, channelsOf(type));
    return alignTo(building, node, wanted, range);
  });
}

function targetOf(types: readonly TensorType[], filters: number | undefined): TensorType | undefined {
  const target = meetingType(types);
  if (!target || filters === undefined || types.every((type) => channelsOf(type) === channelsOf(target))) return target;
  return withChannels(target, filters);
}

export function alignTo(building: Building, node: NodeId, target: TensorType, range: SourceRange): NodeId {
  const aligned = align(building.builder.at(building.from(range, 'align')), node, target, building.align);
  if (typeof aligned === 'number') return aligned;
  throw new NetworkError(aligned.misfit, range);
}

export function withChannels(type: TensorType, channels: number): TensorType {
  switch (type.kind) {
    case 'image':
      return { ...type, channels };
    case 'vector':
    case 'sequence':
      return { ...type, features: channels };
    case 'tokens':
      return type;
  }
}
