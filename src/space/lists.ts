import type { Item, ListPlan, Slot, TensorPlan } from './plan.ts';

/** The members of a list that is known as it stands: nothing of it is picked or derived. */
export function itemsOf(list: ListPlan): readonly Item[] | undefined {
  return list.kind === 'items' ? list.items : undefined;
}

export function joinLists(lists: readonly ListPlan[]): ListPlan {
  const items = lists.map(itemsOf);
  if (items.every((known) => known !== undefined)) return { kind: 'items', items: items.flat() };
  return { kind: 'join', parts: lists };
}

/** The list with every tensor replaced; what is picked from it stays the same decision. */
export function mapList(list: ListPlan, apply: (item: Item) => TensorPlan): ListPlan {
  switch (list.kind) {
    case 'items':
    case 'subset':
      return { ...list, items: list.items.map((item) => ({ ...item, tensor: apply(item) })) };
    case 'unused':
      return { ...list, items: list.items.map((item) => ({ ...item, tensor: apply(item) })) };
    case 'join':
      return { ...list, parts: list.parts.map((part) => mapList(part, apply)) };
  }
}

/** The named tensor that an item is, or is made of by one operation. */
export function slotOf(tensor: TensorPlan): Slot | undefined {
  if (tensor.kind === 'slot') return tensor.slot;
  return tensor.kind === 'flow' ? slotOf(tensor.from) : undefined;
}
