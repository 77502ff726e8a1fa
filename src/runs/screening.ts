import type { CandidateScored, MetricsRecord, RunEvent } from '../protocol/run-events.ts';
import type { Assignment } from '../space/decision.ts';
import type { Screening } from '../strategies/strategy.ts';
import type { Plan, PlannedScreening } from './plan.ts';
import { RunError } from './run-error.ts';
import { TrialError } from './trial-error.ts';

/** Number of the trial of what is scored before the first one. */
export const NO_TRIAL = 0;

type Scored = Pick<CandidateScored, 'metrics' | 'message'>;

/** Which candidates of a run have no score yet, and all of them ranked when they have. */
export interface Candidates {
  /** Numbers, from 1. */
  missing(): number[];
  /** Asks for the score of one. What fails for this one alone is its result; all else is thrown. */
  score(candidate: number, evaluate: Evaluate): Promise<Scored>;
  add(candidate: number, scored: Scored): void;
  /** Those with a score, the best first. Throws a `RunError` if there is none. */
  ranked(): Assignment[];
}
type Evaluate = (request: {
  readonly assignment: Assignment;
  readonly hash: string;
  readonly seed: number;
  readonly measures: readonly string[];
}) => Promise<MetricsRecord>;

/** `history`: the log so far, whose scores count. */
export function candidatesOf(plan: Plan, planned: PlannedScreening, history: readonly RunEvent[]): Candidates {
  const { screening, assignments } = planned;
  const known = new Map<number, Scored>();
  for (const event of history) if (event.type === 'candidate.scored') known.set(event.candidate, event);
  return {
    missing: () => assignments.map((_, i) => i + 1).filter((candidate) => !known.has(candidate)),
    add: (candidate, scored) => void known.set(candidate, scored),
    async score(candidate, evaluate) {
      const assignment = assignments[candidate - 1] as Assignment;
      const { hash, seed, measures: structure } = plan.describe(assignment);
      const asked = screening.measures.filter((name) => !(name in structure));
      try {
        const found = asked.length > 0 ? await evaluate({ assignment, hash, seed, measures: asked }) : {};
        const all = { ...structure, ...found };
        const lacking = screening.measures.find((name) => !(name in all));
        if (lacking !== undefined) throw new RunError(lackingMessage(lacking));
        return { metrics: Object.fromEntries(screening.measures.map((name) => [name, all[name] as number])) };
      } catch (error) {
        if (error instanceof TrialError) return { metrics: {}, message: error.message };
        throw error;
      }
    },
    ranked() {
      const order = rank(
        screening,
        assignments.map((_, i) => known.get(i + 1)?.metrics ?? {}),
      );
      if (order.length === 0) {
        const reason = [...known.values()].findLast(({ message }) => message !== undefined)?.message;
        throw new RunError(
          `None of the ${assignments.length} architectures could be scored without training${reason ? `; the last one: ${reason}` : '.'}`,
        );
      }
      return order.map((i) => assignments[i] as Assignment);
    },
  };
}

const lackingMessage = (measure: string): string =>
  `The strategy needs '${measure}' before training, which this search can't give: a zero-cost proxy needs a search that trains here (evaluate train), or a table with a column of that name. Use 'by: params' or 'by: macs'.`;

/** Indexes of those with finite scores, the best first; of equals the earlier. */
export function rank({ measures, merit }: Screening, scores: readonly MetricsRecord[]): number[] {
  const able = scores.flatMap((metrics, i) => (measures.every((name) => Number.isFinite(metrics[name])) ? [i] : []));
  const merits = merit(measures.map((name) => able.map((i) => scores[i]?.[name] as number)));
  return able
    .map((index, place) => ({ index, merit: merits[place] as number }))
    .sort((a, b) => b.merit - a.merit || a.index - b.index)
    .map(({ index }) => index);
}
