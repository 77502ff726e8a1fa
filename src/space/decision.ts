/** One thing that a search decides. `path` is stable under edits elsewhere in the file. */
export type Decision = Choice | Subset | IntegerDecision | RealDecision;

interface DecisionBase {
  readonly path: string;
  /** It exists if any of these holds; a `Condition` holds if all its terms do. `[[]]`: always. */
  readonly when: readonly Condition[];
  /** Where it stands in the source. */
  readonly range?: { readonly uri: string; readonly offset: number; readonly end: number };
}
export type Condition = readonly Term[];
/** The decision at `path` has option `option`: is it (choice), contains it (subset), or has that value (integer). */
export interface Term {
  readonly path: string;
  readonly option: number;
}

/** One of several options. Its value is the option's index. */
export interface Choice extends DecisionBase {
  readonly kind: 'choice';
  readonly options: readonly string[];
}
/** Between `min` and `max` different options. Its value is their indexes, rising. */
export interface Subset extends DecisionBase {
  readonly kind: 'subset';
  readonly options: readonly string[];
  readonly min: number;
  readonly max: number;
}
/** `min`, `min + step`, … up to `max`. Its value is the number itself. */
export interface IntegerDecision extends DecisionBase {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
  readonly step: number;
}
/** A real number; on a grid if there is a `step`. Its value is the number itself. */
export interface RealDecision extends DecisionBase {
  readonly kind: 'real';
  readonly min: number;
  readonly max: number;
  readonly log: boolean;
  readonly step?: number;
}

export type DecisionValue = number | readonly number[];
/** A value for each decision that exists, by path. */
export type Assignment = Readonly<Record<string, DecisionValue>>;
