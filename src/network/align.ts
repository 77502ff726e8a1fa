import { SAME } from './attributes.ts';
import type { NodeId } from './network.ts';
import type { Draft } from './operation.ts';
import { phrase } from './shapes.ts';
import { channelsOf, image, sameType, sequence, type TensorType, vector } from './tensor-type.ts';

/** How tensors of different shapes are brought together: by a 1x1 convolution, by zeros, or not at all. */
export type Alignment = 'conv' | 'pad' | 'off';

/**
 * The shape in which tensors of one kind meet: the smallest height and width, the most channels.
 * Symmetric, so that the order of a sum does not matter. Undefined for different kinds and for tokens.
 */
export function meetingType(types: readonly TensorType[]): TensorType | undefined {
  const [first, ...rest] = types;
  return first && rest.reduce<TensorType | undefined>((met, type) => met && meet(met, type), first);
}

function meet(a: TensorType, b: TensorType): TensorType | undefined {
  const channels = Math.max(channelsOf(a), channelsOf(b));
  if (a.kind === 'image' && b.kind === 'image') {
    return image(Math.min(a.height, b.height), Math.min(a.width, b.width), channels);
  }
  if (a.kind === 'sequence' && b.kind === 'sequence') return sequence(Math.min(a.length, b.length), channels);
  if (a.kind === 'vector' && b.kind === 'vector') return vector(channels);
  return undefined;
}

/**
 * Brings a tensor to a type: nothing if it has it; else a 1x1 convolution without bias, strided where the size differs
 * (a `dense` without bias for vectors). With `pad`: every s-th place, and zeros as the further channels.
 * Returns a sentence for the user if that can't be.
 */
export function align(draft: Draft, node: NodeId, target: TensorType, by: Alignment): NodeId | { misfit: string } {
  const type = draft.typeOf(node);
  if (sameType(type, target)) return node;
  const stride = strideTo(type, target);
  if (by === 'off' || stride === undefined) return cannotMeet(type, target, by);
  const filters = channelsOf(target);
  if (by === 'pad') {
    if (filters < channelsOf(type)) return cannotMeet(type, target, by);
    const small = stride === 1 ? node : draft.add('max_pool', [node], { k: 1, stride });
    return filters === channelsOf(type) ? small : draft.add('pad_channels', [small], { filters });
  }
  if (type.kind === 'vector') return draft.add('dense', [node], { units: filters, bias: false });
  return draft.add('conv', [node], {
    k: 1,
    filters: filters === channelsOf(type) ? SAME : filters,
    stride,
    bias: false,
  });
}

function cannotMeet(type: TensorType, target: TensorType, by: Alignment): { misfit: string } {
  const help =
    by === 'off' && type.kind === target.kind
      ? "The space does not align tensors ('align = off'): give them one shape."
      : type.kind !== target.kind
        ? "Put 'global_avg_pool', 'flatten' or 'reshape' between."
        : by === 'pad' && strideTo(type, target) !== undefined
          ? "Zeros can add channels, not take them away: use 'align = conv'."
          : 'No stride leads from the one size to the other: change a stride or a pooling before.';
  return { misfit: `${sentence(phrase(type))} can't meet ${phrase(target)}. ${help}` };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The stride s with ⌈n / s⌉ equal to the target's size on every axis. */
function strideTo(from: TensorType, to: TensorType): number | undefined {
  if (from.kind === 'vector' && to.kind === 'vector') return 1;
  if (from.kind === 'sequence' && to.kind === 'sequence') return strideBetween([[from.length, to.length]]);
  if (from.kind === 'image' && to.kind === 'image') {
    return strideBetween([
      [from.height, to.height],
      [from.width, to.width],
    ]);
  }
  return undefined;
}

function strideBetween(axes: readonly (readonly [number, number])[]): number | undefined {
  // The least stride that is small enough for the first axis is the only one that can fit all of them,
  // up to the few larger ones that round to the same size.
  for (let stride = 1; stride <= 64; stride++) {
    if (axes.every(([from, to]) => Math.ceil(from / stride) === to)) return stride;
  }
  return undefined;
}
