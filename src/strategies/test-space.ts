import type { Random } from '../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../space/decision.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { Problem } from './strategy.ts';

/** A space of these decisions, as plain as can be: for tests of strategies, which see no more than this. */
export function testSpace(decisions: readonly Decision[]): SearchSpace {
  const holds = (decision: Decision, assignment: Readonly<Record<string, DecisionValue>>): boolean =>
    decision.when.some((condition) =>
      condition.every(({ path, option }) => {
        const value = assignment[path];
        return Array.isArray(value) ? value.includes(option) : value === option;
      }),
    );
  const repair = (partial: Readonly<Record<string, DecisionValue>>, random: Random): Assignment => {
    const assignment: Record<string, DecisionValue> = {};
    for (const decision of decisions) {
      if (holds(decision, assignment)) assignment[decision.path] = partial[decision.path] ?? draw(decision, random);
    }
    return assignment;
  };
  function* enumerate(index: number, chosen: Record<string, DecisionValue>): Generator<Assignment> {
    const decision = decisions[index];
    if (!decision) yield { ...chosen };
    else if (!holds(decision, chosen)) yield* enumerate(index + 1, chosen);
    else
      for (const value of valuesOf(decision)) {
        yield* enumerate(index + 1, { ...chosen, [decision.path]: value });
      }
  }
  const finite = decisions.every((d) => d.kind !== 'real' || d.step !== undefined);
  return {
    decisions,
    count: finite ? BigInt([...enumerate(0, {})].length) : undefined,
    sample: (random) => repair({}, random),
    active: (assignment) => decisions.filter((decision) => holds(decision, assignment)),
    repair,
    enumerate: () => enumerate(0, {}),
    key: (assignment) => JSON.stringify(decisions.map(({ path }) => assignment[path] ?? null)),
  };
}

function draw(decision: Decision, random: Random): DecisionValue {
  if (decision.kind !== 'real' || decision.step !== undefined) return random.pick(valuesOf(decision));
  const { min, max, log } = decision;
  return log ? min * (max / min) ** random.next() : min + (max - min) * random.next();
}

function valuesOf(decision: Decision): DecisionValue[] {
  switch (decision.kind) {
    case 'choice':
      return decision.options.map((_, option) => option);
    case 'subset': {
      const all = Array.from({ length: 2 ** decision.options.length }, (_, bits) =>
        decision.options.flatMap((_, option) => ((bits >> option) & 1 ? [option] : [])),
      );
      return all.filter((set) => set.length >= decision.min && set.length <= decision.max);
    }
    case 'integer':
    case 'real': {
      const step = decision.step ?? 1;
      const count = Math.floor((decision.max - decision.min) / step + 1e-9) + 1;
      return Array.from({ length: count }, (_, i) => Number((decision.min + i * step).toPrecision(12)));
    }
  }
}

export const choice = (path: string, options: number, when: Decision['when'] = [[]]): Decision => ({
  kind: 'choice',
  path,
  when,
  options: Array.from({ length: options }, (_, i) => `o${i}`),
});

/** Every kind of decision, some of them conditional. */
export const mixedDecisions: readonly Decision[] = [
  choice('op', 3),
  { kind: 'integer', path: 'depth', when: [[]], min: 1, max: 3, step: 1 },
  choice('deep', 2, [[{ path: 'depth', option: 3 }], [{ path: 'op', option: 2 }]]),
  {
    kind: 'subset',
    path: 'inputs',
    when: [[{ path: 'op', option: 1 }]],
    options: ['a', 'b', 'c'],
    min: 1,
    max: 2,
  },
  { kind: 'real', path: 'rate', when: [[{ path: 'inputs', option: 0 }]], min: 0, max: 0.3, log: false, step: 0.1 },
];

export const problemOf = (space: SearchSpace, more: Partial<Problem> = {}): Problem => ({
  space,
  objectives: [{ measure: 'score', direction: 'maximize' }],
  identity: (assignment) => space.key(assignment),
  feasible: () => true,
  ...more,
});
