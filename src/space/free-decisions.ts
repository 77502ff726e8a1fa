import type { AddedCosts } from '../network/cost.ts';
import type { Assignment } from './decision.ts';
import { type Table, type Unit, wayOf } from './units.ts';

/** What architectures cost that differ only in decisions which nothing else depends on. */
export interface Free {
  readonly least: AddedCosts;
  readonly most: AddedCosts;
  /** Whether a decision is one of those, if all those in `given` stay as they are. */
  isFree(path: string, given: Assignment): boolean;
}

/** The ways of one unit, in all its places together. */
interface Choice {
  readonly unit: Unit;
  /** Of each way, what it costs more than the one that was taken; undefined if the rest of the network can tell them apart. */
  readonly more: readonly (AddedCosts | undefined)[];
}

/**
 * Units that give the same types in each of their places, however they are decided, leave everything else as it is: what
 * they cost adds up, and the least and the most of each are those of the whole.
 */
export function freeDecisions(now: AddedCosts, tables: readonly Table[], assignment: Assignment): Free {
  const places = new Map<Unit, Table[]>();
  for (const table of tables) {
    const same = places.get(table.unit);
    if (same) same.push(table);
    else places.set(table.unit, [table]);
  }
  const least = { ...now };
  const most = { ...now };
  const choices = new Map<string, Choice>();
  for (const [unit, all] of places) {
    const choice = {
      unit,
      more: moreOf(
        all,
        wayOf(unit, (path) => assignment[path]),
      ),
    };
    for (const path of unit.paths) choices.set(path, choice);
    for (const name of ['params', 'macs'] as const) {
      let low = 0;
      let high = 0;
      for (const more of choice.more) {
        low = Math.min(low, more?.[name] ?? 0);
        high = Math.max(high, more?.[name] ?? 0);
      }
      least[name] += low;
      most[name] += high;
    }
  }
  const isFree = (path: string, given: Assignment): boolean => {
    const choice = choices.get(path);
    return choice?.unit.ways.every((way, i) => choice.more[i] || !agrees(way, given)) ?? false;
  };
  return { least, most, isFree };
}

function moreOf(tables: readonly Table[], now: number): (AddedCosts | undefined)[] {
  const [first] = tables;
  return (first?.outcomes ?? []).map((_, way) => {
    let params = 0;
    let macs = 0;
    for (const { outcomes } of tables) {
      const taken = outcomes[now];
      const other = outcomes[way];
      if (!taken || !other || taken.key !== other.key) return undefined;
      params += other.params - taken.params;
      macs += other.macs - taken.macs;
    }
    return { params, macs };
  });
}

function agrees(way: Assignment, given: Assignment): boolean {
  for (const path in way) if (path in given && given[path] !== way[path]) return false;
  return true;
}
