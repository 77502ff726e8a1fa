import type { NetworkBuilder } from '../network/draft.ts';
import type { NodeId, Provenance, SourceRange } from '../network/network.ts';
import type { Assignment, DecisionValue } from './decision.ts';
import type { Align, Hole, Slot, ValuePlan } from './plan.ts';

/** A tensor while a network is built. Empty (undefined elsewhere): what an empty list gives. */
export interface Tensor {
  readonly node: NodeId;
  /** The stride with which whatever reads a cell's input runs; 1: as usual. */
  readonly stride: number;
}

/** What a chain has given so far: cells add to it, operations replace the newest. */
export type History = readonly (Tensor | undefined)[];

/** A value and the frame that its own names belong to: that of the use which brought it. */
export interface Setting {
  readonly plan: ValuePlan;
  readonly frame: Frame;
}

/** One use of a cell, or the space itself: what names stand for there. */
export interface Frame {
  readonly slots: Map<Slot, Tensor | undefined>;
  readonly settings: ReadonlyMap<string, Setting>;
  /** Slots that nodes of this frame have read. */
  readonly read: Set<Slot>;
  /** Channels that `filters: same` means here; undefined: those of the input. */
  readonly filters: number | undefined;
  /** Features that `units: same` means in a recurrent cell. */
  readonly units: number | undefined;
  /** Where the body starts; a tensor with a name is built there, whoever reads it first. */
  readonly place: Place;
}

export interface Place {
  readonly scope: readonly string[];
  readonly decision: string | undefined;
  /** Channels that entered the enclosing `op` or cell. */
  readonly channels: number | undefined;
  readonly range: SourceRange | undefined;
}

/** Where the builder is: state that changes on the way down and is put back on the way up. */
export class Building {
  readonly builder: NetworkBuilder;
  readonly align: Align;
  private readonly assignment: Assignment;
  frame: Frame = { ...emptyFrame, slots: new Map(), read: new Set() };
  place: Place = nowhere;
  /** How many named tensors deep: only what they read counts as used. */
  depth = 0;

  constructor(builder: NetworkBuilder, assignment: Assignment, align: Align) {
    this.builder = builder;
    this.assignment = assignment;
    this.align = align;
  }

  decided(hole: Hole): DecisionValue {
    const value = this.assignment[hole.path];
    if (value === undefined) throw new RangeError(`The assignment has no value for ${hole.path}.`);
    return value;
  }

  /** The same place with another builder: the body of a recurrent cell is a network of its own. */
  inside(builder: NetworkBuilder, frame: Frame): Building {
    const inner = new Building(builder, this.assignment, this.align);
    inner.frame = frame;
    inner.place = this.place;
    return inner;
  }

  from(range: SourceRange | undefined, part?: string): Provenance {
    const { scope, decision } = this.place;
    return {
      ...(range && { range }),
      ...(decision !== undefined && { decision }),
      scope: part === undefined ? scope : [...scope, part],
    };
  }

  /** Runs something at a changed place, then puts the old one back. */
  at<T>(change: Partial<Place>, run: () => T): T {
    const outer = this.place;
    this.place = { ...outer, ...change };
    const result = run();
    this.place = outer;
    return result;
  }
  within<T>(name: string, run: () => T): T {
    return this.at({ scope: [...this.place.scope, name] }, run);
  }
  by<T>(decision: string, run: () => T): T {
    return this.at({ decision }, run);
  }
  inFrame<T>(frame: Frame, run: () => T): T {
    const outer = this.frame;
    this.frame = frame;
    const result = run();
    this.frame = outer;
    return result;
  }
}

const nowhere: Place = { scope: [], decision: undefined, channels: undefined, range: undefined };
const emptyFrame: Frame = {
  slots: new Map(),
  settings: new Map(),
  read: new Set(),
  filters: undefined,
  units: undefined,
  place: nowhere,
};
