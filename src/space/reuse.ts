import type { Network, NodeId } from '../network/network.ts';
import { describe, type TensorType } from '../network/tensor-type.ts';
import { decidedValue } from './build-values.ts';
import type { Building, CellUseHere, Frame, Tensor, UseBuilder, ValueContext } from './building.ts';
import type { CellPlan, ValuePlan } from './plan.ts';

/** Nodes of one network, and the spans that stand for more of the same. */
export interface Span {
  readonly from: number;
  to: number;
  readonly reused: Span[];
}

interface Known {
  readonly type: TensorType;
  readonly span: Span;
  /** Operations in it. */
  readonly size: number;
}

/**
 * Uses of a cell that were built already, in one network. A cell is decided once: on inputs of the same types and with
 * the same settings it gives the same type at the same cost, or fails in the same way. So for checks and costs the second
 * use of six need not be built.
 */
export class Reuse implements UseBuilder {
  readonly whole: Span = { from: 0, to: 0, reused: [] };
  private readonly known = new Map<string, Known>();
  private readonly cells = new Map<CellPlan, number>();
  private readonly open: Span[] = [this.whole];

  /** Builds a use, or takes what a use of the same kind gave. */
  use(building: Building, use: CellUseHere, build: () => NodeId | undefined): NodeId | undefined {
    // What stands within a decision belongs to it: who observes decisions must see it built.
    const key = building.observer?.isWithin ? undefined : this.keyOf(building, use);
    if (key === undefined) return build();
    const known = this.known.get(key);
    if (known) {
      this.open.at(-1)?.reused.push(known.span);
      building.mustFit(use.plan.range, known.size);
      return building.builder.input(known.type);
    }
    const span: Span = { from: building.builder.size, to: 0, reused: [] };
    const before = building.size;
    this.open.push(span);
    const node = build();
    this.open.pop();
    this.open.at(-1)?.reused.push(...span.reused);
    span.to = building.builder.size;
    if (node !== undefined)
      this.known.set(key, { type: building.builder.typeOf(node), span, size: building.size - before });
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
  // Asking is not deciding: the observer must not see it.
  const context: ValueContext = {
    decided: (hole) => building.valueOf(hole),
    place: building.place,
    get frame() {
      return building.frame;
    },
    inFrame: (frame, run) => building.inFrame(frame, run),
  };
  for (const { plan: value, frame } of settings.values()) {
    if (speaksOfChannels(value, frame)) return undefined;
    key += ` ${String(building.inFrame(frame, () => decidedValue(context, value)))}`;
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

/** A network in which some uses of cells only stand for others. */
export interface Sketch {
  readonly network: Network;
  readonly whole: Span;
}

/** Something additive over all nodes of what is sketched. */
export function total({ network, whole }: Sketch, of: (node: Network['nodes'][number]) => number): number {
  const before = [0];
  for (const node of network.nodes) before.push((before.at(-1) ?? 0) + of(node));
  const sums = new Map<Span, number>();
  const sum = (span: Span): number => {
    const known = sums.get(span);
    if (known !== undefined) return known;
    const own = (before[span.to] ?? 0) - (before[span.from] ?? 0);
    const all = span.reused.reduce((so, other) => so + sum(other), own);
    sums.set(span, all);
    return all;
  };
  return sum({ ...whole, from: 0, to: network.nodes.length });
}
