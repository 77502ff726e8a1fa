import { random } from '../base/random.ts';
import type { CellDef, Space } from '../language/generated/ast.ts';
import type { SourceRange } from '../network/network.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { constraintsOf, type MeasureUse } from './constraints.ts';
import { coveringAssignments, findMisfit, type Misfitting } from './coverage.ts';
import { createElaboration } from './create-elaboration.ts';
import type { Assignment } from './decision.ts';
import { drawValue } from './decision-values.ts';
import { diagramOfCell, diagramOfSpace } from './diagram.ts';
import { present } from './expressions.ts';
import { Fault, fault, labelOf, nameRange, rangeOf } from './fault.ts';
import { findUnmet, type Unmet } from './feasible.ts';
import { instantiate, sketch } from './instantiate.ts';
import type { CellDiagnostic, CellSummary, Fix, Satisfying, SpaceModel } from './model.ts';
import type { Align, SpacePlan } from './plan.ts';
import { optionsRuledOut } from './ruled-out.ts';
import { countSatisfying, memoryBounds } from './satisfying.ts';
import { Env } from './scope.ts';
import { alwaysFits } from './shape-sets.ts';
import { type Tree, TreeMaker } from './tree.ts';
import { treeSpace, walk } from './tree-space.ts';

/** A space with what a search over it needs besides. */
export interface ElaboratedSpace {
  readonly model: SpaceModel;
  readonly plan: SpacePlan;
  readonly tree: Tree;
  /** Measures that its requirements name. */
  readonly measures: readonly MeasureUse[];
  /** Warnings about it: a requirement that nothing keeps. */
  readonly findings: readonly CellDiagnostic[];
}

/** A space that is checked through all its options. Throws a `Fault`. */
export function elaborateSpace(definition: Space): ElaboratedSpace {
  const plan = spacePlan(definition);
  const tree = new TreeMaker().body(plan.body);
  const misfit = findMisfit(
    tree,
    (assignment) => sketch(plan, assignment),
    () => alwaysFits(plan),
  );
  if (misfit) throw misfitFault(definition, misfit);
  const conditions = (definition.block?.statements ?? []).flatMap((s) =>
    s.$type === 'Require' ? constraintsOf(s.condition) : [],
  );
  const space = treeSpace(tree);
  let bounds: Bounds | undefined;
  let memory: ReturnType<SpaceModel['memory']> | undefined;
  let satisfying: { readonly value: Satisfying | undefined } | undefined;
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
    memory() {
      memory ??= memoryBounds(model, spread(tree));
      return memory;
    },
    satisfying() {
      satisfying ??= { value: countSatisfying(model, tree, model.constraints) };
      return satisfying.value;
    },
  };
  const unmet = findUnmet(model, tree, model.constraints);
  return {
    model,
    plan,
    tree,
    measures: conditions.flatMap((c) => c.uses),
    findings: unmet ? [unmetFinding(definition.name, unmet)] : optionsRuledOut(plan, tree, model.constraints),
  };
}

/** Which options can't meet, and a repair where one is plain. */
function misfitFault(definition: Space, { error, culprits = [] }: Misfitting): Fault {
  const options = culprits.map(({ path, option }) => `${path} = ${option}`).join(' and ');
  const range = error.range ?? nameRange(definition);
  const message = `${error.message}${options ? ` That is so with ${options}.` : ''}`;
  return new Fault(range, 'shapes', message, alignmentFix(definition, message) ?? insertionFix(range, message));
}

/** Where the space forbids it, alignment is what makes shapes meet. */
function alignmentFix(definition: Space, message: string): Fix | undefined {
  const off = definition.parameters.find((p) => p.name === 'align' && p.default && labelOf(p.default) === 'off');
  if (!off?.default || !message.includes('align')) return undefined;
  return { title: "Align them: 'align = conv'", edits: [{ range: rangeOf(off.default), text: 'conv' }] };
}

/** `Put 'global_avg_pool' or 'flatten' before it.` */
function insertionFix(range: SourceRange, message: string): Fix | undefined {
  const operation = /Put '(\w+)' (?:or '\w+' )?before it\./.exec(message)?.[1];
  if (operation === undefined) return undefined;
  const at: SourceRange = {
    uri: range.uri,
    get offset() {
      return range.offset;
    },
    get end() {
      return range.offset;
    },
  };
  return { title: `Insert '${operation}' before it`, edits: [{ range: at, text: `${operation} -> ` }] };
}

/** What is said of a requirement that nothing keeps. */
export function unmetFinding(space: string, { tightest, closest, isProven }: Unmet): CellDiagnostic {
  const values = tightest.measures.flatMap((name) =>
    closest[name] === undefined ? [] : [`${name} ${closest[name].toLocaleString('en')}`],
  );
  const near = values.length > 0 ? `: the closest has ${values.join(', ')}` : '';
  const message = isProven
    ? `No architecture of '${space}' keeps '${tightest.text}'${near}.`
    : `No architecture of '${space}' was found that keeps '${tightest.text}'${near}.`;
  return { range: tightest.range, severity: isProven ? 'error' : 'warning', code: 'unmet-requirement', message };
}

/** What its source says, unchecked. Throws a `Fault`. */
export function spacePlan(definition: Space): SpacePlan {
  const x = createElaboration();
  const env = new Env({ tensors: { available: [], nodes: [] } });
  const align = alignOf(definition);
  const body = definition.value
    ? { parts: [], result: x.tensor(definition.value, env, '') }
    : x.body(present(definition.block), env, '');
  return { name: definition.name, align, body, range: rangeOf(definition) };
}

/** Assignments that take every option, and as many at random. */
function* spread(tree: Tree): Generator<Assignment> {
  const source = random('memory');
  let left = 20;
  for (const assignment of coveringAssignments(tree)) {
    if (left-- === 0) return;
    yield assignment;
    yield walk(tree, (hole) => drawValue(hole, source));
  }
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
    get decisions() {
      return space.decisions.length;
    },
    diagram: () => diagramOfCell(use, space),
  };
}
