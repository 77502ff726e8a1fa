import { didYouMean, listed } from '../base/closest.ts';
import type { CellDiagnostic, SearchModel, ShortEvaluation } from '../space/model.ts';
import type { Constant } from '../space/plan.ts';
import type { Scalarization } from '../space/scalarization.ts';
import type { ElaboratedSearch, StrategyCall } from '../space/search.ts';
import { strategies, withDefaults } from '../strategies/registry.ts';
import { SchemeError } from '../strategies/scalar/scheme.ts';
import { schemes } from '../strategies/scalar/schemes.ts';
import type { StrategyDefinition, StrategyParameter } from '../strategies/strategy.ts';
import { checkFidelity } from './fidelity.ts';
import { problem } from './setting-checks.ts';

const defaultStrategy = 'random';

export interface CheckedStrategy {
  readonly diagnostics: readonly CellDiagnostic[];
  readonly strategy: SearchModel['strategy'];
  readonly scalarize?: Scalarization;
  readonly fidelity?: ShortEvaluation;
}

/** The strategy of a search with every parameter, or why it can't be. */
export function checkStrategy(search: ElaboratedSearch): CheckedStrategy {
  const call: StrategyCall = search.strategy ?? { name: defaultStrategy, range: search.range, args: [] };
  const definition = strategies.get(call.name);
  if (!definition) {
    const names = [...strategies.keys()];
    const advice = didYouMean(call.name, names) || ` There are: ${listed(names)}.`;
    const message = `There is no strategy '${call.name}'.${advice}`;
    return {
      diagnostics: [problem(call.range, 'unknown-strategy', message)],
      strategy: { name: call.name, parameters: {} },
    };
  }
  const { parameters, diagnostics } = readParameters(definition, call);
  const complete = withDefaults(definition, parameters);
  const { budget } = search;
  const scalar = search.scalarize && checkScheme(search.scalarize, search.objectives);
  if (scalar?.diagnostic) diagnostics.push(scalar.diagnostic);
  const objectives = search.scalarize ? search.objectives.slice(0, 1) : search.objectives;
  if (definition.objectives === 'one' && objectives.length > 1) {
    const able = [...strategies.values()].filter((s) => s.objectives === 'any').map((s) => s.name);
    const instead = ` Leave one, make them one with scalarize, or use one of ${able.join(', ')}.`;
    const message = `'${call.name}' follows one objective, but there are ${objectives.length}.${instead}`;
    diagnostics.push(problem(call.range, 'objectives', message));
  }
  if (definition.learnsFromEarlier && search.scalarize) {
    const message = `'${call.name}' compares the results of earlier runs, which have no score of this search. Remove 'scalarize', or use another strategy.`;
    diagnostics.push(problem(call.range, 'objectives', message));
  }
  const { diagnostics: short, fidelity } = checkFidelity(search, definition, complete);
  if (diagnostics.length === 0) diagnostics.push(...short);
  if (!diagnostics.some(({ severity }) => severity === 'error')) {
    const given = {
      objectives: objectives.length,
      ...(budget.trials !== undefined && { trials: budget.trials }),
      finite: search.search.count !== undefined,
      evaluation: search.evaluate.kind,
      ...(search.evaluate.kind === 'table' && { rows: !search.evaluate.canonical }),
      space: search.search,
    };
    for (const message of definition.check?.(complete, given) ?? []) {
      diagnostics.push(problem(call.range, 'strategy-parameters', message));
    }
  }
  return {
    diagnostics,
    strategy: { name: call.name, parameters: complete },
    ...(scalar?.scalarize && { scalarize: scalar.scalarize }),
    ...(fidelity && { fidelity }),
  };
}

function checkScheme(
  { name, range, args }: StrategyCall,
  objectives: ElaboratedSearch['objectives'],
): { diagnostic?: CellDiagnostic; scalarize?: Scalarization } {
  const scheme = schemes.get(name);
  if (!scheme) {
    const names = [...schemes.keys()];
    const advice = didYouMean(name, names) || ` There are: ${names.join(', ')}.`;
    return { diagnostic: problem(range, 'unknown-scheme', `There is no scheme '${name}'.${advice}`) };
  }
  try {
    return { scalarize: { score: scheme.create(args, objectives), penalizes: scheme.penalizes ?? false } };
  } catch (error) {
    if (!(error instanceof SchemeError)) throw error;
    const at = error.place === undefined ? undefined : args[error.place];
    return { diagnostic: problem(at?.range ?? range, 'scheme-arguments', error.message) };
  }
}

type Values = Record<string, number | boolean | string>;

function readParameters(
  definition: StrategyDefinition,
  call: StrategyCall,
): { parameters: Values; diagnostics: CellDiagnostic[] } {
  const parameters: Values = {};
  const diagnostics: CellDiagnostic[] = [];
  const names = definition.parameters.map((p) => p.name);
  for (const [place, argument] of call.args.entries()) {
    const name = argument.name ?? names[place];
    const parameter = definition.parameters.find((p) => p.name === name);
    const wrong = parameter && misfit(parameter, argument.value);
    if (!parameter) diagnostics.push(problem(argument.range, 'unknown-parameter', noParameter(call.name, name, names)));
    else if (wrong) {
      diagnostics.push(problem(argument.range, 'parameter-range', `'${name}' of '${call.name}' must be ${wrong}.`));
    } else parameters[parameter.name] = argument.value as Values[string];
  }
  return { parameters, diagnostics };
}

function noParameter(strategy: string, name: string | undefined, names: readonly string[]): string {
  const list = names.length > 0 ? ` It has: ${names.join(', ')}.` : ' It has none.';
  if (name === undefined) return `'${strategy}' takes fewer parameters.${list}`;
  return `'${strategy}' has no parameter '${name}'.${didYouMean(name, names) || list}`;
}

/** What a parameter takes, if a value is none of that. */
function misfit({ takes }: StrategyParameter, value: Constant): string | undefined {
  switch (takes.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'word':
      return takes.words.some((word) => word === value) ? undefined : takes.words.join(' or ');
    case 'integer':
    case 'real': {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = takes;
      const fits =
        typeof value === 'number' && value >= min && value <= max && (takes.kind === 'real' || Number.isInteger(value));
      if (fits) return undefined;
      const range = Number.isFinite(min)
        ? Number.isFinite(max)
          ? ` from ${min} to ${max}`
          : ` of at least ${min}`
        : '';
      return `${takes.kind === 'integer' ? 'an integer' : 'a number'}${range}, not ${String(value)}`;
    }
  }
}
