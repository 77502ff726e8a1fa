/**
 * The names that every file sees without importing them. The language knows none of them itself: `src/project` composes
 * the vocabulary from the tables of operations, strategies and training words, and the library file is printed from it.
 */
export interface VocabularyEntry {
  readonly name: string;
  readonly role:
    | 'operation'
    | 'reducer'
    /** `image(…)`, `tokens(…)`: what follows `input`. */
    | 'input'
    /** `all`, `last`, `unused`: tensors inside a cell. */
    | 'tensor'
    /** `same`, `on`, `channels`: values. */
    | 'value'
    | 'measure'
    | 'optimizer'
    | 'schedule'
    | 'loss'
    | 'source'
    | 'augmentation'
    | 'strategy'
    /** `weighted(…)`: what follows `scalarize`. */
    | 'scheme'
    | 'evaluation'
    /** `epochs`, `examples`, `columns(…)`: what follows `fidelity`. */
    | 'fidelity';
  /** Markdown; the first sentence is the summary. */
  readonly doc: string;
  readonly parameters: readonly VocabularyParameter[];
}
export interface VocabularyParameter {
  readonly name: string;
  readonly doc: string;
  /** As written in source; absent: required. */
  readonly default?: string;
  /** What it takes, for people: `integer ≥ 1`, `one of sgd, adam`. */
  readonly takes: string;
}
export type Vocabulary = readonly VocabularyEntry[];
