import type { Block, Expression, Op, Repeat } from '../language/generated/ast.ts';
import { matchArguments, missing } from './arguments.ts';
import { elaborateBuiltin } from './builtin.ts';
import type { Elaboration, StepCall } from './elaboration.ts';
import { calleeOf, flatten, isBuiltin, present, targetOf, unwrap } from './expressions.ts';
import { fault, labelOf, rangeOf } from './fault.ts';
import { arityOf, kindOf } from './kinds.ts';
import { join, stepName } from './names.ts';
import type { Group, StepPlan, ValuePlan } from './plan.ts';
import { isKnownAtUse, possibleValues } from './possible.ts';
import { Env, mostSteps } from './scope.ts';
import { mixedChoice, shorten } from './values.ts';

const mostTurns = 1000;

/** An expression that tensors flow through. Every call of an operation is a use with decisions of its own. */
export function elaborateStep(x: Elaboration, e: Expression, env: Env, path: string): StepPlan {
  const { context } = x;
  const known = context.closed.get(e);
  if (known && context.size + known.size <= mostSteps) {
    context.size += known.size;
    return known.plan;
  }
  const { size } = context;
  const trace = context.traceIn(env);
  const plan = newStep(x, e, env, path);
  if (context.traceIn(env) === trace) context.closed.set(e, { plan, size: context.size - size });
  return plan;
}

function newStep(x: Elaboration, e: Expression, env: Env, path: string): StepPlan {
  if (kindOf(e, env) !== 'step') notAStep(e, env);
  switch (e.$type) {
    case 'Group':
      return x.step(present(e.items[0]), env, path);
    case 'Ref':
    case 'Call':
    case 'Index':
      return x.callStep({ ...calleeOf(e), fresh: false, node: e }, env, path);
    case 'Prefix':
      if (e.operator === 'fresh') return x.callStep({ ...calleeOf(e.operand), fresh: true, node: e }, env, path);
      return maybe(x, e.operand, e, env, path);
    case 'Binary':
      if (e.operator === '->') {
        return { kind: 'chain', steps: flatten(e, '->').map((step) => x.stepIn(step, env, path)) };
      }
      return choice(x, e, env, path);
    case 'Pick':
      return memberChoice(x, e.source && unwrap(e.source), e, env, path);
    case 'Stage':
      return { kind: 'stage', name: e.name, body: x.blockStep(e.block, env, path), range: rangeOf(e) };
    case 'Repeat':
      return repeat(x, e, env, path);
    default:
      return notAStep(e, env);
  }
}

/** What a step adds to the path of the thing that it stands in: its name; a chain adds nothing, its steps do. */
export function elaborateStepIn(x: Elaboration, e: Expression, env: Env, parent: string): StepPlan {
  const bare = unwrap(e);
  const isChain = bare.$type === 'Binary' && bare.operator === '->';
  return x.step(e, env, isChain ? parent : join(parent, stepName(e)));
}

function notAStep(e: Expression, env: Env): never {
  const what = kindOf(e, env) === 'tensor' ? 'a tensor' : 'a value';
  fault(e, 'wrong-kind', `An operation or a cell is needed here; '${shorten(labelOf(e))}' is ${what}.`);
}

function maybe(x: Elaboration, operand: Expression, e: Expression, env: Env, path: string): StepPlan {
  const own = x.context.names.claim(`${path}?`);
  const step = x.step(operand, env, path);
  return {
    kind: 'choice',
    hole: { kind: 'choice', path: own, range: rangeOf(e), options: [labelOf(operand), 'skip'] },
    options: [step, undefined],
    range: rangeOf(e),
  };
}

function choice(x: Elaboration, e: Expression, env: Env, path: string): StepPlan {
  const options = flatten(e, '|');
  const arity = arityOf(options[0] as Expression, env);
  for (const option of options) {
    if (kindOf(option, env) !== 'step') mixedChoice(e, options, env);
    if (arityOf(option, env) !== arity) {
      fault(
        option,
        'mixed-choice',
        `The options of a choice read equally many tensors; '${shorten(labelOf(option))}' does not.`,
      );
    }
  }
  const own = x.context.names.claim(path);
  return {
    kind: 'choice',
    hole: { kind: 'choice', path: own, range: rangeOf(e), options: options.map(labelOf) },
    options: options.map((option) => x.step(option, env, `${own}:${stepName(option)}`)),
    range: rangeOf(e),
  };
}

