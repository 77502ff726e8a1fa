import { closest } from '../base/closest.ts';
import type { Clause, Expression, File, Settings, Space } from '../language/generated/ast.ts';
import type { SourceRange } from '../network/network.ts';
import type { DatasetSpec, TrainRecipe } from '../network/training.ts';
import { commandWords } from './command-words.ts';
import { type Condition, constraintsOf, type MeasureUse } from './constraints.ts';
import { createElaboration } from './create-elaboration.ts';
import type { ElaboratedDataset } from './dataset.ts';
import type { Assignment } from './decision.ts';
import type { Elaboration } from './elaboration.ts';
import { calleeOf, unwrap } from './expressions.ts';
import { Broken, Fault, fault, labelOf, nameRange, rangeOf } from './fault.ts';
import type { Budget, Objective } from './model.ts';
import type { Constant } from './plan.ts';
import type { SearchSpace } from './search-space.ts';
import { clauseOf, fixedNumber, fixedValue, isOn, onlyValue, switchOf, type UsedSetting } from './settings.ts';
import type { ElaboratedSpace } from './space-model.ts';
import type { ElaboratedTrain } from './train.ts';
import { all } from './tree.ts';
import { treeSpace } from './tree-space.ts';

/** A search as it is written, with places, before strategies and training words are known. */
export interface ElaboratedSearch {
  readonly name: string;
  readonly range: SourceRange;
  readonly space: ElaboratedSpace;
  /** Architecture first, then training. */
  readonly search: SearchSpace;
  readonly objectives: readonly (Objective & { readonly range: SourceRange })[];
  readonly report: readonly MeasureUse[];
  readonly conditions: readonly Condition[];
  readonly evaluate: ElaboratedEvaluation;
  /** Absent: none is named. */
  readonly strategy?: StrategyCall;
  /** How objectives become one number. */
  readonly scalarize?: StrategyCall;
  /** What short evaluations have less of. */
  readonly fidelity?: StrategyCall;
  /** File of a device profile, as written. */
  readonly device?: { readonly file: string; readonly range: SourceRange };
  /** The `repair` clause, if it is on. */
  readonly repair?: { readonly range: SourceRange };
  readonly budget: Budget;
  /** Of the `trials` clause. */
  readonly trialsRange?: SourceRange;
}

export type ElaboratedEvaluation =
  | {
      readonly kind: 'train';
      readonly dataset: DatasetSpec;
      readonly settings: readonly UsedSetting[];
      /** Of the `data` clause. */
      readonly dataRange: SourceRange;
      /** Of the longest training. */
      readonly mostEpochs: number;
      recipe(assignment: Assignment): TrainRecipe;
    }
  | {
      readonly kind: 'table';
      readonly file: string;
      readonly fileRange: SourceRange;
      readonly key?: { readonly name: string; readonly range: SourceRange };
      /** Where rows of the same network count as one architecture. */
      readonly canonical?: SourceRange;
    }
  | {
      readonly kind: 'command';
      /** The program and its arguments. */
      readonly words: readonly string[];
      readonly settings: readonly UsedSetting[];
      recipe?(assignment: Assignment): TrainRecipe;
    };

export interface StrategyCall {
  readonly name: string;
  readonly range: SourceRange;
  readonly args: readonly { readonly name?: string; readonly value: Constant; readonly range: SourceRange }[];
}

/** What a search refers to. Undefined: it has a mistake, which is reported where it stands. */
export interface Referred {
  readonly file: File;
  space(definition: Space): ElaboratedSpace | undefined;
  dataset(definition: Settings): ElaboratedDataset | undefined;
  train(definition: Settings): ElaboratedTrain | undefined;
}

const defaultTrials = 20;

/** A `search` definition. Throws a `Fault`, or `Broken` if what it names is. */
export function elaborateSearch(definition: Settings, referred: Referred): ElaboratedSearch {
  const x = createElaboration();
  const space = spaceOf(definition, referred);
  const { evaluate, tree } = evaluationOf(x, definition, referred, space);
  const strategy = clauseOf(definition, 'strategy');
  const scalarize = clauseOf(definition, 'scalarize');
  const fidelity = clauseOf(definition, 'fidelity');
  const trials = clauseOf(definition, 'trials');
  const device = clauseOf(definition, 'device');
  const repair = clauseOf(definition, 'repair');
  const conditions = definition.clauses
    .filter((clause) => clause.name === 'require')
    .flatMap((clause) => clause.values.flatMap(constraintsOf));
  return {
    name: definition.name,
    range: nameRange(definition),
    space,
    search: tree ? treeSpace(tree) : space.model.space,
    objectives: objectivesOf(definition),
    report: clausesNamed(definition, 'report').flatMap((clause) => clause.values.map(measure)),
    conditions,
    evaluate,
    ...(strategy && { strategy: strategyCall(x, onlyValue(strategy), 'A strategy is a name, such as random') }),
    ...(scalarize && {
      scalarize: strategyCall(
        x,
        onlyValue(scalarize),
        'A scheme has a name, such as weighted(accuracy: 0.7, latency: 0.3)',
      ),
    }),
    ...(fidelity && { fidelity: strategyCall(x, onlyValue(fidelity), 'A fidelity is a name, such as epochs') }),
    ...(device && { device: { file: textOf(x, device), range: rangeOf(device) } }),
    ...(repair && switchOf(x, definition, 'repair') && { repair: { range: rangeOf(repair) } }),
    budget: budgetOf(x, definition),
    ...(trials && { trialsRange: rangeOf(trials) }),
  };
}

