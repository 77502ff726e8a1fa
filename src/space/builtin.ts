import { expected, faultOf } from '../network/attributes.ts';
import { operations } from '../network/operations.ts';
import { matchArguments, missing } from './arguments.ts';
import type { Elaboration, StepCall } from './elaboration.ts';
import { fault, labelOf, rangeOf } from './fault.ts';
import { kindOf } from './kinds.ts';
import type { AttributePlan, StepPlan } from './plan.ts';
import { possibleValues } from './possible.ts';
import type { Env } from './scope.ts';
import { shorten } from './values.ts';

/** A use of an operation of the table: arguments matched with its parameters, every possible value checked. */
export function elaborateBuiltin(x: Elaboration, name: string, call: StepCall, env: Env, path: string): StepPlan {
  const operation = operations.get(name);
  if (!operation) fault(call.callee, 'wrong-kind', `'${name}' is not an operation.`);
  const attributes = matchArguments(name, operation.parameters, call.args).map(
    ({ parameter, argument }): AttributePlan => {
      const own = `${path}.${parameter.name}`;
      const base = { name: parameter.name, range: rangeOf(argument) };
      if (parameter.takes.kind === 'operation') {
        if (kindOf(argument.value, env) !== 'step') {
          fault(
            argument,
            'wrong-kind',
            `'${parameter.name}' of '${name}' is an operation or a cell; '${shorten(labelOf(argument.value))}' is not.`,
          );
        }
        return { ...base, kind: 'step', step: x.step(argument.value, env, own) };
      }
      const value = x.value(argument.value, env, own);
      for (const possible of possibleValues(value) ?? []) {
        const wrong = faultOf(parameter, possible);
        if (wrong) fault(argument, 'parameter-range', `'${parameter.name}' of '${name}' ${wrong}.`);
      }
      return { ...base, kind: 'value', value };
    },
  );
  for (const parameter of operation.parameters) {
    const given = attributes.some((attribute) => attribute.name === parameter.name);
    if (parameter.default === undefined && !given) missing(call.node, name, parameter.name, expected(parameter));
  }
  const label = labelOf(call.node);
  const range = rangeOf(call.node);
  const body = attributes.find((attribute) => attribute.kind === 'step');
  if (name === 'residual' && body?.kind === 'step') return { kind: 'residual', body: body.step, range };
  const kind = operation.inputs === 'many' ? 'reduce' : 'apply';
  return { kind, operation: name, attributes, label, range };
}
