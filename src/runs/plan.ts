import type { DataFeatures } from '../base/data-features.ts';
import type { MetricsRecord, TrialFinished } from '../protocol/run-events.ts';
import type { Assignment } from '../space/decision.ts';
import type { Constraint } from '../space/model.ts';
import type { Fidelity, Observation, Screening, Strategy } from '../strategies/strategy.ts';

/** All that decides what a run does, apart from the results of its trials. Pure. */
export interface Plan {
  readonly objectives: readonly { readonly measure: string; readonly direction: 'maximize' | 'minimize' }[];
  /** Constraints whose measures come from training. */
  readonly measuredConstraints: readonly Constraint[];
  /** What the strategy wants scored before it is made. */
  screening?(): PlannedScreening;
  /** `candidates`: of the screening, the best first. `data`: what the data set is like, where that is known. */
  createStrategy(candidates?: readonly Assignment[], data?: DataFeatures): Strategy;
  /** Equal for equal assignments. */
  key(assignment: Assignment): string;
  describe(assignment: Assignment): PlannedTrial;
}

export interface PlannedScreening {
  readonly screening: Screening;
  /** Different architectures that keep what is required before training; from the seed alone. */
  readonly assignments: readonly Assignment[];
}

export interface PlannedTrial {
  /** Canonical hash of the network. */
  readonly hash: string;
  /** Follows from run seed, network and recipe, so that equal trials give equal results. */
  readonly seed: number;
  /** Measures that need no training. */
  readonly measures: MetricsRecord;
  /** Why it can't be trained: a constraint that is broken, shapes that don't meet. */
  readonly infeasible?: string;
  /** How far the constraints that are known before training are missed together; infinite where shapes don't meet. */
  readonly missed: number;
}

/** A finished trial as its strategy hears of it. */
export const finishedOutcome = (
  { measuredConstraints }: Pick<Plan, 'measuredConstraints'>,
  { objectives, violations, metrics }: Pick<TrialFinished, 'objectives' | 'violations' | 'metrics'>,
): Observation['outcome'] => ({
  kind: 'finished',
  objectives,
  violations,
  ...(violations.length > 0 && { rooms: measuredConstraints.map((constraint) => constraint.room(metrics)) }),
});

export interface TrialRequest {
  readonly trial: number;
  readonly assignment: Assignment;
  readonly fidelity: Fidelity;
  readonly hash: string;
  readonly seed: number;
  /** Only these, none of which needs training; absent: all that the search reads. */
  readonly measures?: readonly string[];
}

export interface TrialOutcome {
  readonly metrics: MetricsRecord;
  readonly seconds: number;
  readonly reused?: { readonly run: string; readonly trial: number };
}
