import { settle } from './build-align.ts';
import { Building, type Tensor } from './building.ts';
import { representatives } from './coverage.ts';
import type { DecisionValue } from './decision.ts';
import type { Hole } from './plan.ts';

/** Something of which there is more than was looked at: nothing is proven. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
}

/** Everything that a tensor can be: each once, the same object for the same type and stride. */
export type Tensors = readonly (Tensor | undefined)[];

const mostTensors = 64;

export function union(a: Tensors, b: Tensors): Tensors {
  if (a === b || b.every((tensor) => a.includes(tensor))) return a;
  const all = [...a, ...b.filter((tensor) => !a.includes(tensor))];
  if (all.length > mostTensors) throw new TooMany();
  return all;
}

export const sameTensors = (a: Tensors, b: Tensors): boolean =>
  a === b || (a.length === b.length && a.every((tensor) => b.includes(tensor)));

/** Ways that are gone, in all and at one place. */
const mostWays = 600;
const mostHere = 300;

interface Turn {
  /** The path of a decision, or how many choices came before. */
  readonly key: string | number;
  readonly options: readonly unknown[];
  at: number;
}

/** Goes every way that decisions leave open at one place: it runs what is done there again and again. */
export class Ways extends Building {
  /** The way that is gone, as far as something was decided on it. */
  private turns: Turn[] = [];
  private choices = 0;
  private gone = 0;
  private readonly known = new Map<number, Tensor>();

  /** What `run` gives, each once, whatever is decided of what it asks for. `size` becomes the largest. */
  each<T>(run: () => T): readonly T[] {
    const { turns: outer, choices, size } = this;
    const found = new Set<T>();
    let largest = size;
    this.turns = [];
    for (let here = 1; ; here++) {
      if (here > mostHere || ++this.gone > mostWays) throw new TooMany();
      this.choices = 0;
      this.size = size;
      found.add(run());
      largest = Math.max(largest, this.size);
      if (!this.turnOver()) break;
    }
    this.turns = outer;
    this.choices = choices;
    this.size = largest;
    return [...found];
  }

  /** The next way; false if there is none. */
  private turnOver(): boolean {
    for (let last = this.turns.at(-1); last; last = this.turns.at(-1)) {
      if (++last.at < last.options.length) return true;
      this.turns.pop();
    }
    return false;
  }

  /** One of them: within `each`, each in turn. */
  choose<T>(options: readonly T[]): T {
    return options.length === 1 ? (options[0] as T) : this.turn(this.choices++, () => options);
  }

  private turn<T>(key: string | number, options: () => readonly T[]): T {
    let turn = this.turns.find((t) => t.key === key);
    if (!turn) {
      turn = { key, options: options(), at: 0 };
      this.turns.push(turn);
    }
    return turn.options[turn.at] as T;
  }

  override decided(hole: Hole): DecisionValue {
    return this.turn(hole.path, () => representatives(hole));
  }

  /** The ways of several that exclude each other: of their operations, the most count. */
  either<T, R>(options: readonly T[], run: (option: T) => R): R[] {
    const { size } = this;
    let largest = size;
    const results = options.map((option) => {
      this.size = size;
      const result = run(option);
      largest = Math.max(largest, this.size);
      return result;
    });
    this.size = largest;
    return results;
  }

  anyOf<T>(options: readonly T[], run: (option: T) => Tensors): Tensors {
    return this.either(options, run).reduce(union, []);
  }

  /** What `run` gives, whatever is decided. */
  tensors(run: () => Tensor | undefined): Tensors {
    return this.each(() => this.one(run()));
  }

  /** What `settle` makes of them. */
  settled(tensors: Tensors): Tensors {
    if (tensors.every((tensor) => tensor === undefined || tensor.stride === 1)) return tensors;
    return this.tensors(() => {
      const tensor = this.choose(tensors);
      return tensor && { node: settle(this, tensor), stride: 1 };
    });
  }

  /** The same object for equal tensors. */
  one(tensor: Tensor | undefined): Tensor | undefined {
    if (!tensor) return undefined;
    const key = tensor.node * 5000 + tensor.stride;
    const known = this.known.get(key);
    if (known) return known;
    this.known.set(key, tensor);
    return tensor;
  }
}
