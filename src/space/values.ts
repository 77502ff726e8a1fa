import type { Binary, Expression, Range, Ref } from '../language/generated/ast.ts';
import { parseQuantity, units } from '../language/quantities.ts';
import { operations } from '../network/operations.ts';
import type { Elaboration } from './elaboration.ts';
import { flatten, isBuiltin, present, targetOf, tensorNames } from './expressions.ts';
import { fault, labelOf, rangeOf } from './fault.ts';
import { kindOf } from './kinds.ts';
import { stepName } from './names.ts';
import type { Arithmetic, NumberHole, ValuePlan } from './plan.ts';
import { calculate, constantOf } from './possible.ts';

import type { Env } from './scope.ts';

/** An expression that configures: numbers, words, tuples, arithmetic and choices of them. */
export function elaborateValue(x: Elaboration, e: Expression, env: Env, path: string): ValuePlan {
  switch (e.$type) {
    case 'NumberLiteral': {
      const quantity = parseQuantity(e.raw);
      if (!quantity)
        fault(e, 'unknown-unit', `Unknown unit in '${e.raw}'. Units: ${[...units.keys()].filter(Boolean).join(', ')}.`);
      return { kind: 'constant', value: quantity.value };
    }
    case 'DimensionLiteral':
      return { kind: 'constant', value: e.raw.split('x').map(Number) };
    case 'TextLiteral':
      return { kind: 'constant', value: e.value };
    case 'BooleanLiteral':
      return { kind: 'constant', value: e.value === 'true' };
    case 'Group': {
      const [first] = e.items;
      if (e.items.length === 1) return x.value(present(first), env, path);
      return { kind: 'tuple', items: e.items.map((item, i) => x.value(item, env, `${path}.${i + 1}`)) };
    }
    case 'Ref':
      return reference(e, env);
    case 'Range':
      return range(x, e, env, path);
    case 'Prefix':
      if (e.operator !== '-') return notAValue(e, env);
      return arithmetic({ kind: 'constant', value: 0 }, '-', x.value(e.operand, env, path), e);
    case 'Binary':
      return binary(x, e, env, path);
    default:
      return notAValue(e, env);
  }
}

function reference(e: Ref, env: Env): ValuePlan {
  const target = targetOf(e);
  const binding = env.get(target);
  if (binding) return binding.kind === 'value' ? binding.plan : notAValue(e, env);
  if (!isBuiltin(target) || operations.has(target.name) || tensorNames.has(target.name)) return notAValue(e, env);
  if (target.name === 'channels') return { kind: 'channels' };
  return { kind: 'constant', value: target.name };
}

function notAValue(e: Expression, env: Env): never {
  const what = kindOf(e, env) === 'tensor' ? 'a tensor' : kindOf(e, env) === 'step' ? 'an operation' : 'not a value';
  fault(
    e,
    'wrong-kind',
    `A value is needed here, such as 3, 0.5, same or 8 | 16; '${shorten(labelOf(e))}' is ${what}.`,
  );
}

export const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** They are counted and drawn one by one. */
const maxValues = 1e6;

function range(x: Elaboration, e: Range, env: Env, path: string): ValuePlan {
  const end = (part: Expression): number => {
    const value = constantOf(x.value(part, env, path));
    if (typeof value !== 'number')
      fault(part, 'range-bounds', `The ends and the step of a range are fixed numbers; '${labelOf(part)}' is not.`);
    return value;
  };
  const min = end(e.from);
  const max = end(present(e.to));
  const step = e.step && end(e.step);
  if (max < min) fault(e, 'empty-range', `The range ${labelOf(e)} is empty: it ends before it starts.`);
  if (step !== undefined && !(step > 0)) fault(e.step ?? e, 'empty-range', 'The step of a range must be above 0.');
  if (e.log && min <= 0) fault(e.from, 'empty-range', 'A logarithmic range starts above 0.');
  if (e.log && step !== undefined) fault(e, 'empty-range', 'A range has a step or is logarithmic, not both.');
  if (max === min) return { kind: 'constant', value: min };
  const whole = [min, max].every(Number.isInteger) ? 1 : undefined;
  const spacing = step ?? (e.log ? undefined : whole);
  if (spacing !== undefined && (max - min) / spacing > maxValues)
    fault(e, 'range-values', `The range ${labelOf(e)} has more than a million values: give it a larger step.`);
  const hole = { path: x.context.names.claim(path), range: rangeOf(e) };
  const integer = !e.log && [min, max, step ?? 1].every(Number.isInteger);
  return {
    kind: 'number',
    hole: integer ? integerHole(hole, min, max, step ?? 1) : realHole(hole, min, max, e.log, step),
  };
}

type Place = Pick<NumberHole, 'path' | 'range'>;

const integerHole = (place: Place, min: number, max: number, step: number): NumberHole => ({
  ...place,
  kind: 'integer',
  min,
  max: min + Math.floor((max - min) / step) * step,
  step,
});

const realHole = (place: Place, min: number, max: number, log: boolean, step: number | undefined): NumberHole => ({
  ...place,
  kind: 'real',
  min,
  max,
  log,
  ...(step !== undefined && { step }),
});

function binary(x: Elaboration, e: Binary, env: Env, path: string): ValuePlan {
  switch (e.operator) {
    case '|': {
      const options = flatten(e, '|');
      for (const option of options) if (kindOf(option, env) !== 'value') mixedChoice(e, options, env);
      const own = x.context.names.claim(path);
      const plans = options.map((option) => x.value(option, env, `${own}:${stepName(option) || labelOf(option)}`));
      return {
        kind: 'choice',
        hole: { kind: 'choice', path: own, range: rangeOf(e), options: options.map(labelOf) },
        options: plans,
      };
    }
    case '+':
    case '-':
    case '*':
    case '/':
      return arithmetic(x.value(e.left, env, path), e.operator, x.value(present(e.right), env, path), e);
    default:
      return notAValue(e, env);
  }
}

/** Options of a choice are all values, all operations or all tensors. */
export function mixedChoice(_e: Expression, options: readonly Expression[], env: Env): never {
  const names = { value: 'a value', step: 'an operation', tensor: 'a tensor' } as const;
  const first = options[0] as Expression;
  const kind = kindOf(first, env);
  const other = options.find((option) => kindOf(option, env) !== kind) ?? first;
  const advice = kind === 'tensor' ? " '|' binds looser than '->': put the choice in parentheses, or in a stage." : '';
  fault(
    other,
    'mixed-choice',
    `A choice between unlike things: '${shorten(labelOf(first))}' is ${names[kind]}, '${shorten(labelOf(other))}' is ${names[kindOf(other, env)]}.${advice}`,
  );
}

function arithmetic(left: ValuePlan, operator: Arithmetic, right: ValuePlan, e: Expression): ValuePlan {
  for (const side of [left, right]) {
    const value = constantOf(side);
    if (value !== undefined && typeof value !== 'number')
      fault(e, 'wrong-kind', `'${operator}' needs numbers: ${shorten(labelOf(e))}.`);
  }
  const [a, b] = [constantOf(left), constantOf(right)];
  if (typeof a === 'number' && typeof b === 'number') return { kind: 'constant', value: calculate(operator, a, b) };
  return { kind: 'arithmetic', operator, left, right, range: rangeOf(e) };
}
