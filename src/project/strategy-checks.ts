import { didYouMean } from '../base/closest.ts';
import type { CellDiagnostic, SearchModel } from '../space/model.ts';
import type { Constant } from '../space/plan.ts';
import type { ElaboratedSearch, StrategyCall } from '../space/search.ts';
import { strategies, withDefaults } from '../strategies/registry.ts';
import type { StrategyDefinition, StrategyParameter } from '../strategies/strategy.ts';
import { problem } from './setting-checks.ts';

const defaultStrategy = 'random';

export interface CheckedStrategy {
  readonly diagnostics: readonly CellDiagnostic[];
  readonly strategy: SearchModel['strategy'];
}

/** The strategy of a search with every parameter, or why it can't be. */
export function checkStrategy(search: ElaboratedSearch): CheckedStrategy {
  const call: StrategyCall = search.strategy ?? { name: defaultStrategy, range: search.range, args: [] };
  const definition = strategies.get(call.name);
  if (!definition) {
    const names = [...strategies.keys()];
    const advice = didYouMean(call.name, names) || ` There are: ${names.join(', ')}.`;
    const message = `There is no strategy '${call.name}'.${advice}`;
    return {
      diagnostics: [problem(call.range, 'unknown-strategy', message)],
      strategy: { name: call.name, parameters: {} },
    };
  }
  const { parameters, diagnostics } = readParameters(definition, call);
  const complete = withDefaults(definition, parameters);
  const { objectives, budget } = search;
  if (definition.objectives === 'one' && objectives.length > 1) {
    const able = [...strategies.values()].filter((s) => s.objectives === 'any').map((s) => s.name);
    const instead = able.length > 0 ? ` Leave one, or use one of ${able.join(', ')}.` : '';
    const message = `'${call.name}' follows one objective, but there are ${objectives.length}.${instead}`;
    diagnostics.push(problem(call.range, 'objectives', message));
  }
  if (diagnostics.length === 0) {
    const given = {
      objectives: objectives.length,
      ...(budget.trials !== undefined && { trials: budget.trials }),
      finite: search.search.count !== undefined,
    };
    for (const message of definition.check?.(complete, given) ?? []) {
      diagnostics.push(problem(call.range, 'strategy-parameters', message));
    }
  }
  return { diagnostics, strategy: { name: call.name, parameters: complete } };
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
