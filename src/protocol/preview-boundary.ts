/** The boundary between the editor and the preview: a webview that draws one definition of a file. */
import * as v from 'valibot';
import { checkBy, checkNothing, type Nothing } from './check.ts';
import type { Diagram, DiagramRange } from './diagram.ts';
import { diagramSchema, rangeSchema } from './diagram-schema.ts';
import type { SavedFile } from './saved-file.ts';
import { savedFileSchema } from './saved-file.ts';

/** What there is to see. A problem keeps the last drawing on show, marked as old. */
export type PreviewContent =
  | { readonly kind: 'diagram'; readonly diagram: Diagram }
  | { readonly kind: 'problem'; readonly message: string; readonly range?: DiagramRange };

export interface PreviewState {
  readonly uri: string;
  /** The definition that is drawn. */
  readonly name: string;
  /** All that the file defines and that can be drawn, in the order of the source. */
  readonly names: readonly string[];
  readonly content: PreviewContent;
}

/** A selection in the source. */
export interface SourceSelection {
  readonly uri: string;
  readonly offset: number;
  readonly end: number;
}

/** What the panel asks of the editor. */
export interface PreviewHost {
  readonly requests: {
    /** The panel has loaded, or has come back into view; what it should show follows as notices. */
    ready: { params: Nothing; result: Nothing };
    /** Asks the user where to save; `saved` is false if they changed their mind. */
    save: { params: SavedFile; result: { readonly saved: boolean } };
  };
  readonly notices: {
    /** Select this source; with `focus` the keyboard goes there too. */
    reveal: { readonly range: DiagramRange; readonly focus: boolean };
    choose: { readonly name: string };
    /** For the log: something that should not happen did. */
    report: { readonly message: string };
  };
}

/** What the editor asks of the panel. */
export interface PreviewView {
  readonly requests: Record<never, never>;
  readonly notices: {
    show: PreviewState;
    highlight: SourceSelection;
  };
}

/** What VS Code keeps for the panel over a reload. */
export interface PreviewMemory {
  readonly uri: string;
  readonly name: string;
}

export const checkMemory = checkBy<PreviewMemory>(v.object({ uri: v.string(), name: v.string() }));

const state: v.GenericSchema<unknown, PreviewState> = v.object({
  uri: v.string(),
  name: v.string(),
  names: v.array(v.string()),
  content: v.variant('kind', [
    v.object({ kind: v.literal('diagram'), diagram: diagramSchema }),
    v.object({ kind: v.literal('problem'), message: v.string(), range: v.exactOptional(rangeSchema) }),
  ]),
});

export const previewHostChecks = {
  ready: checkNothing,
  save: checkBy(savedFileSchema),
  reveal: checkBy<PreviewHost['notices']['reveal']>(v.object({ range: rangeSchema, focus: v.boolean() })),
  choose: checkBy<PreviewHost['notices']['choose']>(v.object({ name: v.string() })),
  report: checkBy<PreviewHost['notices']['report']>(v.object({ message: v.string() })),
};

export const previewViewChecks = {
  show: checkBy(state),
  highlight: checkBy<SourceSelection>(rangeSchema),
};