/** `pick of motif`: one member of a family of cells. */
function memberChoice(x: Elaboration, source: Expression | undefined, e: Expression, env: Env, path: string): StepPlan {
  const cell = source?.$type === 'Ref' ? targetOf(source) : undefined;
  if (cell?.$type !== 'CellDef' || !cell.family) {
    fault(e, 'pick-source', 'Pick chooses tensors, or a member of a family of cells such as cell motif[6](x) { … }.');
  }
  if (e.$type === 'Pick' && (e.any || e.min !== undefined)) {
    fault(e, 'pick-source', 'One member of a family is picked: write pick of the family, without a number.');
  }
  const size = familySize(x, cell.family);
  const own = x.context.names.claim(path);
  const members = Array.from({ length: size }, (_, i) => i + 1);
  return {
    kind: 'choice',
    hole: { kind: 'choice', path: own, range: rangeOf(e), options: members.map((i) => `${cell.name}[${i}]`) },
    options: members.map((member) => x.use({ cell, member, args: [], fresh: false, node: e }, env, own)),
    range: rangeOf(e),
  };
}

function familySize(x: Elaboration, e: Expression): number {
  const size = x.value(e, new Env(), '');
  if (size.kind === 'constant' && Number.isInteger(size.value) && Number(size.value) >= 1) return Number(size.value);
  return fault(e, 'family-size', 'The size of a family is a fixed integer of at least 1.');
}

function repeat(x: Elaboration, e: Repeat, env: Env, path: string): StepPlan {
  const count = x.value(e.count, env, `${path}.count`);
  const values = possibleValues(count, mostTurns + 1);
  const whole = (n: unknown): boolean => typeof n === 'number' && Number.isInteger(n) && n >= 0 && n <= mostTurns;
  if (values ? !values.every(whole) : e.fresh || !isKnownAtUse(count)) {
    fault(
      e.count,
      'repeat-count',
      `How often to repeat is a set of integers from 0 to ${mostTurns}, such as 3, 1..4 or 2 | 4; '${shorten(labelOf(e.count))}' is not.`,
    );
  }
  // known at a use only (a setting of a cell): one body, as often as the use says
  const most = values ? Math.max(...(values as number[])) : 1;
  const shared = { kind: 'repeat', count, fresh: e.fresh, range: rangeOf(e) } as const;
  if (e.fresh) {
    const turns = Array.from({ length: most }, (_, i) => x.blockStep(e.block, env, `${path}[${i + 1}]`));
    return { ...shared, turns };
  }
  return { ...shared, turns: [x.blockStep(e.block, env, path)] };
}

/** The statements of a stage, a repeat or an `op`: names for what follows, and one flow. */
export function elaborateBlock(x: Elaboration, block: Block, outer: Env, path: string): StepPlan {
  const env = outer.child();
  let result: StepPlan | undefined;
  for (const statement of block.statements) {
    switch (statement.$type) {
      case 'Let': {
        const kind = kindOf(statement.value, env);
        const own = join(path, statement.name);
        if (kind === 'tensor') fault(statement.value, 'wrong-kind', 'There are no tensors here to name: use a cell.');
        if (kind === 'value') env.set(statement, { kind, plan: sharedValue(own, x.value(statement.value, env, own)) });
        else bindStep(x, statement, statement.value, env, env, own);
        break;
      }
      case 'Flow':
        if (result) fault(statement, 'second-flow', "A second flow in one block: join them with '->'.");
        result = x.stepIn(statement.value, env, path);
        break;
      case 'Nodes':
      case 'Require':
        fault(
          statement,
          'misplaced-statement',
          `'${statement.$type.toLowerCase()}' belongs in a ${statement.$type === 'Nodes' ? 'cell' : 'space or search'}.`,
        );
    }
  }
  return result ?? fault(block, 'missing-return', 'Nothing flows here: write at least one operation.');
}

export const sharedValue = (key: string, plan: ValuePlan): ValuePlan =>
  plan.kind === 'constant' ? plan : { kind: 'shared', group: { key, plan } };

