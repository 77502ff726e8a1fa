import type { Tensor } from './building.ts';
import { type Tensors, TooMany } from './ways.ts';

/** A part of a list: between `min` and `max` of the items, in their order; which ones is open. */
export interface Part {
  readonly items: readonly Tensors[];
  readonly min: number;
  readonly max: number;
}

/** One tensor that is there. */
export const fixed = (tensors: Tensors): Part => ({ items: [tensors], min: 1, max: 1 });

const mostAlternatives = 64;
const mostMultisets = 128;

/** Every list that the parts make. */
export function alternatives(parts: readonly Part[]): readonly (readonly Tensors[])[] {
  let lists: readonly (readonly Tensors[])[] = [[]];
  for (const part of parts) {
    const more = subsets(part);
    if (lists.length * more.length > mostAlternatives) throw new TooMany();
    lists =
      more.length === 1
        ? lists.map((list) => [...list, ...(more[0] ?? [])])
        : lists.flatMap((list) => more.map((part) => [...list, ...part]));
  }
  return lists;
}

function subsets({ items, min, max }: Part): readonly (readonly Tensors[])[] {
  let all: readonly (readonly Tensors[])[] = [[]];
  items.forEach((item, i) => {
    const left = items.length - i - 1;
    all = all.flatMap((taken) => [
      ...(taken.length < max ? [[...taken, item]] : []),
      ...(taken.length + left >= min ? [taken] : []),
    ]);
    if (all.length > mostAlternatives) throw new TooMany();
  });
  return all;
}

/**
 * Every list that the parts make, for readers to whom order means nothing: sorted, each once, without what is empty.
 * `insert` may put one tensor in the place of two that the reader does not tell from it.
 */
export function multisets(parts: readonly Part[], insert = inserted): readonly (readonly Tensor[])[] {
  let all: readonly (readonly Tensor[])[] = [[]];
  for (const { items, min, max } of parts) {
    // By how many of the part were taken.
    let byCount: readonly (readonly (readonly Tensor[])[])[] = [all];
    for (const item of items) {
      byCount = Array.from({ length: Math.min(byCount.length, max) + 1 }, (_, count) =>
        distinct([
          ...(byCount[count] ?? []),
          ...(byCount[count - 1] ?? []).flatMap((list) => item.map((tensor) => (tensor ? insert(list, tensor) : list))),
        ]),
      );
    }
    all = distinct(byCount.slice(min).flat());
  }
  return all;
}

const place = ({ node, stride }: Tensor): number => node * 5000 + stride;

export function inserted(list: readonly Tensor[], tensor: Tensor): readonly Tensor[] {
  const at = list.findIndex((other) => place(other) >= place(tensor));
  return at < 0 ? [...list, tensor] : [...list.slice(0, at), tensor, ...list.slice(at)];
}

function distinct(lists: readonly (readonly Tensor[])[]): readonly (readonly Tensor[])[] {
  if (lists.length < 2) return lists;
  const found = new Map(lists.map((list) => [list.map(place).join(), list]));
  if (found.size > mostMultisets) throw new TooMany();
  return [...found.values()];
}
