import { didYouMean, listed } from '../base/closest.ts';
import type { Task } from '../engine/vocabulary.ts';
import { examplesOf, isText } from '../engine/vocabulary.ts';
import { type MeasureUse, structuralMeasures } from '../space/constraints.ts';
import type { ElaboratedFile } from '../space/elaborate.ts';
import type { CellDiagnostic } from '../space/model.ts';
import type { ElaboratedSearch } from '../space/search.ts';
import { problem, wordsOf } from './setting-checks.ts';

type TrainEvaluation = Extract<ElaboratedSearch['evaluate'], { kind: 'train' }>;

/** What a trial can be measured by when it is trained; `…_sd` where the data set has folds. */
export function trainedMeasures(evaluate?: TrainEvaluation): ReadonlySet<string> {
  const names = [...structuralMeasures, ...wordsOf('measure').map((word) => word.name)];
  return new Set(evaluate?.dataset.folds ? [...names, ...names.map((name) => `${name}_sd`)] : names);
}

export function checkMeasure(use: MeasureUse, known: ReadonlySet<string>, where: string): CellDiagnostic[] {
  if (known.has(use.measure) || use.cell !== undefined) return [];
  if (use.measure === 'edges')
    return [problem(use.range, 'missing-argument', "'edges' needs the cell whose edges are counted: edges(NAME).")];
  const advice = didYouMean(use.measure, known) || ` There are: ${listed(known)}.`;
  return [problem(use.range, 'unknown-measure', `There is no measure '${use.measure}'${where}.${advice}`)];
}

/** A measure that trials on these data with this loss can't give. */
export function checkTask(use: MeasureUse, evaluate: TrainEvaluation): CellDiagnostic[] {
  const measures = wordsOf('measure');
  const word = measures.find(({ name }) => name === use.measure || `${name}_sd` === use.measure);
  const tasks = tasksOf(evaluate);
  // Data that don't fit the loss are a mistake of their own.
  if (!word?.tasks || tasks.length === 0 || word.tasks.some((task) => tasks.includes(task))) return [];
  const others = measures.filter((other) => other.tasks?.some((task) => tasks.includes(task)) && !isPart(other.name));
  const message = `'${use.measure}' is a measure of ${word.tasks.join(' and ')}, but this search learns ${tasks.join(' or ')}. There are: loss, ${others.map(({ name }) => name).join(', ')}.`;
  return [problem(use.range, 'measure-of-other-task', message)];
}

const isPart = (name: string): boolean => /^(train|test)_/.test(name);

/** What may be learned, by the source and the losses; the targets of a file are known only when it is read. */
function tasksOf({ dataset: { source }, settings }: TrainEvaluation): Task[] {
  const losses = settings.filter(({ role }) => role === 'loss').map(({ name }) => name);
  const byLoss = wordsOf('loss')
    .filter(({ name }) => losses.includes(name))
    .flatMap(({ tasks }) => tasks ?? []);
  const bySource = tasksOfSource(source);
  return [...new Set(byLoss)].filter((task) => bySource.includes(task));
}

function tasksOfSource(source: TrainEvaluation['dataset']['source']): readonly Task[] {
  const known = examplesOf(source);
  if (known) return [known.classes === undefined ? 'regression' : 'classification'];
  if (isText(source)) return ['language'];
  if (['csv', 'npy', 'npz'].includes(source.name)) return ['classification', 'regression'];
  return ['classification'];
}

/** Requirements of spaces that no search uses: a search checks those of its own with the columns of its table. */
export function checkMeasures({ spaces, searches }: ElaboratedFile): CellDiagnostic[] {
  const searched = new Set(searches.map((search) => search.space));
  const known = trainedMeasures();
  return spaces
    .filter((space) => !searched.has(space))
    .flatMap((space) => space.measures.flatMap((use) => checkMeasure(use, known, '')));
}
