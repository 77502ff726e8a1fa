import type { Attributes, AttributeValue, NodeId, Provenance } from './network.ts';
import type { TensorType } from './tensor-type.ts';

/** What a parameter takes. `same` as a default of `channels` means: as many as the input has. */
export type ParameterKind =
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'real'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'boolean' }
  /** One number or one per axis: `3`, `(1, 7)`, `3x3`. */
  | { readonly kind: 'kernel'; readonly min?: number; readonly max?: number }
  /** A number of channels, or `same`. */
  | { readonly kind: 'channels' }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'shape' }
  /** `path`: the paths of files or of a folder, with commas between; they start from the folder of the source file. */
  | { readonly kind: 'text'; readonly path?: true }
  /** Another operation (`residual(body)`) or a cell (`rnn(cell)`). */
  | { readonly kind: 'operation' };

export interface Parameter {
  readonly name: string;
  readonly takes: ParameterKind;
  /** Absent: required. */
  readonly default?: AttributeValue;
  readonly doc: string;
}

/** One message, in the user's words; `parameter` says which one is to blame. */
export interface Misfit {
  readonly misfit: string;
  readonly parameter?: string;
}
export type Inferred = TensorType | Misfit;
export const isMisfit = (result: Inferred): result is Misfit => 'misfit' in result;

export interface Cost {
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-accumulates for one example. */
  readonly macs: number;
}

/** Where a composite operation writes the primitives that it stands for. */
export interface Draft {
  /**
   * Adds a node; missing attributes take their defaults, a missing provenance is that of the draft. Throws a
   * `NetworkError` if the operation does not fit.
   */
  add(op: string, inputs: readonly NodeId[], attributes?: Attributes, provenance?: Provenance): NodeId;
  typeOf(node: NodeId): TensorType;
  readonly provenance: Provenance;
}

export type Family =
  | 'convolution'
  | 'pooling'
  | 'normalisation'
  | 'activation'
  | 'dense'
  | 'recurrent'
  | 'attention'
  | 'embedding'
  | 'regularisation'
  | 'shape'
  | 'block'
  | 'reducer'
  | 'identity';

interface OperationBase {
  readonly name: string;
  readonly family: Family;
  /** Markdown; the first sentence is the summary. Formula, shapes and paper where there is one. */
  readonly doc: string;
  readonly parameters: readonly Parameter[];
  /** `one` tensor, or a list of `many` (a reducer). */
  readonly inputs: 'one' | 'many';
}

/** An operation that an engine runs. */
export interface Primitive extends OperationBase {
  infer(inputs: readonly TensorType[], attributes: Attributes): Inferred;
  cost(inputs: readonly TensorType[], output: TensorType, attributes: Attributes): Cost;
  /** The window that one output value reads, for receptive fields; absent: only its own position. */
  window?(attributes: Attributes): { readonly kernel: number; readonly stride: number; readonly dilation: number };
}

/** An operation that stands for several primitives: shape, cost, building and export follow from its expansion. */
export interface Composite extends OperationBase {
  expand(draft: Draft, input: NodeId, attributes: Attributes): NodeId;
}

export type Operation = Primitive | Composite;
export const isComposite = (operation: Operation): operation is Composite => 'expand' in operation;
