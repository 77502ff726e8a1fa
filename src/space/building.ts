import type { NetworkBuilder, NodeBuilder } from '../network/draft.ts';
import type { AttributeValue, Network, NetworkNode, NodeId, Provenance, SourceRange } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Operation } from '../network/operation.ts';
import type { Assignment, DecisionValue } from './decision.ts';
import type { Align, CellUsePlan, Hole, Slot, StepPlan, TensorPlan, ValuePlan } from './plan.ts';

const mostNodes = 20_000;

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

/** What deciding a value needs to know of the place where it stands. */
export type ValueContext = Pick<Building, 'decided' | 'place' | 'frame' | 'inFrame'>;

/** For values outside of a network: those of a training. */
export const valueContext = (assignment: Assignment): ValueContext => ({
  decided: (hole) => valueIn(assignment, hole),
  place: nowhere,
  frame: emptyFrame,
  inFrame: (_frame, run) => run(),
});

function valueIn(assignment: Assignment, hole: Hole): DecisionValue {
  const value = assignment[hole.path];
  if (value === undefined) throw new RangeError(`The assignment has no value for ${hole.path}.`);
  return value;
}

/** What `rnn` runs at every step, and where. */
export interface RecurrentBody {
  readonly step: StepPlan;
  /** Those of `rnn` that are known. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly operation: Operation | undefined;
  readonly input: Tensor;
  readonly range: SourceRange;
}

/** The parts of building that contain one another. */
export interface Walkers {
  tensor(building: Building, plan: TensorPlan): Tensor | undefined;
  use(building: Building, plan: CellUsePlan, inputs: readonly (Tensor | undefined)[]): Tensor | undefined;
  body(building: Building, body: RecurrentBody): Network;
}

/** A use of a cell with everything that what it gives depends on, besides decisions. */
export interface CellUseHere {
  readonly plan: CellUsePlan;
  readonly settings: ReadonlyMap<string, Setting>;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly stride: number;
  readonly filters: number | undefined;
}

/** Builds a use of a cell, or takes what an equal one gave. */
export interface UseBuilder {
  use(building: Building, use: CellUseHere, build: () => NodeId | undefined): NodeId | undefined;
  /** Likewise a step; without it every step is run. */
  step?(building: Building, step: StepPlan, history: History, run: () => History): History;
}

/** Counts the edges of cells while they are built. */
export interface EdgeCounts {
  /** By the name of the cell. */
  readonly counts: Map<string, number>;
  nodeAt(node: NodeId): NetworkNode;
}

interface BuildingOptions {
  readonly align: Align;
  readonly walkers: Walkers;
  readonly reuse: UseBuilder | undefined;
  readonly edges: EdgeCounts | undefined;
}

/** Where the builder is: state that changes on the way down and is put back on the way up. */
export class Building {
  readonly builder: NodeBuilder;
  readonly align: Align;
  private readonly assignment: Assignment;
  frame: Frame = { ...emptyFrame, slots: new Map(), read: new Set() };
  place: Place = nowhere;
  /** How many named tensors deep: only what they read counts as used. */
  depth = 0;
  /** Operations so far. */
  size = 0;
  /** Absent: edges are not counted. */
  readonly edges: EdgeCounts | undefined;
  /** Absent: every use of a cell is built. */
  readonly reuse: UseBuilder | undefined;

  readonly walkers: Walkers;

  constructor(builder: NodeBuilder, assignment: Assignment, { align, walkers, reuse, edges }: BuildingOptions) {
    this.edges = edges;
    this.builder = builder;
    this.assignment = assignment;
    this.align = align;
    this.walkers = walkers;
    this.reuse = reuse;
  }

  decided(hole: Hole): DecisionValue {
    return valueIn(this.assignment, hole);
  }

  /** What is decided of a path; undefined where it does not exist. */
  valueAt(path: string): DecisionValue | undefined {
    return this.assignment[path];
  }

  /** The same place with another builder, where some things are decided in another way. */
  deciding(builder: NodeBuilder, values: Assignment): Building {
    const { align, walkers, frame, place } = this;
    // Over this assignment, not a copy of it: this runs for every option of every step.
    const assignment: Assignment = Object.assign(Object.create(this.assignment), values);
    const inner = new Building(builder, assignment, { align, walkers, reuse: undefined, edges: undefined });
    inner.frame = frame;
    inner.place = place;
    return inner;
  }

  /** The same place with another builder: the body of a recurrent cell is a network of its own. */
  inside(builder: NetworkBuilder, frame: Frame): Building {
    const inner = new Building(builder, this.assignment, {
      align: this.align,
      walkers: this.walkers,
      // a body is a network of its own
      reuse: undefined,
      edges: this.edges && { counts: this.edges.counts, nodeAt: builder.nodeAt },
    });
    inner.frame = frame;
    inner.place = this.place;
    return inner;
  }

  /** Repeats within repeats could ask for more than a machine holds. */
  mustFit(range: SourceRange | undefined, more = 1): void {
    this.size += more;
    if (this.size > mostNodes)
      throw new NetworkError(`This network has more than ${mostNodes} operations. Repeat less.`, range);
  }

  /** Plain objects: this runs for every node of every network. */
  from(range: SourceRange | undefined, part?: string): Provenance {
    const { decision } = this.place;
    const scope = part === undefined ? this.place.scope : [...this.place.scope, part];
    if (range === undefined) return decision === undefined ? { scope } : { decision, scope };
    return decision === undefined ? { range, scope } : { range, decision, scope };
  }

  /** Runs something at another place, then comes back. */
  at<T>(place: Place, run: () => T): T {
    const outer = this.place;
    this.place = place;
    const result = run();
    this.place = outer;
    return result;
  }
  within<T>(name: string, run: () => T): T {
    const { scope, decision, channels, range } = this.place;
    return this.at({ scope: [...scope, name], decision, channels, range }, run);
  }
  by<T>(decision: string, run: () => T): T {
    const { scope, channels, range } = this.place;
    return this.at({ scope, decision, channels, range }, run);
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
