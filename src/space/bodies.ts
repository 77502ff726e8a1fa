import type { Block, Let, Nodes } from '../language/generated/ast.ts';
import type { Elaboration } from './elaboration.ts';
import { present } from './expressions.ts';
import { fault, labelOf, rangeOf } from './fault.ts';
import { kindOf } from './kinds.ts';
import { join } from './names.ts';
import type { BodyPlan, NodesPlan, Slot, TensorPlan, ValuePlan } from './plan.ts';
import { possibleValues } from './possible.ts';
import type { Env, NodeItem } from './scope.ts';
import { bindStep, sharedValue } from './steps.ts';
import { shorten } from './values.ts';

const mostNodes = 1000;

/** The statements of a space, a cell or a node: names and nodes in order, then the tensor that comes out. */
export function elaborateBody(x: Elaboration, block: Block, env: Env, path: string): BodyPlan {
  const parts: BodyPlan['parts'][number][] = [];
  let result: TensorPlan | undefined;
  for (const statement of block.statements) {
    switch (statement.$type) {
      case 'Let': {
        const slot = elaborateLet(x, statement, env, path);
        if (slot) parts.push({ kind: 'let', slot });
        break;
      }
      case 'Nodes':
        parts.push(elaborateNodes(x, statement, env, path));
        break;
      case 'Flow':
        if (result)
          fault(statement, 'second-flow', "A second flow in one body: join them with '->', or name one with let.");
        if (kindOf(statement.value, env) !== 'tensor') {
          fault(
            statement.value,
            'missing-input',
            `Nothing flows into '${shorten(labelOf(statement.value))}': begin with a tensor, such as a cell's parameter or 'input image(28x28x1) ->'.`,
          );
        }
        result = x.tensor(statement.value, env, path);
        break;
      case 'Require':
        break; // a constraint, not part of the network
    }
  }
  return {
    parts,
    result: result ?? fault(block, 'missing-return', 'Nothing comes out here: end with a flow, or with return.'),
  };
}

/** A value or an operation is decided when it is used; a tensor is computed where it is named. */
function elaborateLet(x: Elaboration, statement: Let, env: Env, path: string): Slot | undefined {
  const own = join(path, statement.name);
  const kind = kindOf(statement.value, env);
  switch (kind) {
    case 'value':
      env.set(statement, { kind, plan: sharedValue(own, x.value(statement.value, env, own)) });
      return undefined;
    case 'step':
      bindStep(x, statement, statement.value, env, env, own);
      return undefined;
    case 'tensor': {
      const plan = x.tensor(statement.value, env, own);
      const slot: Slot = { label: statement.name, role: 'let', plan, range: rangeOf(statement) };
      env.set(statement, { kind, item: { label: statement.name, tensor: { kind: 'slot', slot } } });
      return slot;
    }
  }
}

function elaborateNodes(x: Elaboration, statement: Nodes, env: Env, path: string): NodesPlan {
  const tensors = env.tensors ?? fault(statement, 'misplaced-statement', "'nodes' belongs in a cell or a space.");
  const count = statement.count && x.value(statement.count, env, `${join(path, statement.name)}.count`);
  const sizes = count ? sizesOf(statement, count) : [1];
  const least = Math.min(...sizes);
  const items: NodeItem[] = [];
  if (statement.count) env.set(statement, { kind: 'list', items });
  for (let place = 1; place <= Math.max(...sizes); place++) {
    const label = statement.count ? `${statement.name}${place}` : statement.name;
    const slot: Slot = {
      label,
      role: 'node',
      plan: nodePlan(x, statement, env.child(), join(path, label)),
      ...(count && place > least && { exists: { count, place } }),
      range: rangeOf(statement),
    };
    const item: NodeItem = { label, tensor: { kind: 'slot', slot }, slot };
    items.push(item);
    tensors.available = [...tensors.available, item];
    tensors.nodes = [...tensors.nodes, item];
  }
  if (!statement.count) env.set(statement, { kind: 'tensor', item: present(items[0]) });
  const growing = count && sizes.length > 1 ? { count } : {};
  return {
    kind: 'nodes',
    name: statement.name,
    ...growing,
    slots: items.map((i) => i.slot),
    range: rangeOf(statement),
  };
}

function nodePlan(x: Elaboration, statement: Nodes, env: Env, path: string): TensorPlan {
  if (statement.block) return { kind: 'body', body: x.body(statement.block, env, path) };
  const value = present(statement.value);
  if (kindOf(value, env) !== 'tensor') {
    fault(
      value,
      'missing-input',
      `Nothing flows into '${shorten(labelOf(value))}': say what it reads, as in ${shorten(labelOf(value))}(all).`,
    );
  }
  return x.tensor(value, env, path);
}

function sizesOf(statement: Nodes, count: ValuePlan): number[] {
  const sizes = possibleValues(count, mostNodes + 1);
  if (sizes?.every((n) => typeof n === 'number' && Number.isInteger(n) && n >= 1 && n <= mostNodes))
    return sizes as number[];
  return fault(
    statement.count ?? statement,
    'nodes-count',
    `The number of nodes is a set of integers from 1 to ${mostNodes}, such as 4 or 1..5.`,
  );
}
