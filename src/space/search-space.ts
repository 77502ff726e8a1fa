import type { Random } from '../base/random.ts';
import type { Assignment, Decision, DecisionValue } from './decision.ts';

/** What a strategy sees of the thing it searches: decisions, and how to move among them. Pure. */
export interface SearchSpace {
  /** In the order of the source. */
  readonly decisions: readonly Decision[];
  /** Exact number of assignments; undefined if a real decision without a grid makes it infinite. */
  readonly count: bigint | undefined;
  /** Decides one by one in order, each value as likely. */
  sample(random: Random): Assignment;
  /** The decisions that exist under an assignment, in order. */
  active(assignment: Assignment): Decision[];
  /** Keeps the values of decisions that exist, drops the others, draws what is missing. */
  repair(partial: Readonly<Record<string, DecisionValue>>, random: Random): Assignment;
  /** `sample` and `repair` change values of decisions that exist, so that requirements are kept. */
  readonly changesMore?: true;
  /** Every assignment, in the order of the decisions (first varies slowest). Endless spaces: throws. */
  enumerate(): Iterable<Assignment>;
  /** Equal for equal assignments, whatever the order of their keys. */
  key(assignment: Assignment): string;
}
