import type { AddedCosts } from '../network/cost.ts';
import type { Assignment } from './decision.ts';
import { type Table, type Unit, wayOf } from './units.ts';

/** What architectures cost that differ only in decisions which nothing else depends on. */
export interface Free {
  /** Over all of them that take what is given. */
  ends(given: Assignment): Ends;
  /** Whether a decision is one of those, if all those in `given` stay as they are. */
  isFree(path: string, given: Assignment): boolean;
}

export interface Ends {
  readonly least: AddedCosts;
  readonly most: AddedCosts;
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
  const choices: Choice[] = [];
  const byPath = new Map<string, Choice>();
  for (const [unit, all] of places) {
    const choice = {
      unit,
      more: moreOf(
        all,
        wayOf(unit, (path) => assignment[path]),
      ),
    };
    choices.push(choice);
    for (const path of unit.paths) byPath.set(path, choice);
  }
  const ends = (given: Assignment): Ends => {
    const least = { ...now };
    const most = { ...now };
    for (const { unit, more } of choices) {
      for (const name of ['params', 'macs'] as const) {
        let low = 0;
        let high = 0;
        more.forEach((added, i) => {
          if (!added || !agrees(unit.ways[i] as Assignment, given)) return;
          low = Math.min(low, added[name]);
          high = Math.max(high, added[name]);
        });
        least[name] += low;
        most[name] += high;
      }
    }
    return { least, most };
  };
  const isFree = (path: string, given: Assignment): boolean => {
    const choice = byPath.get(path);
    return choice?.unit.ways.every((way, i) => choice.more[i] || !agrees(way, given)) ?? false;
  };
  return { ends, isFree };
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
