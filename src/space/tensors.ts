import type { AstNode } from 'langium';
import type { Binary, Call, Expression, Prefix, Ref } from '../language/generated/ast.ts';
import type { Elaboration, Read } from './elaboration.ts';
import { calleeOf, flatten, inputNames, isBuiltin, present, targetOf, tensorNames, unwrap } from './expressions.ts';
import { fault, labelOf, rangeOf } from './fault.ts';
import { inputPlan } from './inputs.ts';
import { arityOf, kindOf, splitArguments } from './kinds.ts';
import { itemsOf, joinLists, mapList, slotOf } from './lists.ts';
import { join, stepName } from './names.ts';
import { elaboratePick } from './picks.ts';
import type { Arity, Item, ListPlan, StepPlan, TensorPlan } from './plan.ts';
import type { Env } from './scope.ts';
import { withNumber } from './tensor-arithmetic.ts';
import { mixedChoice, shorten } from './values.ts';

const one = (tensor: TensorPlan): Read => ({ kind: 'one', tensor });
const many = (list: ListPlan): Read => ({ kind: 'many', list });

/** An expression that gives tensors: one, or a list. */
export function elaborateRead(x: Elaboration, e: Expression, env: Env, path: string): Read {
  if (kindOf(e, env) !== 'tensor') notATensor(e, env);
  switch (e.$type) {
    case 'Group':
      if (e.items.length === 1) return x.read(present(e.items[0]), env, path);
      return many(joinLists(e.items.map((item) => asList(x.read(item, env, path), labelOf(item)))));
    case 'Ref':
      return reference(e, env);
    case 'Index': {
      const target = x.read(e.target as Expression, env, path);
      return one(indexed(target, e.index, e, x, env));
    }
    case 'Pick':
      return elaboratePick(x, e, env, path);
    case 'Call':
      return call(x, e, false, e, env, path);
    case 'Prefix':
      return prefix(x, e, env, path);
    case 'Binary':
      return binary(x, e, env, path);
    default:
      return notATensor(e, env);
  }
}

/** One tensor, where a list would be a mistake. */
export function elaborateTensor(x: Elaboration, e: Expression, env: Env, path: string): TensorPlan {
  const read = x.read(e, env, path);
  if (read.kind === 'one') return read.tensor;
  const items = itemsOf(read.list);
  if (items?.length === 1) return present(items[0]).tensor;
  fault(
    e,
    'several-tensors',
    `'${shorten(labelOf(e))}' is a list of tensors where one is needed: join them with sum(…), concat(…) or mean(…).`,
  );
}

function notATensor(e: Expression, env: Env): never {
  const label = shorten(labelOf(e));
  if (kindOf(e, env) === 'step') {
    fault(e, 'missing-input', `Nothing flows into '${label}': say what it reads, as in ${label}(x).`);
  }
  fault(e, 'wrong-kind', `A tensor is needed here; '${label}' is a value.`);
}

const asList = (read: Read, label: string): ListPlan =>
  read.kind === 'many' ? read.list : { kind: 'items', items: [{ label, tensor: read.tensor }] };

function reference(e: Ref, env: Env): Read {
  const target = targetOf(e);
  const binding = env.get(target);
  if (binding?.kind === 'tensor') return one(binding.item.tensor);
  if (binding?.kind === 'list') return many({ kind: 'items', items: [...binding.items] });
  if (!isBuiltin(target) || !tensorNames.has(target.name)) return notATensor(e, env);
  const tensors = env.tensors;
  if (!tensors || (target.name === 'unused' ? tensors.nodes : tensors.available).length === 0) {
    fault(e, 'outside-cell', `'${target.name}' stands for tensors of a cell; there are none here.`);
  }
  switch (target.name) {
    case 'all':
      return many({ kind: 'items', items: tensors.available });
    case 'unused':
      return many({ kind: 'unused', items: tensors.nodes });
    default: {
      const slots = tensors.available.map((item) => item.slot);
      const newest = present(slots.at(-1));
      return one(newest.exists ? { kind: 'last', slots, range: rangeOf(e) } : { kind: 'slot', slot: newest });
    }
  }
}

function indexed(target: Read, index: Expression, e: AstNode, x: Elaboration, env: Env): TensorPlan {
  const items = target.kind === 'many' ? itemsOf(target.list) : undefined;
  if (!items) fault(e, 'index-range', `'${labelOf(e)}': only a list of tensors, such as nodes n[3], has members.`);
  const place = x.value(index, env, '');
  const item = place.kind === 'constant' && typeof place.value === 'number' ? items[place.value - 1] : undefined;
  if (!item) {
    const range = items.length === 0 ? 'there are none yet' : `1 to ${items.length}`;
    fault(index, 'index-range', `'${labelOf(e)}' does not exist: the index is a fixed number, ${range}.`);
  }
  if (slotOf(item.tensor)?.exists) {
    fault(
      index,
      'index-range',
      `'${labelOf(e)}' does not always exist: the number of nodes is a decision. Use last, all or unused.`,
    );
  }
  return item.tensor;
}

function prefix(x: Elaboration, e: Prefix, env: Env, path: string): Read {
  switch (e.operator) {
    case 'input':
      return one(inputPlan(x, e, env, path));
    case 'fresh':
      if (unwrap(e.operand).$type === 'Call') return call(x, unwrap(e.operand) as Call, true, e, env, path);
      return notATensor(e, env);
    default:
      fault(e, 'wrong-kind', `'${e.operator}' can't stand before a tensor.`);
  }
}

