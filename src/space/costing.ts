import type { AddedCosts } from '../network/cost.ts';
import { type Added, CostBuilder } from '../network/cost-builder.ts';
import type { NodeId } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import type { TensorType } from '../network/tensor-type.ts';
import type { Building, CellUseHere, History, UseBuilder } from './building.ts';
import type { Assignment } from './decision.ts';
import { type Free, freeDecisions } from './free-decisions.ts';
import { buildOn } from './instantiate.ts';
import type { CellPlan, SpacePlan, StepPlan } from './plan.ts';
import { keyOfUse } from './reuse.ts';
import { TreeMaker } from './tree.ts';
import { pathsIn } from './tree-space.ts';
import { type Table, Units, wayOf } from './units.ts';

/** What a use of a cell gave. */
interface Known {
  readonly type: TensorType;
  readonly added: AddedCosts;
  /** Operations in it. */
  readonly size: number;
  /** Of the units in it, each as often as it stands there. */
  readonly tables: readonly Table[];
}
type KnownUses = Map<CellPlan, Map<string, Known>>;

/** So many tables take as long as a node. */
const TABLES = 4;

/** What an architecture costs, and those that differ from it in decisions which nothing else depends on. */
export interface Costs extends Added, Free {}

/**
 * Parameters and multiply-accumulates of many architectures of one plan. A use of a cell that is decided as in an earlier
 * architecture, on inputs of the same types and with the same settings, is not built again, and neither is a step on a
 * tensor of the same type.
 */
export class Costing {
  private readonly plan: SpacePlan;
  private readonly units = new Units();
  private readonly uses: KnownUses = new Map();
  private readonly paths = new Map<CellPlan, readonly string[]>();

  constructor(plan: SpacePlan) {
    this.plan = plan;
  }

  /** Undefined where shapes can't meet. */
  of(assignment: Assignment): Costs | undefined {
    const builder = new CostBuilder();
    const parts = new Parts(builder, this.units, this.uses, (cell) => this.decisionsOf(cell, assignment));
    try {
      buildOn(builder, this.plan, assignment, { reuse: parts, edges: undefined });
    } catch (error) {
      if (error instanceof NetworkError) return undefined;
      throw error;
    }
    builder.labour(parts.tables.length / TABLES);
    const { added } = builder;
    return { ...added, ...freeDecisions(added, parts.tables, assignment) };
  }

  private decisionsOf(cell: CellPlan, assignment: Assignment): string {
    let paths = this.paths.get(cell);
    if (!paths) {
      paths = pathsIn(new TreeMaker().body(cell.group.plan));
      this.paths.set(cell, paths);
    }
    return paths.map((path) => String(assignment[path])).join(' ');
  }
}

/** The parts of one architecture: what was built before is adopted. */
class Parts implements UseBuilder {
  /** Of all units, each as often as it stands in the network. */
  tables: Table[] = [];
  private readonly builder: CostBuilder;
  private readonly units: Units;
  private readonly uses: KnownUses;
  private readonly decisionsOf: (cell: CellPlan) => string;
  private readonly decided = new Map<CellPlan, string>();

  constructor(builder: CostBuilder, units: Units, uses: KnownUses, decisionsOf: (cell: CellPlan) => string) {
    this.builder = builder;
    this.units = units;
    this.uses = uses;
    this.decisionsOf = decisionsOf;
  }

  use(building: Building, use: CellUseHere, build: () => NodeId | undefined): NodeId | undefined {
    const { builder } = this;
    const { cell, range } = use.plan;
    const place = keyOfUse(building, use);
    if (place === undefined) return build();
    const decided = this.decided.get(cell) ?? this.decisionsOf(cell);
    this.decided.set(cell, decided);
    const among = this.uses.get(cell) ?? new Map<string, Known>();
    this.uses.set(cell, among);
    const key = `${place} ${decided}`;
    const known = among.get(key);
    if (known) {
      building.mustFit(range, known.size);
      this.tables.push(...known.tables);
      return builder.adopt(known.type, known.added);
    }
    const before = builder.added;
    const { size } = building;
    const outer = this.tables;
    this.tables = [];
    const node = build();
    const { tables } = this;
    this.tables = outer;
    this.tables.push(...tables);
    if (node === undefined) return undefined;
    const { params, macs } = builder.added;
    const added = { params: params - before.params, macs: macs - before.macs };
    among.set(key, { type: builder.typeOf(node), added, size: building.size - size, tables });
    return node;
  }

  step(building: Building, step: StepPlan, history: History, run: () => History): History {
    this.builder.labour(1);
    const input = history[history.length - 1];
    const unit = input && this.units.of(step);
    // Another way could open a shared decision that this architecture does not have.
    if (!input || !unit || unit.shared.some((path) => building.valueAt(path) === undefined)) return run();
    const table = this.units.table(unit, building, input, () => this.builder.labour(unit.ways.length));
    const outcome = table.outcomes[wayOf(unit, (path) => building.valueAt(path))];
    // Where it does not fit, the reason is told by running it.
    if (!outcome) return run();
    building.mustFit(undefined, outcome.size);
    if (unit.ways.length > 1) this.tables.push(table);
    return [...history.slice(0, -1), { node: this.builder.adopt(outcome.type, outcome), stride: outcome.stride }];
  }
}
