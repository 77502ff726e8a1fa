import { channelsOf, dimensions, type TensorType } from '../network/tensor-type.ts';
import { withChannels } from './build-align.ts';
import { filtersOf } from './build-cells.ts';
import type { Tensor } from './building.ts';
import { inserted, multisets, type Part } from './list-sets.ts';
import type { CellUsePlan } from './plan.ts';
import type { Tensors, Ways } from './ways.ts';

/** Everything but the channels. */
const sizeOf = (type: TensorType): string => `${type.kind} ${dimensions(type).slice(0, -1).join('x')}`;

/** Whether all of them could be brought to one shape by convolutions, if their sizes allow it. */
function areOfOneKind(ways: Ways, sets: readonly Tensors[]): boolean {
  const kinds = new Set(sets.flatMap((set) => set.map((tensor) => tensor && ways.builder.typeOf(tensor.node).kind)));
  return kinds.size === 1 && !kinds.has(undefined) && !kinds.has('tokens');
}

/**
 * What a cell can read, one tensor of each size: several inputs it brings to its own channels by convolutions. All of it
 * where that is not so.
 */
export function withoutChannels(ways: Ways, plan: CellUsePlan, inputs: readonly Tensors[]): readonly Tensors[] {
  if (inputs.length < 2 || ways.align !== 'conv' || ways.frame.units !== undefined) return inputs;
  if (!areOfOneKind(ways, inputs)) return inputs;
  const isOwn = ways.frame.filters !== undefined || !ways.each(() => filtersOf(ways, plan)).includes(undefined);
  return isOwn ? inputs.map((set) => bySize(ways, set)) : inputs;
}

/** One tensor of each size, whatever its channels. */
function bySize(ways: Ways, tensors: Tensors): Tensors {
  const sizes = new Map<string, Tensor | undefined>();
  for (const tensor of tensors) {
    const size = tensor ? `${sizeOf(ways.builder.typeOf(tensor.node))} ${tensor.stride}` : '';
    if (!sizes.has(size)) sizes.set(size, tensor);
  }
  return [...sizes.values()];
}

/** What a reducer can get. To `concat`, two tensors of one size are one that has the channels of both. */
export function listsFor(ways: Ways, operation: string, parts: readonly Part[]): readonly (readonly Tensor[])[] {
  if (operation !== 'concat') return multisets(parts);
  const settled = parts.map(({ items, min, max }) => ({
    items: items.map((set) => ways.settled(set)),
    min,
    max,
  }));
  return multisets(settled, (list, tensor) => {
    const type = ways.builder.typeOf(tensor.node);
    const size = sizeOf(type);
    const at = list.findIndex((other) => sizeOf(ways.builder.typeOf(other.node)) === size);
    const other = list[at];
    if (!other || type.kind === 'tokens') return inserted(list, tensor);
    const channels = channelsOf(type) + channelsOf(ways.builder.typeOf(other.node));
    const both = ways.one({ node: ways.builder.input(withChannels(type, channels)), stride: 1 });
    return inserted(
      list.filter((_, i) => i !== at),
      both ?? tensor,
    );
  });
}
