import type { NodeId } from '../network/network.ts';
import { describe, type TensorType } from '../network/tensor-type.ts';
import { decidedValue } from './build-values.ts';
import type { Building, CellUseHere, Frame, Tensor, UseBuilder } from './building.ts';
import type { CellPlan, ValuePlan } from './plan.ts';

interface Known {
  readonly type: TensorType;
  /** Operations in it. */
  readonly size: number;
}

/**
 * Uses of a cell that were built already, in one network. A cell is decided once: on inputs of the same types and with
 * the same settings it gives the same type at the same cost, or fails in the same way. So for checks and costs the second
 * use of six need not be built.
 */
export class Reuse implements UseBuilder {
  private readonly known = new Map<string, Known>();
  private readonly cells = new Map<CellPlan, number>();

  /** Builds a use, or takes what a use of the same kind gave. */
  use(building: Building, use: CellUseHere, build: () => NodeId | undefined): NodeId | undefined {
    const key = this.keyOf(building, use);
    if (key === undefined) return build();
    const known = this.known.get(key);
    if (known) {
      building.mustFit(use.plan.range, known.size);
      return building.builder.input(known.type);
    }
    const before = building.size;
    const node = build();
    if (node !== undefined) this.known.set(key, { type: building.builder.typeOf(node), size: building.size - before });
    return node;
  }

  private keyOf(building: Building, use: CellUseHere): string | undefined {
    const { cell } = use.plan;
    const id = this.cells.get(cell) ?? this.cells.size;
    this.cells.set(cell, id);
    const key = keyOfUse(building, use);
    return key && `${id} ${key}`;
  }
}

/** Equal for uses of one cell that give the same if its decisions are; undefined where a setting means something else in each place. */
export function keyOfUse(building: Building, { settings, inputs, stride, filters }: CellUseHere): string | undefined {
  let key = `${stride} ${filters} ${building.frame.units}`;
  for (const input of inputs) key += input ? ` ${typeKey(building, input)}` : ' -';
  for (const { plan: value, frame } of settings.values()) {
    if (speaksOfChannels(value, frame)) return undefined;
    key += ` ${String(building.inFrame(frame, () => decidedValue(building, value)))}`;
  }
  return key;
}

/** Type and pending stride of a tensor. */
export function typeKey(building: Building, { node, stride }: Tensor): string {
  const type = building.builder.typeOf(node);
  return `${type.kind} ${describe(type)} ${stride}`;
}

export function speaksOfChannels(plan: ValuePlan, frame: Frame): boolean {
  switch (plan.kind) {
    case 'channels':
      return true;
    case 'setting': {
      const setting = frame.settings.get(plan.name);
      return setting === undefined || speaksOfChannels(setting.plan, setting.frame);
    }
    case 'constant':
    case 'number':
      return false;
    case 'choice':
      return plan.options.some((option) => speaksOfChannels(option, frame));
    case 'tuple':
      return plan.items.some((item) => speaksOfChannels(item, frame));
    case 'arithmetic':
      return speaksOfChannels(plan.left, frame) || speaksOfChannels(plan.right, frame);
    case 'shared':
      return speaksOfChannels(plan.group.plan, frame);
  }
}
