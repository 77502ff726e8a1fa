import type { CellDef, Definition, File, Settings, Space } from '../language/generated/ast.ts';
import { elaborateDataset } from './dataset.ts';
import { ElaborationCache, type Outcome } from './elaboration-cache.ts';
import { Broken, Fault, rangeOf } from './fault.ts';
import type { CellDiagnostic, CellSummary } from './model.ts';
import { type ElaboratedSearch, elaborateSearch } from './search.ts';
import type { UsedSetting } from './settings.ts';
import { type ElaboratedSpace, elaborateCell, elaborateSpace } from './space-model.ts';
import { elaborateTrain } from './train.ts';

/** What the definitions of a file mean. Those with mistakes are absent; `diagnostics` says why. */
export interface ElaboratedFile {
  readonly spaces: readonly ElaboratedSpace[];
  readonly cells: readonly CellSummary[];
  readonly searches: readonly ElaboratedSearch[];
  /** Of data sets and trainings, used or not. */
  readonly settings: readonly UsedSetting[];
  readonly diagnostics: readonly CellDiagnostic[];
}

export interface ElaborateOptions {
  /** The language found errors in it, so that trees may lack parts. */
  readonly damaged?: boolean;
  /** Of earlier states of the file. */
  readonly cache?: ElaborationCache;
}

/** Turns a linked file into its spaces, cells and searches. Never throws for what a user wrote. */
export function elaborateFile(
  file: File,
  { damaged = false, cache = new ElaborationCache() }: ElaborateOptions = {},
): ElaboratedFile {
  const found = new Map<string, CellDiagnostic>();
  const state = cache.state(file);
  const once = <D extends Space | CellDef | Settings, T>(make: (definition: D) => T) => {
    const made = new Map<D, T | undefined>();
    return (definition: D): T | undefined => {
      if (made.has(definition)) return made.get(definition);
      const known = state.get<T>(definition);
      const outcome = known ?? attempt(definition, damaged, () => make(definition));
      if (!known) state.set(definition, outcome);
      if (outcome.kind === 'failed' && outcome.diagnostic) report(found, outcome.diagnostic);
      const value = outcome.kind === 'made' ? outcome.value : undefined;
      made.set(definition, value);
      return value;
    };
  };
  const space = once(elaborateSpace);
  const dataset = once(elaborateDataset);
  const train = once(elaborateTrain);
  const cell = once(elaborateCell);
  const search = once((definition: Settings) => elaborateSearch(definition, { file, space, dataset, train }));

  const spaces = ofType<Space>(file, 'Space').map(space);
  const cells = ofType<CellDef>(file, 'CellDef').map(cell);
  const settings = ofType<Settings>(file, 'Settings');
  const kind = (wanted: Settings['kind']): Settings[] => settings.filter((s) => s.kind === wanted);
  const used = [...kind('dataset').map(dataset), ...kind('train').map(train)];
  const searches = kind('search').map(search);
  return {
    spaces: known(spaces),
    cells: known(cells),
    searches: known(searches),
    settings: known(used).flatMap((u) => u.settings),
    diagnostics: [...found.values()],
  };
}

const known = <T>(items: readonly (T | undefined)[]): T[] => items.filter((item) => item !== undefined);

const ofType = <T extends Definition>(file: File, type: T['$type']): T[] =>
  file.definitions.filter((definition): definition is T => definition.$type === type);

/** A fault that several definitions meet is told once. */
function report(found: Map<string, CellDiagnostic>, diagnostic: CellDiagnostic): void {
  const { range, message } = diagnostic;
  found.set(`${range.uri} ${range.offset} ${range.end} ${message}`, diagnostic);
}

/** Collects faults at the edge of a definition. */
function attempt<T>(definition: Space | CellDef | Settings, damaged: boolean, run: () => T): Outcome<T> {
  try {
    return { kind: 'made', value: run() };
  } catch (error) {
    if (error instanceof Fault) return { kind: 'failed', diagnostic: error.diagnostic };
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      const message = `'${definition.name}' is nested too deeply.`;
      const range = rangeOf(definition);
      return { kind: 'failed', diagnostic: { range, severity: 'error', code: 'too-deep', message } };
    }
    if (error instanceof Broken || (damaged && error instanceof TypeError)) return { kind: 'failed' };
    throw error;
  }
}
