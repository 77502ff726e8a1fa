import type { Argument, CellDef, Expression, Named, Op } from '../language/generated/ast.ts';
import { operations } from '../network/operations.ts';
import { calleeOf, flatten, isBuiltin, targetOf, tensorNames, unwrap } from './expressions.ts';
import type { Arity } from './plan.ts';
import type { Binding, Env } from './scope.ts';

/** What an expression is: something that configures, something that tensors flow through, or tensors. */
export type Kind = 'value' | 'step' | 'tensor';

interface Signature {
  readonly kind: Kind;
  readonly arity: Arity;
}
type Lookup = (name: Named) => Signature | undefined;

const signatureOf = (binding: Binding): Signature => ({
  kind: binding.kind === 'list' ? 'tensor' : binding.kind,
  arity: binding.kind === 'step' ? binding.arity : 1,
});
const lookupIn =
  (env: Env): Lookup =>
  (name) => {
    const binding = env.get(name);
    return binding && signatureOf(binding);
  };

export const kindOf = (e: Expression, env: Env): Kind => kind(e, lookupIn(env));
export const arityOf = (e: Expression, env: Env): Arity => arity(e, lookupIn(env), []);

/** Those that an operation reads, and those that configure it. */
export function splitArguments(
  args: readonly Argument[],
  env: Env,
): { readonly tensors: readonly Argument[]; readonly settings: readonly Argument[] } {
  const isTensor = (a: Argument): boolean => a.name === undefined && kindOf(a.value, env) === 'tensor';
  return { tensors: args.filter(isTensor), settings: args.filter((a) => !isTensor(a)) };
}

/** The parameters of a cell that tensors come in by: those without a default. */
export const tensorParameters = (cell: CellDef): CellDef['parameters'] => cell.parameters.filter((p) => !p.default);

function kind(e: Expression, lookup: Lookup): Kind {
  switch (e.$type) {
    case 'Group':
      if (e.items.length === 1) return kind(e.items[0] as Expression, lookup);
      return e.items.some((item) => kind(item, lookup) === 'tensor') ? 'tensor' : 'value';
    case 'Ref': {
      const target = targetOf(e);
      return lookup(target)?.kind ?? kindOfDefinition(target);
    }
    case 'Call': {
      const callee = kind(e.callee as Expression, lookup);
      const reads = e.arguments.some((a) => a.name === undefined && kind(a.value, lookup) === 'tensor');
      return callee === 'step' && reads ? 'tensor' : callee;
    }
    case 'Index':
      return kind(e.target as Expression, lookup);
    case 'Pick':
      return e.source && kind(e.source, lookup) === 'step' ? 'step' : 'tensor';
    case 'Prefix':
      if (e.operator === 'input') return 'tensor';
      return e.operator === 'maybe' ? 'step' : kind(e.operand, lookup);
    case 'Repeat':
    case 'Stage':
      return 'step';
    case 'Binary':
      if (e.operator === '->' || e.operator === '|') return kind(flatten(e, e.operator)[0] as Expression, lookup);
      return kind(e.left, lookup) === 'tensor' || kind(e.right, lookup) === 'tensor' ? 'tensor' : 'value';
    default:
      return 'value';
  }
}

function kindOfDefinition(definition: Named): Kind {
  if (definition.$type === 'CellDef') return 'step';
  if (definition.$type !== 'Op') return 'value';
  if (!isBuiltin(definition)) return 'step';
  if (tensorNames.has(definition.name)) return 'tensor';
  return operations.has(definition.name) || definition.name === 'fallback' ? 'step' : 'value';
}

function arity(e: Expression, lookup: Lookup, expanding: readonly Op[]): Arity {
  const bare = unwrap(e);
  switch (bare.$type) {
    case 'Ref':
    case 'Call': {
      const { callee, args } = calleeOf(bare);
      if (callee.$type === 'Index') return arity(callee, lookup, expanding);
      if (callee.$type !== 'Ref') return 1;
      const target = targetOf(callee);
      const bound = lookup(target);
      if (bound) return bound.arity;
      if (target.$type === 'CellDef') return tensorParameters(target).length;
      if (target.$type !== 'Op') return 1;
      if (isBuiltin(target)) {
        return target.name === 'fallback' || operations.get(target.name)?.inputs === 'many' ? 'many' : 1;
      }
      if (!target.value || expanding.includes(target)) return 1;
      return arity(target.value, parametersOf(target, args, lookup, expanding), [...expanding, target]);
    }
    case 'Index': {
      const family = unwrap(bare.target as Expression);
      const target = family.$type === 'Ref' ? targetOf(family) : undefined;
      return target?.$type === 'CellDef' ? tensorParameters(target).length : 1;
    }
    case 'Pick':
      return bare.source ? arity(bare.source, lookup, expanding) : 1;
    case 'Prefix':
      return arity(bare.operand, lookup, expanding);
    case 'Binary':
      return bare.operator === '->' || bare.operator === '|'
        ? arity(flatten(bare, bare.operator)[0] as Expression, lookup, expanding)
        : 1;
    default:
      return 1;
  }
}

function parametersOf(op: Op, args: readonly Argument[], outer: Lookup, expanding: readonly Op[]): Lookup {
  const signatures = new Map<Named, Signature>();
  const lookup: Lookup = (name) => signatures.get(name);
  let position = 0;
  const given = new Map(args.map((a) => [a.name ?? op.parameters[position++]?.name, a.value]));
  for (const parameter of op.parameters) {
    const value = given.get(parameter.name);
    const source = value ?? parameter.default;
    const scope = value ? outer : lookup;
    if (source) signatures.set(parameter, { kind: kind(source, scope), arity: arity(source, scope, expanding) });
  }
  return lookup;
}
