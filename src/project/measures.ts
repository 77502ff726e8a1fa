import { didYouMean } from '../base/closest.ts';
import { type MeasureUse, structuralMeasures } from '../space/constraints.ts';
import type { ElaboratedFile } from '../space/elaborate.ts';
import type { CellDiagnostic } from '../space/model.ts';
import { problem, wordsOf } from './setting-checks.ts';

/** What a trial can be measured by when it is trained. */
export const trainedMeasures = (): ReadonlySet<string> =>
  new Set([...structuralMeasures, ...wordsOf('measure').map((word) => word.name)]);

export function checkMeasure(use: MeasureUse, known: ReadonlySet<string>, where: string): CellDiagnostic[] {
  if (known.has(use.measure)) return [];
  const advice = didYouMean(use.measure, known) || ` There are: ${[...known].join(', ')}.`;
  return [problem(use.range, 'unknown-measure', `There is no measure '${use.measure}'${where}.${advice}`)];
}

/** Requirements of spaces that no search uses: a search checks those of its own with the columns of its table. */
export function checkMeasures({ spaces, searches }: ElaboratedFile): CellDiagnostic[] {
  const searched = new Set(searches.map((search) => search.space));
  const known = trainedMeasures();
  return spaces
    .filter((space) => !searched.has(space))
    .flatMap((space) => space.measures.flatMap((use) => checkMeasure(use, known, '')));
}
