import type { NodeId } from '../network/network.ts';
import { image, sequence, type TensorType, tokens, vector } from '../network/tensor-type.ts';
import { settle } from './build-align.ts';
import { join, runCall, runStep } from './build-steps.ts';
import { decidedValue } from './build-values.ts';
import type { Building, Tensor } from './building.ts';
import { slotOf } from './lists.ts';
import type { Item, ListPlan, Slot, TensorPlan } from './plan.ts';

/** A tensor under the assignment. Tensors with a name are built once, when something reads them first. */
export function tensorOf(building: Building, plan: TensorPlan): Tensor | undefined {
  switch (plan.kind) {
    case 'input':
      return { node: building.builder.input(inputType(building, plan), building.from(plan.range)), stride: 1 };
    case 'slot':
      return readSlot(building, plan.slot);
    case 'last': {
      const slot = plan.slots.findLast((s) => exists(building, s));
      return slot && readSlot(building, slot);
    }
    case 'flow': {
      const history = runStep(building, plan.step, [tensorOf(building, plan.from)]);
      return history[history.length - 1];
    }
    case 'call':
      return runCall(
        building,
        plan.step,
        plan.inputs.flatMap((list) => listOf(building, list)),
      );
    case 'choice': {
      const option = plan.options[building.decided(plan.hole) as number];
      return option && building.by(plan.hole.path, () => tensorOf(building, option));
    }
    case 'pick': {
      const item = plan.from[building.decided(plan.hole) as number];
      return item && building.by(plan.hole.path, () => tensorOf(building, item.tensor));
    }
    case 'combine':
      return combine(building, plan);
    case 'fallback':
      return tensorOf(building, plan.first) ?? tensorOf(building, plan.second);
    case 'body':
      return tensorOf(building, plan.body.result);
  }
}

const reducers = { '+': 'sum', '-': 'sub', '*': 'mul' } as const;

function combine(building: Building, plan: Combination): Tensor | undefined {
  return combined(building, plan, [tensorOf(building, plan.left), tensorOf(building, plan.right)]);
}

export type Combination = Extract<TensorPlan, { kind: 'combine' }>;

export function combined(
  building: Building,
  plan: Combination,
  sides: readonly (Tensor | undefined)[],
): Tensor | undefined {
  const nodes = sides.filter((tensor) => tensor !== undefined).map((tensor) => settle(building, tensor));
  // beside nothing, a tensor is its own sum
  if (nodes.length === 1) return { node: nodes[0] as NodeId, stride: 1 };
  return join(building, reducers[plan.operator], nodes, plan.range);
}

export function inputType(building: Building, plan: Extract<TensorPlan, { kind: 'input' }>): TensorType {
  const values = plan.values.map((value) => decidedValue(building, value));
  const [a, b, c] = values.flat() as number[];
  switch (plan.type) {
    case 'image':
      return image(a ?? 0, b ?? 0, c ?? 0);
    case 'vector':
      return vector(a ?? 0);
    case 'sequence':
      return sequence(a ?? 0, b ?? 0);
    case 'tokens':
      return tokens(a ?? 0, b ?? 0);
  }
}

function readSlot(building: Building, slot: Slot): Tensor | undefined {
  if (building.depth > 0) building.frame.read.add(slot);
  return compute(building, slot);
}

function compute(building: Building, slot: Slot): Tensor | undefined {
  const { slots, place } = building.frame;
  const { plan } = slot;
  if (slots.has(slot) || !plan) return slots.get(slot);
  building.depth++;
  const tensor = building.at({ ...place, scope: [...place.scope, slot.label] }, () => tensorOf(building, plan));
  building.depth--;
  const settled = tensor && { node: settle(building, tensor), stride: 1 };
  slots.set(slot, settled);
  return settled;
}

export function exists(building: Building, slot: Slot): boolean {
  return !slot.exists || (decidedValue(building, slot.exists.count) as number) >= slot.exists.place;
}

function itemExists(building: Building, { tensor }: Item): boolean {
  const slot = slotOf(tensor);
  return !slot || exists(building, slot);
}

function listOf(building: Building, list: ListPlan): (Tensor | undefined)[] {
  switch (list.kind) {
    case 'items':
      return list.items.filter((item) => itemExists(building, item)).map((item) => tensorOf(building, item.tensor));
    case 'subset': {
      const chosen = building.decided(list.hole) as readonly number[];
      return building.by(list.hole.path, () => chosen.map((i) => tensorOf(building, (list.items[i] as Item).tensor)));
    }
    case 'unused': {
      const nodes = list.items.filter((item) => exists(building, item.slot));
      for (const { slot } of nodes) compute(building, slot);
      const { read } = building.frame;
      return nodes.filter(({ slot }) => !read.has(slot)).map((item) => tensorOf(building, item.tensor));
    }
    case 'join':
      return list.parts.flatMap((part) => listOf(building, part));
  }
}
