import type { Clause, Expression, Settings } from '../language/generated/ast.ts';
import type { SourceRange } from '../network/network.ts';
import type { Setting } from '../network/training.ts';
import { matchArguments } from './arguments.ts';
import { decidedValue } from './build-values.ts';
import type { ValueContext } from './building.ts';
import type { Elaboration } from './elaboration.ts';
import { calleeOf, flatten, isBuiltin, targetOf, unwrap } from './expressions.ts';
import { Fault, fault, labelOf, rangeOf } from './fault.ts';
import { stepName } from './names.ts';
import type { ChoiceHole, Constant, ValuePlan } from './plan.ts';
import { constantOf, extremes } from './possible.ts';
import { Env } from './scope.ts';
import { all, type Tree, type TreeMaker } from './tree.ts';

/** A call in a clause with its values perhaps still open: `adam(lr: 1e-4..1e-2 log) | sgd`. */
export type SettingPlan =
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly parameters: readonly SettingParameter[];
      readonly range: SourceRange;
    }
  | { readonly kind: 'choice'; readonly hole: ChoiceHole; readonly options: readonly SettingPlan[] };

/** A setting as it is written, for checks against the tables of words: every value that it can take. */
export interface UsedSetting {
  readonly role: 'optimizer' | 'schedule' | 'loss' | 'source' | 'augmentation';
  readonly name: string;
  readonly range: SourceRange;
  readonly parameters: readonly {
    readonly name: string;
    readonly values: readonly Constant[];
    readonly range: SourceRange;
    /** The clause that says it, if it is not said in the call. */
    readonly clause?: string;
  }[];
}

/** A parameter of a setting with its value perhaps still open. */
export interface SettingParameter {
  readonly name: string;
  readonly value: ValuePlan;
  readonly range: SourceRange;
  /** The clause that says it, if it is not said in the call. */
  readonly clause?: string;
}

export function settingPlan(x: Elaboration, e: Expression, path: string): SettingPlan {
  const bare = unwrap(e);
  if (bare.$type === 'Binary' && bare.operator === '|') {
    const own = x.context.names.claim(path);
    const options = flatten(bare, '|');
    return {
      kind: 'choice',
      hole: { kind: 'choice', path: own, range: rangeOf(bare), options: options.map(labelOf) },
      options: options.map((option) => settingPlan(x, option, `${own}:${stepName(option)}`)),
    };
  }
  const { callee, args } = calleeOf(bare);
  if (callee.$type !== 'Ref')
    fault(bare, 'wrong-kind', `A name is needed here, such as adam(lr: 1e-3); '${labelOf(bare)}' is none.`);
  const target = targetOf(callee);
  const known = target.$type === 'Op' && isBuiltin(target) ? target.parameters : [];
  const parameters = matchArguments(target.name, known, args).map(({ parameter, argument }) => ({
    name: parameter.name,
    value: x.value(argument.value, new Env(), `${path}.${parameter.name}`),
    range: rangeOf(argument),
  }));
  return { kind: 'call', name: target.name, parameters, range: rangeOf(bare) };
}

/** The same setting with a parameter that another clause says, in each option of a choice. Throws a `Fault`. */
export function withParameter(plan: SettingPlan, parameter: SettingParameter): SettingPlan {
  if (plan.kind === 'choice')
    return { ...plan, options: plan.options.map((option) => withParameter(option, parameter)) };
  const { name, range, clause = name } = parameter;
  if (plan.parameters.some((other) => other.name === name))
    throw new Fault(range, 'repeated-argument', `'${clause}' is given twice: '${plan.name}' has '${name}' already.`);
  return { ...plan, parameters: [...plan.parameters, parameter] };
}

/** The setting under an assignment, as far as it is written: defaults are filled in where the words are known. */
export function settingUnder(context: ValueContext, plan: SettingPlan): Setting {
  if (plan.kind === 'choice')
    return settingUnder(context, plan.options[context.decided(plan.hole) as number] as SettingPlan);
  const parameters = plan.parameters.map(({ name, value }) => [name, decidedValue(context, value)] as const);
  return { name: plan.name, parameters: Object.fromEntries(parameters) };
}

export function usedSettings(plan: SettingPlan, role: UsedSetting['role']): UsedSetting[] {
  if (plan.kind === 'choice') return plan.options.flatMap((option) => usedSettings(option, role));
  const parameters = plan.parameters.map(({ name, value, range, clause }) => ({
    name,
    values: extremes(value),
    range,
    ...(clause !== undefined && { clause }),
  }));
  return [{ role, name: plan.name, range: plan.range, parameters }];
}

export function settingTree(maker: TreeMaker, plan: SettingPlan): Tree {
  if (plan.kind === 'call') return all(plan.parameters.map(({ value }) => maker.value(value)));
  return {
    kind: 'branch',
    hole: plan.hole,
    branches: plan.options.map((option, value) => ({ value, tree: settingTree(maker, option) })),
  };
}

export const clauseOf = (settings: Settings, name: string): Clause | undefined =>
  settings.clauses.find((clause) => clause.name === name);

/** The only value of a clause that has to have one. */
export function onlyValue(clause: Clause): Expression {
  const [value, more] = clause.values;
  if (!value) fault(clause, 'clause-values', `'${clause.name}' needs a value.`);
  if (more) fault(more, 'clause-values', `'${clause.name}' takes one value.`);
  return value;
}

/** A fixed value. A name that nothing defines stands for itself: the column of a table, the word of a strategy. */
export function fixedValue(x: Elaboration, e: Expression): Constant {
  const bare = unwrap(e);
  if (bare.$type === 'Ref') return bare.target.$refText;
  const value = constantOf(x.value(bare, new Env(), ''));
  return value ?? fault(e, 'not-fixed', `There is nothing to decide here: '${labelOf(e)}' must be one fixed value.`);
}

export interface NumberWish {
  readonly min: number;
  readonly integer: boolean;
  /** For people: `an integer of at least 1`. */
  readonly text: string;
  readonly max?: number;
}

export function fixedNumber(x: Elaboration, clause: Clause, wish: NumberWish): number {
  const e = onlyValue(clause);
  const value = fixedValue(x, e);
  if (
    typeof value === 'number' &&
    value >= wish.min &&
    value <= (wish.max ?? Number.POSITIVE_INFINITY) &&
    (!wish.integer || Number.isInteger(value))
  )
    return value;
  return fault(e, 'clause-values', `'${clause.name}' is ${wish.text}; '${labelOf(e)}' is not.`);
}

/** A clause that is on or off; off where it is not given. */
export function switchOf(x: Elaboration, definition: Settings, name: string): boolean {
  const clause = clauseOf(definition, name);
  return (
    clause !== undefined && isOn(x, onlyValue(clause), () => fault(clause, 'clause-values', `'${name}' is on or off.`))
  );
}

/** A value that is on or off, or what `otherwise` says of it. */
export function isOn(x: Elaboration, e: Expression, otherwise: () => never): boolean {
  const value = fixedValue(x, e);
  if (value === 'on' || value === true) return true;
  if (value === 'off' || value === false) return false;
  return otherwise();
}
