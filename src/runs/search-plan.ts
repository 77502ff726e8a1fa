import { hashText, random } from '../base/random.ts';
import { canonicalHash } from '../network/canonical.ts';
import type { costOf } from '../network/cost.ts';
import type { Network } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Assignment } from '../space/decision.ts';
import type { Constraint, SearchModel } from '../space/model.ts';
import { repairingSpace } from '../strategies/reductions/repairing.ts';
import { strategies, withDefaults } from '../strategies/registry.ts';
import { scalarized } from '../strategies/scalar/scalarized.ts';
import { createSeen } from '../strategies/seen.ts';
import type { EarlierRun, Problem, Screening } from '../strategies/strategy.ts';
import { graphOf } from './architecture-graph.ts';
import { knownMeasures } from './known-measures.ts';
import type { Plan, PlannedScreening, PlannedTrial } from './plan.ts';
import { RunError } from './run-error.ts';

/** Descriptions kept; the oldest goes first. */
const KEPT = 50_000;

/** What a search decides, from its model. The same model, seed and earlier runs give the same plan. */
export function createPlan(search: SearchModel, seed: number, earlier: readonly EarlierRun[] = []): Plan {
  const { evaluate } = search;
  const plain = search.search;
  const definition = strategies.get(search.strategy.name);
  if (!definition) {
    throw new RunError(
      `There is no strategy '${search.strategy.name}'. There are: ${[...strategies.keys()].join(', ')}.`,
    );
  }
  const parameters = withDefaults(definition, search.strategy.parameters);
  if (definition.objectives === 'one' && search.objectives.length !== 1 && !search.scalarize) {
    throw new RunError(
      `The strategy '${definition.name}' takes one objective, the search '${search.name}' has ${search.objectives.length}. Use random, or leave one objective.`,
    );
  }
  const early = search.constraints.filter((constraint) => constraint.beforeTraining);

  const recipeOf = (assignment: Assignment): string =>
    evaluate.kind !== 'table' && evaluate.recipe ? JSON.stringify(evaluate.recipe(assignment)) : '';

  const measuresOf = knownMeasures(search);

  const describe = remember(
    (assignment) => plain.key(assignment),
    (assignment): PlannedTrial => {
      let network: Network;
      try {
        network = search.space.instantiate(assignment);
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        return { hash: '', seed: 0, measures: {}, infeasible: error.message, missed: Number.POSITIVE_INFINITY };
      }
      const hash = canonicalHash(network);
      const structure = measuresOf(network);
      const misses = early.map((constraint) => constraint.violation(structure));
      const broken = early.find((_, i) => (misses[i] as number) > 0);
      return {
        hash,
        seed: Number.parseInt(hashText(`${seed}/${hash}/${recipeOf(assignment)}`).slice(0, 8), 16) >>> 1,
        measures: withoutEdges(structure),
        missed: misses.reduce((a, b) => a + b, 0),
        ...(broken && { infeasible: brokenMessage(broken, structure) }),
      };
    },
  );

  const space = search.repair ? repairingSpace(plain, (assignment) => describe(assignment).missed) : plain;
  const problem: Problem = {
    space,
    objectives: search.objectives,
    earlier,
    // Rows of a table were trained each on its own, so they differ even where the networks are the same.
    identity: (assignment) =>
      evaluate.kind === 'table' && !evaluate.canonical
        ? space.key(assignment)
        : `${describe(assignment).hash}/${recipeOf(assignment)}`,
    feasible: (assignment) =>
      evaluate.kind === 'table' && early.length === 0 ? true : describe(assignment).infeasible === undefined,
    graph(assignment) {
      try {
        return graphOf(search.space.instantiate(assignment));
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        return { labels: [], inputs: [], details: [] }; // shapes that don't meet: like no other
      }
    },
  };
  const screening = definition.screening?.(parameters);
  return {
    objectives: search.objectives,
    ...(screening && { screening: () => drawn(screening, problem, seed) }),
    measuredConstraints: search.constraints.filter((constraint) => !constraint.beforeTraining),
    createStrategy: (candidates, data) => {
      const source = random(seed).fork('strategy');
      const whole = { ...problem, ...(candidates && { candidates }), ...(data && { data }) };
      return search.scalarize
        ? scalarized(definition, whole, parameters, source, search.scalarize)
        : definition.create(whole, parameters, source);
    },
    key: (assignment) => space.key(assignment),
    describe,
  };
}

/** Fewer than asked for if the space has no more. */
function drawn(screening: Screening, problem: Problem, seed: number): PlannedScreening {
  const source = random(seed).fork('screening');
  const seen = createSeen(problem);
  const assignments: Assignment[] = [];
  while (assignments.length < screening.samples) {
    const assignment = seen.draw(source);
    if (!assignment) break;
    assignments.push(assignment);
  }
  return { screening, assignments };
}

/** `edges(cell)` is for requirements; a trial's metrics have the names of measures. */
const withoutEdges = (structure: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(structure).filter(([name]) => !name.includes('(')));

function brokenMessage(constraint: Constraint, measures: Readonly<Record<string, number>>): string {
  const values = constraint.measures.flatMap((name) => (name in measures ? [`${name} is ${measures[name]}`] : []));
  return `It breaks '${constraint.text}'${values.length > 0 ? `: ${values.join(', ')}` : ''}.`;
}

/** Measures by which a result is judged or that are shown with it, which training (or a table) must give. */
export function measuresToEvaluate(search: SearchModel): string[] {
  const known = new Set<string>(earlyMeasures);
  const names = [
    ...search.objectives.map((objective) => objective.measure),
    ...search.report,
    ...search.constraints.filter((c) => !c.beforeTraining).flatMap((c) => c.measures),
  ];
  return [...new Set(names)].filter((name) => !known.has(name));
}
const earlyMeasures: (keyof ReturnType<typeof costOf> | 'latency_model')[] = [
  'params',
  'macs',
  'depth',
  'memory',
  'training_memory',
  'receptive_field',
  'size',
  'energy_model',
  'latency_model',
];

/** Keeps results by key: strategies ask for the same architectures again and again. */
function remember<T>(key: (a: Assignment) => string, compute: (a: Assignment) => T): (a: Assignment) => T {
  const known = new Map<string, T>();
  return (assignment) => {
    const name = key(assignment);
    let result = known.get(name);
    if (result === undefined) {
      result = compute(assignment);
      if (known.size >= KEPT) known.delete(known.keys().next().value as string);
      known.set(name, result);
    }
    return result;
  };
}
