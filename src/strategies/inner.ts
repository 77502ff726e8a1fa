import type { Random } from '../base/random.ts';
import { genetic } from './evolution/genetic.ts';
import { regularizedEvolution } from './evolution/regularized-evolution.ts';
import { tpe } from './parzen/tpe.ts';
import { randomSearch } from './random.ts';
import type { Problem, Strategy, StrategyParameter, StrategyParameters } from './strategy.ts';

const INNER = [randomSearch, regularizedEvolution, genetic, tpe];
/** For the few trials that are left to a strategy inside another one. */
const SMALL: StrategyParameters = { population: 20, sample: 5 };

/** Names of strategies that can work inside another one: they take results of architectures which they did not propose. */
export const innerNames: readonly string[] = INNER.map(({ name }) => name);

/** Which of them; `what` it does there. */
export const byParameter = (name: string, what: string): StrategyParameter => ({
  name: 'by',
  takes: { kind: 'word', words: innerNames },
  default: name,
  doc: `${what}, with its defaults (population 20).`,
});

/** One of them with its defaults, a population of 20, and what is given; of an unknown name regularised evolution. */
export function createInner(name: string, problem: Problem, random: Random, given: StrategyParameters = {}): Strategy {
  const definition = INNER.find((inner) => inner.name === name) ?? regularizedEvolution;
  const values = { ...SMALL, ...given };
  return definition.create(
    problem,
    Object.fromEntries(definition.parameters.map((p) => [p.name, values[p.name] ?? p.default])),
    random,
  );
}