const clausesNamed = (definition: Settings, name: string): Clause[] =>
  definition.clauses.filter((clause) => clause.name === name);

function missingClause(definition: Settings, what: string, example: string): never {
  throw new Fault(
    nameRange(definition),
    'missing-clause',
    `The search '${definition.name}' has no ${what}. Add: ${example}.`,
  );
}

function spaceOf(definition: Settings, referred: Referred): ElaboratedSpace {
  const clause = clauseOf(definition, 'space') ?? missingClause(definition, 'space', 'space NAME');
  const target = definitionNamed(onlyValue(clause), 'space', referred.file);
  if (target.$type !== 'Space') throw new Broken('not a space');
  return referred.space(target) ?? broken(target.name);
}

function broken(name: string): never {
  throw new Broken(name);
}

/** The definition that a clause names: of the right kind, or the nearest name is offered. */
function definitionNamed(e: Expression, wanted: 'space' | 'dataset' | 'train', file: File): Space | Settings {
  const bare = unwrap(e);
  const target = bare.$type === 'Ref' ? bare.target.ref : undefined;
  if (target?.$type === 'Space' && wanted === 'space') return target;
  if (target?.$type === 'Settings' && target.kind === wanted) return target;
  const names = file.definitions
    .filter((d) => (d.$type === 'Settings' ? d.kind : d.$type.toLowerCase()) === wanted)
    .map((d) => d.name);
  const near = closest(labelOf(e), names);
  const advice = near ? ` Did you mean '${near}'?` : names.length > 0 ? ` There is: ${names.join(', ')}.` : '';
  fault(e, 'unknown-name', `There is no ${wanted} '${labelOf(e)}'.${advice}`);
}

function evaluationOf(x: Elaboration, definition: Settings, referred: Referred, space: ElaboratedSpace) {
  const clause = clauseOf(definition, 'evaluate');
  const train = clauseOf(definition, 'train');
  const training = train && trainingOf(train, referred);
  if (clause) {
    const value = onlyValue(clause);
    const { callee } = calleeOf(value);
    if (callee.$type !== 'Ref' || callee.target.$refText !== 'command') return { evaluate: tableOf(x, value) };
    const evaluate: ElaboratedEvaluation = {
      kind: 'command',
      words: commandOf(x, value),
      settings: training?.settings ?? [],
      ...(training && { recipe: training.recipe }),
    };
    return training ? { evaluate, tree: all([space.tree, training.tree]) } : { evaluate };
  }
  const data =
    clauseOf(definition, 'data') ?? missingClause(definition, 'data', 'data NAME, or evaluate table("results.csv")');
  if (!training) missingClause(definition, 'train', 'train NAME, or evaluate table("results.csv")');
  const dataDefinition = definitionNamed(onlyValue(data), 'dataset', referred.file) as Settings;
  const dataset = referred.dataset(dataDefinition) ?? broken(dataDefinition.name);
  const evaluate: ElaboratedEvaluation = {
    kind: 'train',
    dataset: dataset.spec,
    settings: [...dataset.settings, ...training.settings],
    dataRange: rangeOf(data),
    mostEpochs: training.mostEpochs,
    recipe: training.recipe,
  };
  return { evaluate, tree: all([space.tree, training.tree]) };
}

function trainingOf(clause: Clause, referred: Referred): ElaboratedTrain {
  const definition = definitionNamed(onlyValue(clause), 'train', referred.file) as Settings;
  return referred.train(definition) ?? broken(definition.name);
}

/** `command("python train.py")`: the words of a command line, which no shell reads. */
function commandOf(x: Elaboration, e: Expression): readonly string[] {
  const { args } = calleeOf(e);
  const [line, other] = args;
  if (other || (line && line.name !== undefined && line.name !== 'line'))
    fault(other ?? e, 'unknown-parameter', `'command' takes a command line in quotes: command("python train.py").`);
  const text = line && fixedValue(x, line.value);
  const words = typeof text === 'string' ? commandWords(text) : [];
  if (!words) fault(line ?? e, 'parameter-range', 'A quotation mark in this command line is not closed.');
  if (words.length === 0)
    fault(line ?? e, 'missing-argument', `'command' needs a command line in quotes: command("python train.py").`);
  return words;
}

