import type { CellDef, Definition, File, Settings, Space } from '../language/generated/ast.ts';
import { Broken, Fault, rangeOf } from './fault.ts';
import type { CellDiagnostic, CellSummary } from './model.ts';
import { type ElaboratedSpace, elaborateCell, elaborateSpace } from './space-model.ts';

/** What the definitions of a file mean. Those with mistakes are absent; `diagnostics` says why. */
export interface ElaboratedFile {
  readonly spaces: readonly ElaboratedSpace[];
  readonly cells: readonly CellSummary[];
  readonly diagnostics: readonly CellDiagnostic[];
  /** The space of a definition, in this file or another. */
  spaceOf(definition: Space): ElaboratedSpace | undefined;
}

/** Turns a linked file into its spaces and cells. Never throws for what a user wrote. */
export function elaborateFile(file: File): ElaboratedFile {
  const reporter = new Reporter();
  const spaces = new Map<Space, ElaboratedSpace | undefined>();
  const spaceOf = (definition: Space): ElaboratedSpace | undefined => {
    if (!spaces.has(definition))
      spaces.set(
        definition,
        reporter.attempt(definition, () => elaborateSpace(definition)),
      );
    return spaces.get(definition);
  };
  const own = ofType<Space>(file, 'Space').map(spaceOf);
  const cells = ofType<CellDef>(file, 'CellDef').map((cell) => reporter.attempt(cell, () => elaborateCell(cell)));
  return {
    spaces: own.filter((space) => space !== undefined),
    cells: cells.filter((cell) => cell !== undefined),
    get diagnostics() {
      return reporter.diagnostics;
    },
    spaceOf,
  };
}

const ofType = <T extends Definition>(file: File, type: T['$type']): T[] =>
  file.definitions.filter((definition): definition is T => definition.$type === type);

/** Collects faults at the edge of a definition; one that several definitions meet is told once. */
export class Reporter {
  private readonly found = new Map<string, CellDiagnostic>();

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
      } else if (!(error instanceof Broken)) throw error;
      return undefined;
    }
  }
}
