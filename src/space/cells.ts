import type { CellDef, Expression } from '../language/generated/ast.ts';
import { stampOfDefinition } from '../language/links.ts';
import { matchArguments } from './arguments.ts';
import type { CellUse, Elaboration } from './elaboration.ts';
import { present } from './expressions.ts';
import { Broken, fault, labelOf, rangeOf } from './fault.ts';
import { kindOf, tensorParameters } from './kinds.ts';
import type { BodyPlan, CellPlan, CellUsePlan, Group, Slot, ValuePlan } from './plan.ts';
import { Context, Env } from './scope.ts';
import { sharedValue } from './steps.ts';
import { shorten } from './values.ts';

/** Settings that every cell takes, whether it declares them or not. */
const universal = ['filters', 'stride'];

/** A cell at one place of use. Its decisions are made once for all uses; `fresh` makes them anew. */
export function elaborateUse(x: Elaboration, use: CellUse, env: Env, path: string): CellUsePlan {
  const { cell, member, node } = use;
  x.context.cellUses++;
  const name = member > 0 ? `${cell.name}[${member}]` : cell.name;
  const plan = use.fresh ? cellPlan(x, cell, name, path, node) : decidedOnce(x, use, name);
  const declared = cell.parameters.filter((p) => p.default).map((p) => ({ name: p.name }));
  const names = [
    ...declared,
    ...universal.filter((n) => declared.every((d) => d.name !== n)).map((n) => ({ name: n })),
  ];
  const settings = new Map<string, ValuePlan>();
  for (const { parameter, argument } of matchArguments(cell.name, names, use.args)) {
    if (kindOf(argument.value, env) !== 'value') {
      fault(
        argument,
        'wrong-kind',
        `'${parameter.name}' of '${cell.name}' is a value; '${shorten(labelOf(argument.value))}' is not.`,
      );
    }
    const own = `${path}.${parameter.name}`;
    settings.set(parameter.name, sharedValue(own, x.value(argument.value, env, own)));
  }
  return { kind: 'use', cell: plan, settings, range: rangeOf(node) };
}

function decidedOnce(x: Elaboration, use: CellUse, name: string): CellPlan {
  const { cell, member, node } = use;
  const known = x.context.cellOf(cell, member);
  if (known) return known;
  const path = x.context.names.claim(name);
  const plan = (path === name ? apart(x, use, name) : undefined) ?? cellPlan(x, cell, name, path, node);
  x.context.setCell(cell, member, plan);
  return plan;
}

/** A cell that was elaborated apart from what uses it, with what it met. */
interface Apart {
  readonly plan: CellPlan;
  readonly context: Context;
}

const known = new WeakMap<CellDef, { readonly stamp: number; readonly members: Map<number, Apart> }>();

/**
 * What is decided once is the same in every space that uses the cell: it is elaborated once, and kept as long as nothing
 * changes that it refers to. Undefined if it would come out differently here.
 */
function apart(x: Elaboration, { cell, member, node }: CellUse, name: string): CellPlan | undefined {
  const stamp = stampOfDefinition(cell);
  const kept = known.get(cell);
  const members = kept?.stamp === stamp ? kept.members : new Map<number, Apart>();
  if (members !== kept?.members) known.set(cell, { stamp, members });
  let made = members.get(member);
  if (!made) {
    const context = new Context(x.context);
    made = { plan: cellPlan(x.within(context), cell, name, name, node), context };
    members.set(member, made);
  }
  return x.context.adopt(made.context) ? made.plan : undefined;
}

function cellPlan(x: Elaboration, cell: CellDef, name: string, path: string, node: CellUse['node']): CellPlan {
  const { expanding } = x.context;
  if (expanding.includes(cell)) {
    fault(
      node,
      'defines-itself',
      `'${cell.name}' contains itself: ${[...expanding, cell].map((d) => d.name).join(' → ')}.`,
    );
  }
  // A text that is cut off may lack the name; that is reported where it is missing.
  if (!cell.name) throw new Broken('a cell without name');
  const inputs = tensorParameters(cell);
  if (inputs.length === 0)
    fault(
      cell,
      'cell-inputs',
      `The cell '${cell.name}' reads nothing: give it a parameter without a default, such as ${cell.name}(x).`,
    );
  expanding.push(cell);
  const parameters = inputs.map((p): Slot => ({ label: p.name, role: 'parameter', range: rangeOf(p) }));
  const available = parameters.map((slot) => ({ label: slot.label, tensor: { kind: 'slot', slot } as const, slot }));
  const env = new Env({ tensors: { available, nodes: [] } });
  inputs.forEach((p, i) => {
    env.set(p, { kind: 'tensor', item: present(available[i]) });
  });
  const settings = new Map<string, Group<ValuePlan>>();
  for (const p of cell.parameters) {
    if (!p.default) continue;
    const own = `${path}.${p.name}`;
    if (kindOf(p.default, env) !== 'value')
      fault(p.default, 'wrong-kind', `Settings of a cell are values; '${shorten(labelOf(p.default))}' is not.`);
    settings.set(p.name, { key: own, plan: x.value(p.default, env, own) });
    env.set(p, { kind: 'value', plan: { kind: 'setting', name: p.name } });
  }
  const plan = body(x, cell, env, path);
  expanding.pop();
  return { name, parameters, settings, group: { key: path, plan }, range: rangeOf(cell) };
}

function body(x: Elaboration, cell: CellDef, env: Env, path: string): BodyPlan {
  if (cell.block) return x.body(cell.block, env, path);
  const value: Expression = present(cell.value);
  if (kindOf(value, env) !== 'tensor') {
    fault(
      value,
      'cell-result',
      `A cell gives a tensor: apply '${shorten(labelOf(value))}' to its input, as in ${shorten(labelOf(value))}(${tensorParameters(
        cell,
      )
        .map((p) => p.name)
        .join(', ')}).`,
    );
  }
  return { parts: [], result: x.tensor(value, env, path) };
}