/** `f(…)(tensors)`: the arity of f decides. It maps over a list, joins it, or is a cell that reads several. */
function call(x: Elaboration, e: Call, fresh: boolean, node: Expression, env: Env, path: string): Read {
  const { tensors, settings } = splitArguments(e.arguments, env);
  const callee = unwrap(e.callee as Expression);
  const name = stepName(callee);
  if (callee.$type === 'Ref' && inputNames.has(callee.target.$refText) && isBuiltin(targetOf(callee))) {
    fault(e, 'missing-input', `Write 'input ${labelOf(e)}'.`);
  }
  if (callee.$type === 'Ref' && callee.target.$refText === 'fallback' && isBuiltin(targetOf(callee))) {
    const [first, second] = tensors.map((argument) => x.tensor(argument.value, env, path));
    if (!first || !second || tensors.length > 2 || settings.length > 0) {
      fault(e, 'arity', "'fallback(a, b)' takes two tensors: b is taken where a is empty.");
    }
    return one({ kind: 'fallback', first, second, range: rangeOf(e) });
  }
  const reads = tensors.map((argument) => x.read(argument.value, env, path));
  const lists = reads.map((read, i) => asList(read, labelOf(present(tensors[i]))));
  const inner = calleeOf(callee);
  const args = [...inner.args, ...settings];
  const make = (at: string): StepPlan => x.callStep({ callee: inner.callee, args, fresh, node }, env, at);
  const arity = arityOf(callee, env);
  const list = lists.length === 1 ? present(lists[0]) : joinLists(lists);
  if (arity === 1) {
    const isOne = reads.length === 1 && reads[0]?.kind === 'one';
    return applyToAll(x, list, isOne, make, join(path, name));
  }
  return one(callPlan(x, make(x.context.uses.claim(join(path, name))), lists, arity, node));
}

function applyToAll(
  x: Elaboration,
  list: ListPlan,
  isOne: boolean,
  make: (path: string) => StepPlan,
  path: string,
): Read {
  const { uses } = x.context;
  if (isOne && list.kind === 'items') {
    return one({ kind: 'flow', from: present(list.items[0]).tensor, step: make(uses.claim(path)) });
  }
  const apply = (item: Item): TensorPlan => ({
    kind: 'flow',
    from: item.tensor,
    step: make(uses.claim(`${path}[${item.label}]`)),
  });
  return many(mapList(list, apply));
}

function callPlan(
  _x: Elaboration,
  step: StepPlan,
  inputs: readonly ListPlan[],
  arity: Arity,
  node: Expression,
): TensorPlan {
  if (arity !== 'many') {
    const sizes = inputs.map((list) => itemsOf(list)?.length);
    const n = sizes.reduce<number | undefined>(
      (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
      0,
    );
    if (n !== arity) {
      fault(
        node,
        'cell-inputs',
        `'${stepName(node)}' reads ${arity} tensors, but gets ${n ?? 'a number that is not fixed'}.`,
      );
    }
  }
  return { kind: 'call', step, inputs, range: rangeOf(node) };
}

function binary(x: Elaboration, e: Binary, env: Env, path: string): Read {
  switch (e.operator) {
    case '->':
      return flow(x, flatten(e, '->'), env, path);
    case '|': {
      const options = flatten(e, '|');
      for (const option of options) if (kindOf(option, env) !== 'tensor') mixedChoice(e, options, env);
      const own = x.context.names.claim(join(path, stepName(e)));
      const plans = options.map((option) => x.tensor(option, env, `${own}:${stepName(option)}`));
      const hole = { kind: 'choice', path: own, range: rangeOf(e), options: options.map(labelOf) } as const;
      return one({ kind: 'choice', hole, options: plans, range: rangeOf(e) });
    }
    case '+':
    case '-':
    case '*':
    case '/': {
      const right = present(e.right);
      if (kindOf(e.left, env) === 'value') return one(withNumber(x, e, 'left', env, path));
      if (kindOf(right, env) === 'value') return one(withNumber(x, e, 'right', env, path));
      if (e.operator === '/') fault(e, 'wrong-kind', 'A tensor is divided by a number, not by a tensor.');
      const left = x.tensor(e.left, env, path);
      return one({
        kind: 'combine',
        operator: e.operator,
        left,
        right: x.tensor(right, env, path),
        range: rangeOf(e),
      });
    }
    default:
      fault(e, 'wrong-kind', `'${e.operator}' does not apply to tensors.`);
  }
}

/** `x -> a -> b`: operations on a list run on each of its tensors, until one joins them. */
function flow(x: Elaboration, parts: readonly Expression[], env: Env, path: string): Read {
  let read = x.read(present(parts[0]), env, path);
  const steps = parts.slice(1);
  for (let i = 0; i < steps.length; i++) {
    const step = present(steps[i]);
    if (kindOf(step, env) !== 'step') {
      const what = kindOf(step, env) === 'tensor' ? 'already has its input' : 'is a value';
      fault(step, 'wrong-kind', `An operation or a cell is needed after '->'; '${shorten(labelOf(step))}' ${what}.`);
    }
    if (read.kind === 'one') {
      const rest = steps.slice(i).map((s) => x.stepIn(s, env, path));
      const [only] = rest;
      return one({
        kind: 'flow',
        from: read.tensor,
        step: only && rest.length === 1 ? only : { kind: 'chain', steps: rest },
      });
    }
    const arity = arityOf(step, env);
    const list: ListPlan = read.list;
    const make = (at: string): StepPlan => x.step(step, env, at);
    const own = join(path, stepName(step));
    read = arity === 1 ? applyToAll(x, list, false, make, own) : one(callPlan(x, make(own), [list], arity, step));
  }
  return read;
}
