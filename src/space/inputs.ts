import type { Expression, Prefix } from '../language/generated/ast.ts';
import { matchArguments, missing } from './arguments.ts';
import type { Elaboration } from './elaboration.ts';
import { calleeOf, inputNames, isBuiltin, targetOf } from './expressions.ts';
import { fault, labelOf, rangeOf } from './fault.ts';
import type { Constant, InputKind, TensorPlan } from './plan.ts';
import { possibleValues } from './possible.ts';
import type { Env } from './scope.ts';
import { shorten } from './values.ts';

const parameters: Readonly<Record<InputKind, readonly string[]>> = {
  image: ['shape'],
  vector: ['features'],
  sequence: ['length', 'features'],
  tokens: ['length', 'vocab'],
};

/** `input image(28x28x1)`. */
export function inputPlan(x: Elaboration, e: Prefix, env: Env, path: string): TensorPlan {
  const { callee, args } = calleeOf(e.operand);
  const type = kindNamed(callee);
  if (!type) {
    fault(
      e.operand,
      'input-kind',
      `An input is image(28x28x1), vector(64), sequence(128, 9) or tokens(128, vocab: 8k); '${shorten(labelOf(e.operand))}' is none.`,
    );
  }
  const names = parameters[type].map((name) => ({ name }));
  const matched = matchArguments(type, names, args);
  const values = names.map(({ name }) => {
    const argument = matched.find((m) => m.parameter.name === name)?.argument;
    if (!argument) missing(e.operand, type, name);
    const value = x.value(argument.value, env, `${path}.${name}`);
    const wrong = (possibleValues(value) ?? []).find((v) => !fits(type, v));
    if (wrong !== undefined) {
      fault(
        argument,
        'input-kind',
        type === 'image'
          ? 'An image is height x width x channels, each at least 1, such as 28x28x1.'
          : `'${name}' is an integer of at least 1.`,
      );
    }
    return value;
  });
  return { kind: 'input', type, values, label: labelOf(e.operand), range: rangeOf(e) };
}

function kindNamed(callee: Expression): InputKind | undefined {
  if (callee.$type !== 'Ref' || !inputNames.has(callee.target.$refText) || !isBuiltin(targetOf(callee)))
    return undefined;
  return callee.target.$refText as InputKind;
}

const positive = (n: unknown): boolean => typeof n === 'number' && Number.isInteger(n) && n >= 1;
const fits = (type: InputKind, value: Constant): boolean =>
  type === 'image' ? Array.isArray(value) && value.length === 3 && value.every(positive) : positive(value);