export function bindStep(
  x: Elaboration,
  name: Parameters<Env['set']>[0],
  e: Expression,
  from: Env,
  into: Env,
  path: string,
): void {
  const group: Group<StepPlan> = { key: path, plan: x.step(e, from, path) };
  into.set(name, { kind: 'step', plan: { kind: 'shared', group }, arity: arityOf(e, from) });
}

/** `f`, `f(…)`, `family[i]`, `fresh f(…)`. */
export function elaborateCall(x: Elaboration, call: StepCall, env: Env, path: string): StepPlan {
  const { callee, args, fresh, node } = call;
  if (++x.context.size > mostSteps) {
    fault(
      node,
      'too-large',
      `This is too large: written out, it has more than ${mostSteps} operations. Repeat less, or without fresh.`,
    );
  }
  if (callee.$type === 'Index') {
    const family = unwrap(callee.target as Expression);
    const cell = family.$type === 'Ref' ? targetOf(family) : undefined;
    if (cell?.$type !== 'CellDef')
      fault(callee, 'not-a-family', `'${labelOf(callee)}' is not a member of a family of cells.`);
    const size = cell.family ? familySize(x, cell.family) : 0;
    const member = callee.index.$type === 'NumberLiteral' ? Number(callee.index.raw) : 0;
    if (size === 0) fault(callee, 'not-a-family', `'${cell.name}' is one cell, not a family: write '${cell.name}'.`);
    if (!(member >= 1 && member <= size)) fault(callee, 'index-range', `'${cell.name}' has members 1 to ${size}.`);
    return x.use({ cell, member, args, fresh, node }, env, path);
  }
  if (callee.$type !== 'Ref') {
    if (args.length > 0)
      fault(
        node,
        'not-callable',
        `Only an operation or a cell takes arguments; '${shorten(labelOf(callee))}' is an expression.`,
      );
    return x.step(callee, env, path);
  }
  const target = targetOf(callee);
  const bound = env.get(target);
  if (bound) {
    if (bound.kind !== 'step') return notAStep(callee, env);
    if (args.length > 0) fault(node, 'not-callable', `'${target.name}' is configured where it is written, not here.`);
    return bound.plan;
  }
  if (target.$type === 'CellDef') {
    if (target.family)
      fault(
        callee,
        'family-member',
        `'${target.name}' is a family: write '${target.name}[1]' or 'pick of ${target.name}'.`,
      );
    return x.use({ cell: target, member: 0, args, fresh, node }, env, path);
  }
  if (target.$type !== 'Op') return notAStep(callee, env);
  if (fresh)
    fault(
      node,
      'fresh-operation',
      `'fresh' is for cells: every use of the operation '${target.name}' has its own decisions anyway.`,
    );
  return isBuiltin(target) ? elaborateBuiltin(x, target.name, call, env, path) : macro(x, target, call, env, path);
}

function macro(x: Elaboration, op: Op, { args, node }: StepCall, env: Env, path: string): StepPlan {
  const { expanding } = x.context;
  if (expanding.includes(op)) {
    fault(
      node,
      'defines-itself',
      `'${op.name}' contains itself: ${[...expanding, op].map((d) => d.name).join(' → ')}.`,
    );
  }
  const inner = new Env();
  const { reads } = env;
  const given = new Map(matchArguments(op.name, op.parameters, args).map((m) => [m.parameter, m.argument.value]));
  for (const parameter of op.parameters) {
    const own = `${path}.${parameter.name}`;
    const value = given.get(parameter);
    const source = value ?? parameter.default ?? missing(node, op.name, parameter.name);
    const scope = value ? env : inner;
    const kind = kindOf(source, scope);
    if (kind === 'tensor')
      fault(
        source,
        'wrong-kind',
        `'${shorten(labelOf(source))}' is a tensor; '${op.name}' is configured with values and operations.`,
      );
    if (kind === 'step') bindStep(x, parameter, source, scope, inner, own);
    else inner.set(parameter, { kind, plan: sharedValue(own, x.value(source, scope, own)) });
  }
  // What its arguments read may be something else at every place.
  const form = env.reads > reads ? {} : args.length > 0 ? node : op;
  expanding.push(op);
  const body = op.value ? x.step(op.value, inner, path) : x.blockStep(present(op.block), inner, path);
  expanding.pop();
  return { kind: 'macro', name: op.name, body, range: rangeOf(node), form };
}
