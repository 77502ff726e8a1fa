import type { CellDef, Definition, File, Settings, Space } from '../language/generated/ast.ts';
import { elaborateDataset } from './dataset.ts';
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

/**
 * Turns a linked file into its spaces, cells and searches. Never throws for what a user wrote. `damaged`: the language
 * found errors in it, so that trees may lack parts.
 */
export function elaborateFile(file: File, { damaged = false }: { readonly damaged?: boolean } = {}): ElaboratedFile {
  const reporter = new Reporter(damaged);
  const once = <D extends Space | CellDef | Settings, T>(make: (definition: D) => T) => {
    const made = new Map<D, T | undefined>();
    return (definition: D): T | undefined => {
      if (!made.has(definition))
        made.set(
          definition,
          reporter.attempt(definition, () => make(definition)),
        );
      return made.get(definition);
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
    diagnostics: reporter.diagnostics,
  };
}

const known = <T>(items: readonly (T | undefined)[]): T[] => items.filter((item) => item !== undefined);

const ofType = <T extends Definition>(file: File, type: T['$type']): T[] =>
  file.definitions.filter((definition): definition is T => definition.$type === type);

/** Collects faults at the edge of a definition; one that several definitions meet is told once. */
class Reporter {
  private readonly found = new Map<string, CellDiagnostic>();
  private readonly damaged: boolean;

  constructor(damaged: boolean) {
    this.damaged = damaged;
  }

  get diagnostics(): readonly CellDiagnostic[] {
    return [...this.found.values()];
  }

  report(diagnostic: CellDiagnostic): void {
    const { range, message } = diagnostic;
    this.found.set(`${range.uri} ${range.offset} ${range.end} ${message}`, diagnostic);
  }

  attempt<T>(definition: Space | CellDef | Settings, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      if (error instanceof Fault) this.report(error.diagnostic);
      else if (error instanceof RangeError && /call stack/.test(error.message)) {
        const message = `'${definition.name}' is nested too deeply.`;
        this.report({ range: rangeOf(definition), severity: 'error', code: 'too-deep', message });
      } else if (!(error instanceof Broken || (this.damaged && error instanceof TypeError))) throw error;
      return undefined;
    }
  }
}
