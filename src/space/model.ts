import type { DeviceProfile } from '../network/device-profile.ts';
import type { Network, SourceRange } from '../network/network.ts';
import type { DatasetSpec, TrainRecipe } from '../network/training.ts';
import type { Diagram } from '../protocol/diagram.ts';
import type { Assignment } from './decision.ts';
import type { Scalarization } from './scalarization.ts';
import type { SearchSpace } from './search-space.ts';

/** One message about a source text. `code` is stable and has a page in docs/. */
export interface CellDiagnostic {
  readonly range: SourceRange;
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly message: string;
  readonly fix?: Fix;
}

/** A plain repair, which an editor offers. */
export interface Fix {
  /** What it does: `Remove 'width'`. */
  readonly title: string;
  /** What is written in the place of each range. */
  readonly edits: readonly { readonly range: SourceRange; readonly text: string }[];
}

/** A checked file: what its definitions mean. Definitions with errors are absent; `diagnostics` says why. */
export interface CellModel {
  readonly uri: string;
  readonly spaces: readonly SpaceModel[];
  readonly cells: readonly CellSummary[];
  readonly searches: readonly SearchModel[];
  readonly diagnostics: readonly CellDiagnostic[];
}

/** A cell on its own, for lenses and previews: its decisions if it were used once. */
export interface CellSummary {
  readonly name: string;
  readonly range: SourceRange;
  readonly count: bigint | undefined;
  readonly decisions: number;
  diagram(): Diagram;
}

export interface SpaceModel {
  readonly name: string;
  /** Of the name. */
  readonly range: SourceRange;
  readonly space: SearchSpace;
  /** Throws a `NetworkError` (with a source range) where shapes can't meet. */
  instantiate(assignment: Assignment): Network;
  /** Requirements of the space itself. */
  readonly constraints: readonly Constraint[];
  /** With `assignment`: the same picture with what was chosen marked. */
  diagram(assignment?: Assignment): Diagram;
  /** Least and most over the space; `exact` false if only bounded by a search. */
  bounds(): { readonly params: Interval; readonly macs: Interval; readonly exact: boolean };
  /** Least and most bytes of activations at inference; `exact` false if only some architectures were looked at. */
  memory(): Interval & { readonly exact: boolean };
  /** How many architectures keep the requirements of the space; undefined where there are none. */
  satisfying(): Satisfying | undefined;
}
/** How many architectures keep the requirements that are known before training. */
export interface Satisfying {
  /** Of all architectures. */
  readonly share: number;
  /** Standard error of the share; 0 where every architecture was looked at. */
  readonly error: number;
  /** Architectures that were looked at. */
  readonly looked: number;
  /** Exact; absent where the share is an estimate. */
  readonly count?: bigint;
}

export interface Interval {
  readonly min: number;
  readonly max: number;
}

/** What a search wants of one measure. */
export interface Objective {
  readonly measure: string;
  readonly direction: 'maximize' | 'minimize';
}

export interface Constraint {
  readonly text: string;
  readonly range: SourceRange;
  /** Names of the measures that it reads. */
  readonly measures: readonly string[];
  /** Where it is plainly a limit of what a network costs: `params < 200k` is one from above. */
  readonly limit?: { readonly measure: 'params' | 'macs'; readonly from: 'above' | 'below' };
  /** True if all of them are known before training (params, macs, depth, …). */
  readonly beforeTraining: boolean;
  /** How far it is missed, relative to its limit; 0 if kept. `measures` by name. */
  violation(measures: Readonly<Record<string, number>>): number;
  /** How far it is from being missed, relative to its limit; 0 on the limit and beyond. */
  room(measures: Readonly<Record<string, number>>): number;
}

export interface SearchModel {
  readonly name: string;
  readonly range: SourceRange;
  readonly space: SpaceModel;
  /** Decisions of the space and of the training clause together, architecture first. */
  readonly search: SearchSpace;
  readonly objectives: readonly Objective[];
  /** Further measures to show with each trial. */
  readonly report: readonly string[];
  /** Of the space and of the search. */
  readonly constraints: readonly Constraint[];
  readonly evaluate: Evaluation;
  /** What `latency_model` is by. */
  readonly device?: DeviceProfile;
  readonly strategy: {
    readonly name: string;
    readonly parameters: Readonly<Record<string, number | boolean | string>>;
  };
  /** How the objectives become one number for the strategy; absent: it hears of each. */
  readonly scalarize?: Scalarization;
  /** What breaks a requirement known before training is changed until it keeps it, instead of being drawn again. */
  readonly repair?: true;
  /** What short evaluations have less of; absent: epochs. */
  readonly fidelity?: ShortEvaluation;
  readonly budget: Budget;
}

export type ShortEvaluation =
  | { readonly kind: 'examples' }
  /** Columns that stand for the first objective, one a share of a full evaluation. */
  | { readonly kind: 'columns'; readonly columns: readonly { readonly share: number; readonly name: string }[] };

export type Evaluation =
  | { readonly kind: 'train'; readonly dataset: DatasetSpec; recipe(assignment: Assignment): TrainRecipe }
  /**
   * A row of a CSV file is a trial's metrics. `file` as written, relative to the source file. `canonical`: rows of the same
   * network count as one architecture.
   */
  | { readonly kind: 'table'; readonly file: string; readonly key?: string; readonly canonical?: true }
  /** A program of the user trains and measures: docs/commands.md. `recipe` where the search has a `train` clause. */
  | { readonly kind: 'command'; readonly words: readonly string[]; recipe?(assignment: Assignment): TrainRecipe };

export interface Budget {
  readonly trials?: number;
  readonly seconds?: number;
  /** Limit of one trial. */
  readonly trialSeconds?: number;
  readonly parallel: number;
  readonly seed: number;
}
