import type { TensorType } from './tensor-type.ts';

/** A place in a source text, by UTF-16 offsets. */
export interface SourceRange {
  readonly uri: string;
  readonly offset: number;
  readonly end: number;
}

/** Where a node comes from, so that code and drawing can point at each other. */
export interface Provenance {
  readonly range?: SourceRange;
  /** Path of the decision that put this node here, if one did. */
  readonly decision?: string;
  /** Enclosing stages, repeats and cell uses, outermost first: `['s1', 'repeat[2]', 'normal', 'n3']`. */
  readonly scope: readonly string[];
}

export type AttributeValue = number | boolean | string | readonly number[] | Network;
/** Every parameter of the operation, defaults filled in. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type NodeId = number;

/** One operation applied: reads the outputs of earlier nodes, gives one tensor. Every node has weights of its own. */
export interface NetworkNode {
  /** Its index in `Network.nodes`. */
  readonly id: NodeId;
  /** A name in the table of operations, or `input`. */
  readonly op: string;
  readonly attributes: Attributes;
  readonly inputs: readonly NodeId[];
  /** What it gives. */
  readonly type: TensorType;
  readonly provenance: Provenance;
}

/** A network with no choice left: nodes in topological order (a node reads only earlier ones). */
export interface Network {
  readonly nodes: readonly NetworkNode[];
  readonly inputs: readonly NodeId[];
  readonly output: NodeId;
  /** Edges of each cell that it is built of, by name: what `edges(cell)` says. */
  readonly edges?: Readonly<Record<string, number>>;
}
