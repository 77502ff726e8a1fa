import type { Binary } from '../language/generated/ast.ts';
import type { Elaboration } from './elaboration.ts';
import { present } from './expressions.ts';
import { fault, labelOf, rangeOf } from './fault.ts';
import type { Arithmetic, AttributePlan, TensorPlan, ValuePlan } from './plan.ts';
import { calculate, constantOf, possibleValues } from './possible.ts';
import type { Env } from './scope.ts';
import { shorten } from './values.ts';

/** `1 - x`, `2 * x`, `x / n`: a number on one side of a tensor is the operation `affine`. */
export function withNumber(
  x: Elaboration,
  e: Binary,
  numberSide: 'left' | 'right',
  env: Env,
  path: string,
): TensorPlan {
  const [numberSource, tensorSource] = numberSide === 'left' ? [e.left, present(e.right)] : [present(e.right), e.left];
  const number = x.value(numberSource, env, `${path}.${numberSide}`);
  const range = rangeOf(e);
  const wrong = possibleValues(number)?.find((value) => typeof value !== 'number');
  if (wrong !== undefined)
    fault(
      numberSource,
      'wrong-kind',
      `'${e.operator}' joins a tensor with a tensor or a number; '${shorten(labelOf(numberSource))}' is neither.`,
    );
  const attribute = (name: string, value: ValuePlan): AttributePlan => ({ kind: 'value', name, value, range });
  const fixed = (value: number): ValuePlan => ({ kind: 'constant', value });
  const from = x.tensor(tensorSource, env, path);
  const affine = (...attributes: readonly AttributePlan[]): TensorPlan => ({
    kind: 'flow',
    from,
    step: { kind: 'apply', operation: 'affine', attributes, label: labelOf(e), range },
  });
  switch (e.operator) {
    case '+':
      return affine(attribute('shift', number));
    case '-':
      return numberSide === 'left'
        ? affine(attribute('scale', fixed(-1)), attribute('shift', number))
        : affine(attribute('shift', calculated(fixed(0), '-', number)));
    case '*':
      return affine(attribute('scale', number));
    default:
      if (numberSide === 'left') fault(e, 'wrong-kind', 'A number is not divided by a tensor.');
      if (possibleValues(number)?.includes(0)) fault(numberSource, 'parameter-range', 'A tensor is not divided by 0.');
      return affine(attribute('scale', calculated(fixed(1), '/', number)));
  }

  function calculated(left: ValuePlan, operator: Arithmetic, right: ValuePlan): ValuePlan {
    const [a, b] = [constantOf(left), constantOf(right)];
    if (typeof a === 'number' && typeof b === 'number') return fixed(calculate(operator, a, b));
    return { kind: 'arithmetic', operator, left, right, range };
  }
}
