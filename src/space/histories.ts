import { channelsAt } from './build-steps.ts';
import type { Tensor } from './building.ts';
import { sameTensors, type Tensors, union, type Ways } from './ways.ts';

/** What a chain has given so far: everything that each of its tensors can be. */
export type History = readonly Tensors[];
/** One for each length that it can have. */
export type Histories = readonly History[];

/** No tensor. */
export const nothing: Tensors = [undefined];

export const last = (history: History): Tensors => history.at(-1) ?? nothing;
export const newest = (histories: Histories): Tensors => histories.map(last).reduce(union);
export const replaced = (history: History, tensors: Tensors): History => [...history.slice(0, -1), tensors];

/** Those of one length as one. */
export function merged(some: Histories, others: Histories): Histories {
  const all = new Map(some.map((history) => [history.length, history]));
  for (const history of others) {
    const same = all.get(history.length);
    all.set(history.length, same ? same.map((set, i) => union(set, history[i] ?? nothing)) : history);
  }
  return [...all.values()];
}

export const sameHistories = (some: Histories, others: Histories): boolean =>
  some.length === others.length &&
  some.every((history, i) => {
    const other = others[i];
    return other?.length === history.length && history.every((set, at) => sameTensors(set, other[at] ?? nothing));
  });

/** One history for each number of channels that the newest tensor can have. */
export function byChannels(ways: Ways, history: History): History[] {
  const groups = new Map<number | undefined, (Tensor | undefined)[]>();
  for (const tensor of last(history)) {
    const channels = channelsAt(ways, tensor);
    const group = groups.get(channels);
    if (group) group.push(tensor);
    else groups.set(channels, [tensor]);
  }
  return groups.size === 1 ? [history] : [...groups.values()].map((group) => replaced(history, group));
}

/** Those of the newest tensor, of which all have the same. */
export const channelsIn = (ways: Ways, history: History): number | undefined => channelsAt(ways, last(history)[0]);
