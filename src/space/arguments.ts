import type { AstNode } from 'langium';
import { didYouMean } from '../base/closest.ts';
import type { Argument } from '../language/generated/ast.ts';
import { fault } from './fault.ts';

interface Named {
  readonly name: string;
}

export interface Matched<P extends Named> {
  readonly parameter: P;
  readonly argument: Argument;
}

/** Pairs arguments with parameters, in the order written: first by place, then by name. */
export function matchArguments<P extends Named>(
  callee: string,
  parameters: readonly P[],
  args: readonly Argument[],
): Matched<P>[] {
  const taken = new Set<string>();
  let place = 0;
  return args.map((argument) => {
    const parameter =
      argument.name === undefined ? parameters[place++] : named(callee, parameters, argument, argument.name);
    if (!parameter) {
      const most =
        parameters.length === 0
          ? 'no arguments'
          : `at most ${parameters.length}: ${parameters.map((p) => p.name).join(', ')}`;
      fault(argument, 'too-many-arguments', `'${callee}' takes ${most}.`);
    }
    if (taken.has(parameter.name))
      fault(argument, 'repeated-argument', `'${parameter.name}' of '${callee}' is given twice.`);
    taken.add(parameter.name);
    return { parameter, argument };
  });
}

function named<P extends Named>(callee: string, parameters: readonly P[], argument: Argument, name: string): P {
  const found = parameters.find((p) => p.name === name);
  if (found) return found;
  const names = parameters.map((p) => p.name);
  const advice = didYouMean(name, names) || (names.length > 0 ? ` It has: ${names.join(', ')}.` : ' It has none.');
  fault(argument, 'unknown-parameter', `'${callee}' has no parameter '${name}'.${advice}`);
}

export function missing(node: AstNode, callee: string, parameter: string, takes?: string): never {
  fault(node, 'missing-argument', `'${callee}' needs '${parameter}'${takes ? `: ${takes}` : ''}.`);
}
