import type { AddedCosts } from '../network/cost.ts';
import { CostBuilder } from '../network/cost-builder.ts';
import { NetworkError } from '../network/network-error.ts';
import type { TensorType } from '../network/tensor-type.ts';
import { runStep } from './build-steps.ts';
import { decidedValue } from './build-values.ts';
import type { Building, History, Tensor } from './building.ts';
import { countAssignments } from './count.ts';
import type { Assignment, DecisionValue } from './decision.ts';
import type { StepPlan, ValuePlan } from './plan.ts';
import { typeKey } from './reuse.ts';
import { all, type Branch, type Tree, TreeMaker } from './tree.ts';
import { enumerate, pathsIn } from './tree-space.ts';

/** Ways to decide one unit. */
const mostWays = 16n;

/**
 * A step with decisions of its own that is looked at as a whole: what it gives depends on them, on the tensor that it
 * reads, and on decisions that it shares with other places.
 */
export interface Unit {
  readonly step: StepPlan;
  /** Every way to decide it. */
  readonly ways: readonly Assignment[];
  readonly paths: readonly string[];
  /** Paths of decisions that it shares. */
  readonly shared: readonly string[];
  /** Settings of the cell around it that it reads. */
  readonly settings: readonly ValuePlan[];
}

/** What one way gives. */
export interface Outcome extends AddedCosts {
  readonly type: TensorType;
  readonly stride: number;
  /** Equal where the rest of the network can't tell two ways apart. */
  readonly key: string;
  /** Operations in it. */
  readonly size: number;
}

/** What each way of a unit gives on one kind of tensor; undefined where it does not fit. */
export interface Table {
  readonly unit: Unit;
  readonly outcomes: readonly (Outcome | undefined)[];
}

/** The units of one plan, and their tables. */
export class Units {
  private readonly units = new Map<StepPlan, Unit | undefined>();
  private readonly tables = new Map<Unit, Map<string, Table>>();

  /** Undefined if the step has no decisions of its own, or more than can be looked at as a whole. */
  of(step: StepPlan): Unit | undefined {
    if (!this.units.has(step)) this.units.set(step, unitOf(step));
    return this.units.get(step);
  }

  /** `made` is called if it was not known. */
  table(unit: Unit, building: Building, input: Tensor, made: () => void): Table {
    const key = keyOfPlace(unit, building, input);
    const tables = this.tables.get(unit) ?? new Map<string, Table>();
    this.tables.set(unit, tables);
    const known = tables.get(key);
    if (known) return known;
    const table = { unit, outcomes: unit.ways.map((way) => outcomeOf(unit.step, way, building, input)) };
    tables.set(key, table);
    made();
    return table;
  }
}

/** Everything that what it gives depends on besides its own decisions. */
function keyOfPlace({ shared, settings }: Unit, building: Building, input: Tensor): string {
  const { frame, place } = building;
  let key = `${typeKey(building, input)} ${frame.filters} ${frame.units} ${place.channels}`;
  for (const path of shared) key += ` ${String(building.valueAt(path))}`;
  for (const plan of settings) key += ` ${String(decidedValue(building, plan))}`;
  return key;
}

function unitOf(step: StepPlan): Unit | undefined {
  const outside = outsideOf(step);
  const own = outside && ownTree(new TreeMaker().step(step));
  if (!outside || !own) return undefined;
  const count = countAssignments(own);
  // What is wired one after the other is looked at one after the other.
  const most = step.kind === 'choice' || step.kind === 'apply' ? mostWays : 1n;
  if (count === undefined || count > most) return undefined;
  const { shared, settings } = outside;
  return { step, ways: [...enumerate(own)], paths: pathsIn(own), shared: [...shared], settings: [...settings] };
}

/** The way of an assignment among those of a unit. */
export function wayOf({ ways, paths }: Unit, valueAt: (path: string) => DecisionValue | undefined): number {
  if (ways.length === 1) return 0;
  return ways.findIndex((way) => {
    for (const path of paths) if (path in way && way[path] !== valueAt(path)) return false;
    return true;
  });
}

/** Its own decisions; undefined if decisions elsewhere open some of them. */
function ownTree(tree: Tree): Tree | undefined {
  switch (tree.kind) {
    case 'number':
      return tree;
    case 'shared':
      return all([]);
    case 'case':
    case 'subset':
      return undefined;
    case 'all': {
      const parts = tree.parts.map(ownTree);
      return parts.includes(undefined) ? undefined : all(parts as Tree[]);
    }
    case 'branch': {
      const branches = tree.branches.map(({ value, tree: inner }) => ({ value, tree: ownTree(inner) }));
      return branches.some((branch) => !branch.tree) ? undefined : { ...tree, branches: branches as Branch[] };
    }
  }
}

interface Outside {
  readonly shared: Set<string>;
  readonly settings: Set<ValuePlan>;
}

/** What a step reads of other places; undefined if that is more than values: cells read older tensors too. */
function outsideOf(step: StepPlan): Outside | undefined {
  const outside: Outside = { shared: new Set(), settings: new Set() };
  const visit = (inner: StepPlan): boolean => {
    switch (inner.kind) {
      case 'apply':
      case 'reduce':
        return inner.attributes.every((a) => a.kind === 'value' && value(a.value));
      case 'chain':
        return inner.steps.every(visit);
      case 'choice':
        return inner.options.every((option) => !option || visit(option));
      case 'macro':
      case 'stage':
      case 'residual':
        return visit(inner.body);
      case 'repeat':
        return value(inner.count) && inner.turns.every(visit);
      case 'shared':
        for (const path of pathsIn(new TreeMaker().step(inner))) outside.shared.add(path);
        return visit(inner.group.plan);
      case 'use':
        return false;
    }
  };
  const value = (plan: ValuePlan): boolean => {
    switch (plan.kind) {
      case 'setting':
        outside.settings.add(plan);
        return true;
      case 'choice':
        return plan.options.every(value);
      case 'tuple':
        return plan.items.every(value);
      case 'arithmetic':
        return value(plan.left) && value(plan.right);
      case 'shared':
        for (const path of pathsIn(new TreeMaker().value(plan))) outside.shared.add(path);
        return value(plan.group.plan);
      default:
        return true;
    }
  };
  return visit(step) ? outside : undefined;
}

function outcomeOf(step: StepPlan, way: Assignment, building: Building, input: Tensor): Outcome | undefined {
  const builder = new CostBuilder();
  const inner = building.deciding(builder, way);
  const history: History = [{ node: builder.input(building.builder.typeOf(input.node)), stride: input.stride }];
  try {
    const tensor = runStep(inner, step, history).at(-1);
    if (!tensor) return undefined;
    const { params, macs } = builder.added;
    const key = typeKey(inner, tensor);
    return { type: builder.typeOf(tensor.node), stride: tensor.stride, params, macs, key, size: inner.size };
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}
