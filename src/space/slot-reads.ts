import type { BodyPlan, ListPlan, Slot, TensorPlan } from './plan.ts';

const known = new WeakMap<BodyPlan, ReadonlySet<Slot>>();

/** Tensors that names of a body read which stand outside of its nodes. */
export function slotsReadByLets(body: BodyPlan): ReadonlySet<Slot> {
  let read = known.get(body);
  if (!read) {
    const slots = body.parts.flatMap((part) => (part.kind === 'let' && part.slot.plan ? slotsIn(part.slot.plan) : []));
    read = new Set(slots);
    known.set(body, read);
  }
  return read;
}

function slotsIn(plan: TensorPlan): Slot[] {
  switch (plan.kind) {
    case 'input':
      return [];
    case 'slot':
      return [plan.slot];
    case 'last':
      return [...plan.slots];
    case 'flow':
      return slotsIn(plan.from);
    case 'call':
      return plan.inputs.flatMap(slotsInList);
    case 'choice':
      return plan.options.flatMap(slotsIn);
    case 'pick':
      return plan.from.flatMap((item) => slotsIn(item.tensor));
    case 'combine':
      return [...slotsIn(plan.left), ...slotsIn(plan.right)];
    case 'fallback':
      return [...slotsIn(plan.first), ...slotsIn(plan.second)];
    case 'body':
      return slotsInBody(plan.body);
  }
}

function slotsInBody({ parts, result }: BodyPlan): Slot[] {
  const slots = parts.flatMap((part) => (part.kind === 'nodes' ? part.slots : [part.slot]));
  return [...slots.flatMap(({ plan }) => (plan ? slotsIn(plan) : [])), ...slotsIn(result)];
}

function slotsInList(list: ListPlan): Slot[] {
  return list.kind === 'join'
    ? list.parts.flatMap(slotsInList)
    : list.items.flatMap((item: { readonly tensor: TensorPlan }) => slotsIn(item.tensor));
}

export const nodesIn = ({ parts }: BodyPlan): number =>
  parts.reduce((sum, part) => sum + (part.kind === 'nodes' ? part.slots.length : 0), 0);
