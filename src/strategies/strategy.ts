import type { DataFeatures } from '../base/data-features.ts';
import type { Random } from '../base/random.ts';
import type { Assignment, Choice, IntegerDecision } from '../space/decision.ts';
import type { Objective } from '../space/model.ts';
import type { SearchSpace } from '../space/search-space.ts';

/** How much of a full evaluation to spend: 1 is all of it. */
export type Fidelity = number;

export interface Proposal {
  readonly assignment: Assignment;
  readonly fidelity: Fidelity;
}

/** A trial as a strategy hears of it, finished or not. */
export interface Observation {
  readonly assignment: Assignment;
  readonly fidelity: Fidelity;
  readonly outcome:
    | {
        readonly kind: 'finished';
        /** One value an objective, in the order of `Problem.objectives`. */
        readonly objectives: readonly number[];
        /** How far each constraint is missed (0: kept). */
        readonly violations: readonly number[];
        /** How far each constraint is from being missed, in units of its limit; for penalties that keep away from limits. */
        readonly rooms?: readonly number[];
      }
    | { readonly kind: 'failed' | 'pruned' | 'infeasible' };
}

/** A network as a labelled graph. */
export interface ArchitectureGraph {
  /** What each node is (`conv`), in topological order. */
  readonly labels: readonly string[];
  /** Nodes that each node reads. */
  readonly inputs: readonly (readonly number[])[];
  /** The same of each node with its parameters (`conv(3, 16)`). */
  readonly details: readonly string[];
}

/** A decision of an earlier run: what it takes to carry its values over. JSON. */
export type EarlierDecision =
  | ({ readonly kind: 'choice' | 'subset' } & Pick<Choice, 'path' | 'options'>)
  | ({ readonly kind: 'integer' | 'real' } & Pick<IntegerDecision, 'path' | 'min' | 'max'>);

/** What is known of an earlier run. JSON. */
export interface EarlierRun {
  readonly id: string;
  readonly decisions: readonly EarlierDecision[];
  readonly objectives: readonly Pick<Objective, 'measure' | 'direction'>[];
  /** What its data set was like; absent where nothing was trained. */
  readonly data?: DataFeatures;
  /** Its finished full trainings, in the order in which they ended. */
  readonly members: readonly {
    readonly assignment: Assignment;
    readonly objectives: readonly number[];
    readonly violations: readonly number[];
  }[];
}

/** An earlier run seen from a new search. */
export interface RelatedRun {
  readonly id: string;
  /** In [0, 1]: 1 if the decisions are the same, and the data sets as far as they are known. */
  readonly similarity: number;
  readonly data?: DataFeatures;
  /** What of its trials can be carried over, best first, each once. */
  readonly tried: readonly Carried[];
}

export interface Carried {
  /** Values of the decisions that both have. */
  readonly values: Assignment;
  /** Equal for equal values. */
  readonly key: string;
  /** In [0, 1): the part of the run's trials that are better. */
  readonly rank: number;
}

export interface Problem {
  readonly space: SearchSpace;
  readonly objectives: readonly Objective[];
  /** Equal for assignments that give the same network and training: such a pair counts as one architecture. */
  identity(assignment: Assignment): string;
  /** False if a constraint that needs no training (params, macs, …) is broken. */
  feasible(assignment: Assignment): boolean;
  /** The network of an assignment; absent where there is none to be had. */
  graph?(assignment: Assignment): ArchitectureGraph;
  /** What was scored without training for a strategy that asked for it (`screening`), the best first. */
  readonly candidates?: readonly Assignment[];
  /** What the data set is like; absent where nothing is trained here. */
  readonly data?: DataFeatures;
  /** Earlier runs that a strategy may learn from, newest first; for those that ask for it by `learnsFromEarlier`. */
  readonly earlier?: readonly EarlierRun[];
}

/** Architectures to score without training before a strategy begins. */
export interface Screening {
  /** How many to draw. */
  readonly samples: number;
  /** What each is measured by: zero-cost proxies, or costs such as `params`. */
  readonly measures: readonly string[];
  /** `scores[measure][candidate]` -> one number a candidate; larger is better. */
  merit(scores: readonly (readonly number[])[]): readonly number[];
}

/**
 * Proposes what to try next. Pure and seeded: the same calls in the same order give the same proposals, which is how a
 * run resumes (its log is replayed). Results may arrive in any order.
 */
export interface Strategy {
  /**
   * Up to `n` proposals; fewer (or none) when it waits for results; an empty list with nothing pending ends the run. An
   * empty answer leaves no trace, because a log holds only what was proposed.
   */
  propose(n: number): Proposal[];
  observe(observation: Observation): void;
  /** JSON from which `restore` rebuilds the state exactly. */
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}

export interface StrategyParameter {
  readonly name: string;
  readonly takes:
    | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
    | { readonly kind: 'real'; readonly min?: number; readonly max?: number }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'word'; readonly words: readonly string[] };
  readonly default: number | boolean | string;
  readonly doc: string;
}
export type StrategyParameters = Readonly<Record<string, number | boolean | string>>;

/** An entry of the registry: everything that completion, hover, checks and documentation need. */
export interface StrategyDefinition {
  readonly name: string;
  /** Markdown: what it does, its paper, when to use it. */
  readonly doc: string;
  readonly parameters: readonly StrategyParameter[];
  /** `one`, or `many` for methods that keep a front. */
  readonly objectives: 'one' | 'any';
  /** Its problem has the earlier runs of the workspace. */
  readonly learnsFromEarlier?: true;
  /** The shares of a full evaluation that it asks for, the least first and 1 last; absent: it evaluates all in full. */
  fidelities?(parameters: StrategyParameters): readonly number[];
  /** What a run should say of the earlier runs that it has, besides which they are. */
  aboutEarlier?(runs: readonly RelatedRun[], parameters: StrategyParameters): string[];
  /** Messages about parameters that are each in range but do not fit together or the problem. */
  check?(
    parameters: StrategyParameters,
    /** `finite`: whether the space has a count; absent if that is not known. `evaluation`: by what trials get results.
     * `rows`: of a table, each of which is an architecture, even if two are the same network. `space`: what is searched; its decisions cost something when they are first asked for. */
    problem: {
      objectives: number;
      trials?: number;
      finite?: boolean;
      evaluation?: 'train' | 'table' | 'command';
      rows?: boolean;
      space?: SearchSpace;
    },
  ): string[];
  /** What is to be scored before it begins: `Problem.candidates` then has it. */
  screening?(parameters: StrategyParameters): Screening;
  create(problem: Problem, parameters: StrategyParameters, random: Random): Strategy;
}