function tableOf(x: Elaboration, e: Expression): ElaboratedEvaluation {
  const { callee, args } = calleeOf(e);
  if (callee.$type !== 'Ref' || callee.target.$refText !== 'table') {
    fault(
      e,
      'unknown-name',
      `A trial is judged by table("results.csv", key: column), by command("python train.py"), or by data and train clauses; '${labelOf(e)}' is none of them.`,
    );
  }
  const file = args.find((a, i) => a.name === 'file' || (a.name === undefined && i === 0));
  const key = args.find((a, i) => a.name === 'key' || (a.name === undefined && i === 1));
  const canonical = args.find((a, i) => a.name === 'canonical' || (a.name === undefined && i === 2));
  const other = args.find((a) => a !== file && a !== key && a !== canonical);
  if (other)
    fault(
      other,
      'unknown-parameter',
      `'table' takes a file, a key and a switch: table("results.csv", key: column, canonical: on).`,
    );
  const path = file && fixedValue(x, file.value);
  if (!file || typeof path !== 'string' || path === '')
    fault(file ?? e, 'missing-argument', `'table' needs the path of a CSV file in quotes: table("results.csv").`);
  const column = key && fixedValue(x, key.value);
  const named = key && column !== 'same' ? { key: { name: String(column), range: rangeOf(key.value) } } : {};
  const once =
    canonical &&
    isOn(x, canonical.value, () =>
      fault(canonical.value, 'parameter-range', `'canonical' is on or off; '${labelOf(canonical.value)}' is not.`),
    );
  return {
    kind: 'table',
    file: path,
    fileRange: rangeOf(file.value),
    ...named,
    ...(canonical && once && { canonical: rangeOf(canonical.value) }),
  };
}

function objectivesOf(definition: Settings): ElaboratedSearch['objectives'] {
  const objectives = definition.clauses.flatMap((clause) => {
    const { name } = clause;
    if (name !== 'maximize' && name !== 'minimize') return [];
    return clause.values.map((e) => ({ ...measure(e), direction: name }) as const);
  });
  if (objectives.length === 0) missingClause(definition, 'objective', 'maximize accuracy');
  const twice = objectives.find((o, i) => objectives.findIndex((other) => other.measure === o.measure) < i);
  if (twice) throw new Fault(twice.range, 'objective-twice', `'${twice.measure}' is an objective twice.`);
  return objectives;
}

function measure(e: Expression): MeasureUse {
  const bare = unwrap(e);
  if (bare.$type === 'Ref') return { measure: bare.target.$refText, range: rangeOf(bare) };
  return fault(e, 'not-a-measure', `A measure is a name, such as accuracy or params; '${labelOf(e)}' is none.`);
}

function strategyCall(x: Elaboration, e: Expression, wanted: string): StrategyCall {
  const { callee, args } = calleeOf(e);
  if (callee.$type !== 'Ref') fault(e, 'wrong-kind', `${wanted}; '${labelOf(e)}' is none.`);
  return {
    name: callee.target.$refText,
    range: rangeOf(callee),
    args: args.map((argument) => ({
      ...(argument.name !== undefined && { name: argument.name }),
      value: fixedValue(x, argument.value),
      range: rangeOf(argument),
    })),
  };
}

function textOf(x: Elaboration, clause: Clause): string {
  const value = fixedValue(x, onlyValue(clause));
  if (typeof value === 'string' && value !== '') return value;
  return fault(onlyValue(clause), 'wrong-kind', `'${clause.name}' takes a text in quotes.`);
}

/** Trials at a time: each is a process. */
const maxParallel = 256;

function budgetOf(x: Elaboration, definition: Settings): Budget {
  const number = (name: string, min: number, text: string, integer = true, max?: number): number | undefined => {
    const clause = clauseOf(definition, name);
    return clause && fixedNumber(x, clause, { min, integer, text, ...(max !== undefined && { max }) });
  };
  const trials = number('trials', 1, 'an integer of at least 1');
  const seconds = number('time', 0.001, 'a time, such as 30min', false);
  const trialSeconds = number('trial_time', 0.001, 'a time, such as 2min', false);
  const limit = trials ?? (seconds === undefined ? defaultTrials : undefined);
  return {
    ...(limit !== undefined && { trials: limit }),
    ...(seconds !== undefined && { seconds }),
    ...(trialSeconds !== undefined && { trialSeconds }),
    parallel: number('parallel', 1, `an integer from 1 to ${maxParallel}`, true, maxParallel) ?? 1,
    seed: number('seed', 0, 'an integer of at least 0') ?? 0,
  };
}
