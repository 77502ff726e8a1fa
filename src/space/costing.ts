import type { AddedCosts } from '../network/cost.ts';
import { type Added, CostBuilder } from '../network/cost-builder.ts';
import type { NodeId, SourceRange } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import type { TensorType } from '../network/tensor-type.ts';
import type { Building, CellUseHere, History, Observer, Tensor, UseBuilder } from './building.ts';
import type { Assignment } from './decision.ts';
import { isFixed } from './fixed-steps.ts';
import { buildOn } from './instantiate.ts';
import type { CellPlan, SpacePlan, StepPlan } from './plan.ts';
import { keyOfUse, typeKey } from './reuse.ts';
import { childrenOf, type Tree, TreeMaker } from './tree.ts';

/** What a part of a network gave: its type, and what all in it costs. */
interface Known {
  readonly type: TensorType;
  readonly stride: number;
  readonly added: AddedCosts;
  /** Operations in it. */
  readonly size: number;
}
type KnownByKey = Map<string, Known>;

/**
 * Parameters and multiply-accumulates of many architectures of one plan. A use of a cell that is decided as in an earlier
 * architecture, on inputs of the same types and with the same settings, is not built again, and neither is an option
 * without decisions of its own on a tensor of the same type.
 */
export class Costing {
  private readonly plan: SpacePlan;
  private readonly options = new Map<StepPlan, KnownByKey>();
  private readonly uses = new Map<CellPlan, KnownByKey>();
  private readonly paths = new Map<CellPlan, readonly string[]>();

  constructor(plan: SpacePlan) {
    this.plan = plan;
  }

  /** Undefined where shapes can't meet. An observer sees each use of a cell that is built in this architecture first. */
  of(assignment: Assignment, observer?: Observer): Added | undefined {
    const builder = new CostBuilder();
    // What is not built again is not seen either.
    const uses = observer ? new Map<CellPlan, KnownByKey>() : this.uses;
    const known = new Parts(builder, uses, this.options, (cell) => this.decisionsOf(cell, assignment));
    try {
      buildOn(builder, this.plan, assignment, { observer, reuse: known });
    } catch (error) {
      if (error instanceof NetworkError) return undefined;
      throw error;
    }
    return builder.added;
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
  private readonly builder: CostBuilder;
  private readonly uses: Map<CellPlan, KnownByKey>;
  private readonly options: Map<StepPlan, KnownByKey>;
  private readonly decisionsOf: (cell: CellPlan) => string;
  private readonly decided = new Map<CellPlan, string>();

  constructor(
    builder: CostBuilder,
    uses: Map<CellPlan, KnownByKey>,
    options: Map<StepPlan, KnownByKey>,
    decisionsOf: (cell: CellPlan) => string,
  ) {
    this.builder = builder;
    this.uses = uses;
    this.options = options;
    this.decisionsOf = decisionsOf;
  }

  use(building: Building, use: CellUseHere, build: () => NodeId | undefined): NodeId | undefined {
    const { cell, range } = use.plan;
    // What stands within a decision belongs to it: who observes decisions must see it built.
    const key = building.observer?.isWithin ? undefined : keyOfUse(building, use);
    if (key === undefined) return build();
    const decided = this.decided.get(cell) ?? this.decisionsOf(cell);
    this.decided.set(cell, decided);
    return this.part(building, { among: knownIn(this.uses, cell), key: `${key} ${decided}`, range }, () => {
      const node = build();
      return node === undefined ? undefined : { node, stride: 1 };
    })?.node;
  }

  option(building: Building, option: StepPlan, history: History, build: () => History): History {
    const input = history[history.length - 1];
    if (!input || !isFixed(option)) return build();
    const { frame, place } = building;
    const key = `${typeKey(building, input)} ${frame.filters} ${frame.units} ${place.channels}`;
    const part = { among: knownIn(this.options, option), key, range: place.range };
    const tensor = this.part(building, part, () => {
      const made = build();
      return made[made.length - 1];
    });
    return [...history.slice(0, -1), tensor];
  }

  private part(
    building: Building,
    {
      among,
      key,
      range,
    }: { readonly among: KnownByKey; readonly key: string; readonly range: SourceRange | undefined },
    build: () => Tensor | undefined,
  ): Tensor | undefined {
    const { builder } = this;
    const known = among.get(key);
    if (known) {
      building.mustFit(range, known.size);
      return { node: builder.adopt(known.type, known.added), stride: known.stride };
    }
    const before = builder.added;
    const { size } = building;
    const tensor = build();
    if (!tensor) return undefined;
    const { params, macs } = builder.added;
    among.set(key, {
      type: builder.typeOf(tensor.node),
      stride: tensor.stride,
      added: { params: params - before.params, macs: macs - before.macs },
      size: building.size - size,
    });
    return tensor;
  }
}

function knownIn<Plan>(all: Map<Plan, KnownByKey>, plan: Plan): KnownByKey {
  const found = all.get(plan) ?? new Map<string, Known>();
  all.set(plan, found);
  return found;
}

/** Of all decisions that can exist in a tree. */
function pathsIn(tree: Tree, seen = new Set<Tree>(), paths = new Set<string>()): readonly string[] {
  if (!seen.has(tree)) {
    seen.add(tree);
    if ('hole' in tree) paths.add(tree.hole.path);
    for (const child of childrenOf(tree)) pathsIn(child, seen, paths);
  }
  return [...paths];
}
