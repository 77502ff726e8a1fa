import type { CellDef, Space } from '../language/generated/ast.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { constraintsOf, type MeasureUse } from './constraints.ts';
import { findMisfit } from './coverage.ts';
import { createElaboration } from './create-elaboration.ts';
import { diagramOfCell, diagramOfSpace } from './diagram.ts';
import { present } from './expressions.ts';
import { Fault, fault, labelOf, nameRange, rangeOf } from './fault.ts';
import { instantiate, sketch } from './instantiate.ts';
import type { CellSummary, SpaceModel } from './model.ts';
import type { Align, SpacePlan } from './plan.ts';
import { Env } from './scope.ts';
import { type Tree, TreeMaker } from './tree.ts';
import { treeSpace } from './tree-space.ts';

/** A space with what a search over it needs besides. */
export interface ElaboratedSpace {
  readonly model: SpaceModel;
  readonly plan: SpacePlan;
  readonly tree: Tree;
  /** Measures that its requirements name. */
  readonly measures: readonly MeasureUse[];
}

/** A space that is checked through all its options. Throws a `Fault`. */
export function elaborateSpace(definition: Space): ElaboratedSpace {
  const plan = spacePlan(definition);
  const tree = new TreeMaker().body(plan.body);
  const misfit = findMisfit(tree, (assignment) => sketch(plan, assignment).network);
  if (misfit) {
    const { error, culprit } = misfit;
    const where = culprit ? ` That is so with ${culprit.path} = ${culprit.option}.` : '';
    throw new Fault(error.range ?? nameRange(definition), 'shapes', `${error.message}${where}`);
  }
  const conditions = (definition.block?.statements ?? []).flatMap((s) =>
    s.$type === 'Require' ? constraintsOf(s.condition) : [],
  );
  const space = treeSpace(tree);
  let bounds: Bounds | undefined;
  const model: SpaceModel = {
    name: definition.name,
    range: nameRange(definition),
    space,
    instantiate: (assignment) => instantiate(plan, assignment),
    constraints: conditions.map((c) => c.constraint),
    diagram: (assignment) => diagramOfSpace(plan, space, assignment),
    bounds() {
      bounds ??= boundsOf(plan, tree, space);
      return bounds;
    },
  };
  return { model, plan, tree, measures: conditions.flatMap((c) => c.uses) };
}

function spacePlan(definition: Space): SpacePlan {
  const x = createElaboration();
  const env = new Env({ tensors: { available: [], nodes: [] } });
  const align = alignOf(definition);
  const body = definition.value
    ? { parts: [], result: x.tensor(definition.value, env, '') }
    : x.body(present(definition.block), env, '');
  return { name: definition.name, align, body, range: rangeOf(definition) };
}

function alignOf(definition: Space): Align {
  let align: Align = 'conv';
  for (const parameter of definition.parameters) {
    if (parameter.name !== 'align')
      fault(parameter, 'unknown-parameter', `A space has one setting: align = conv, pad or off.`);
    const word = parameter.default && labelOf(parameter.default);
    if (word !== 'conv' && word !== 'pad' && word !== 'off') {
      fault(parameter, 'parameter-range', "'align' is conv (a 1x1 convolution), pad (zeros) or off (an error).");
    }
    align = word;
  }
  return align;
}

/** A cell on its own: as if it were used once. Throws a `Fault`. */
export function elaborateCell(cell: CellDef): CellSummary {
  const x = createElaboration();
  const member = cell.family ? 1 : 0;
  const use = x.use({ cell, member, args: [], fresh: false, node: cell }, new Env(), cell.name);
  const tree = new TreeMaker().step(use);
  const space = treeSpace(tree);
  return {
    name: cell.name,
    range: nameRange(cell),
    get count() {
      return space.count;
    },
    decisions: space.decisions.length,
    diagram: () => diagramOfCell(use, space),
  };
}
