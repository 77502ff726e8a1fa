/** What a score is made of. */
export interface Scored {
  /** One an objective (smaller is better), in their order. */
  readonly costs: readonly number[];
  /** Of the first result of the run: what costs are measured in where they have no unit of their own. */
  readonly first: readonly number[];
  /** How far constraints are missed, together, in units of their limits. */
  readonly violation: number;
  /** Of each constraint, in units of its limit: the room that is left, or below 0 how far it is missed. */
  readonly margins: readonly number[];
  /** Grows by half while results keep missing constraints, and falls back while they keep them; 1 at first. */
  readonly pressure: number;
}

/** Several objectives as one score, made small. */
export interface Scalarization {
  score(result: Scored): number;
  /** The score counts missed constraints itself: the strategy hears of none. */
  readonly penalizes: boolean;
}
