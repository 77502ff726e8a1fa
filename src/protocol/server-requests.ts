/**
 * What the language server answers beside LSP, over the same connection. Results are plain JSON; ranges are UTF-16
 * offsets into the text that the server has (the open document, else the file).
 */
import type { Diagram, DiagramRange } from './diagram.ts';
import type { AssignmentRecord } from './run-events.ts';

/** Names of the requests. Each maps parameters to a result in `ServerRequests`. */
export const serverRequests = {
  diagram: 'cellwright/diagram',
  outline: 'cellwright/outline',
} as const;

export interface ServerRequests {
  'cellwright/diagram': { readonly params: DiagramParams; readonly result: DiagramResult };
  'cellwright/outline': { readonly params: OutlineParams; readonly result: Outline };
}

/** The picture of a space or a cell; with `assignment` what was chosen is marked. */
export interface DiagramParams {
  readonly uri: string;
  readonly name: string;
  readonly assignment?: AssignmentRecord;
}
/** `problem`: why there is no picture, in words for the user (errors in the file, no such name). */
export type DiagramResult =
  | { readonly kind: 'diagram'; readonly diagram: Diagram }
  | { readonly kind: 'problem'; readonly message: string; readonly range?: DiagramRange };

export interface OutlineParams {
  readonly uri: string;
}

/** What a file defines. Definitions with errors are absent; `errors` counts the errors of the file. */
export interface Outline {
  readonly spaces: readonly OutlineSpace[];
  readonly cells: readonly OutlineSpace[];
  readonly searches: readonly OutlineSearch[];
  readonly errors: number;
}
export interface OutlineDefinition {
  readonly name: string;
  /** Of the name. */
  readonly range: DiagramRange;
  /** Of the whole definition. */
  readonly extent: DiagramRange;
}
export interface OutlineSpace extends OutlineDefinition {
  /** Exact, in digits; `infinite` if a real decision makes it so. */
  readonly architectures: string;
  readonly decisions: number;
}
export interface OutlineSearch extends OutlineDefinition {
  readonly space: string;
}

/** Commands of the editor that code lenses call. Arguments: the file's URI and the definition's name. */
export const lensCommands = {
  preview: 'cellwright.previewCell',
  run: 'cellwright.runSearch',
} as const;
