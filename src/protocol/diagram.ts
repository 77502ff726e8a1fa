/** A space, a cell or a network as it is drawn: laid out by elk in the webview. */
export interface DiagramRange {
  readonly uri: string;
  readonly offset: number;
  readonly end: number;
}

export type DiagramNodeKind =
  | 'input'
  | 'output'
  | 'operation'
  /** Joins tensors: sum, concat, … */
  | 'combine'
  /** One of several options. */
  | 'choice'
  /** A choice of which earlier tensors to read. */
  | 'pick'
  /** A number that is decided: how often a body is repeated, a width. */
  | 'number'
  /** Contains others: a stage, a repeat, a use of a cell. */
  | 'group';

export interface DiagramNode {
  readonly id: string;
  readonly kind: DiagramNodeKind;
  readonly label: string;
  /** Second line: parameters, tensor type. */
  readonly detail?: string;
  /** Of a choice or pick: what can be chosen; `chosen` once an architecture is shown. */
  readonly options?: readonly { readonly label: string; readonly chosen?: boolean }[];
  /** Path of the decision that is made here. */
  readonly decision?: string;
  /** The group that it lies in. */
  readonly parent?: string;
  readonly range?: DiagramRange;
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  /** It exists only under some decisions. */
  readonly optional?: boolean;
  readonly label?: string;
}

export interface Diagram {
  readonly title: string;
  /** `15,625 architectures`, `3 decisions`, cost range. */
  readonly subtitle: string;
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}
