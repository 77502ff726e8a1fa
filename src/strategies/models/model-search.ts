import { type Random, random as seeded } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import type { Encoding } from '../encoding.ts';
import { directionOf, type Member, memberOf, merits } from '../members.ts';
import { neighbours } from '../mutation.ts';
import { rankScores } from '../quantiles.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { Problem, Strategy, StrategyParameter, StrategyParameters } from '../strategy.ts';
import { ACQUISITIONS, type Acquisition, acquireAll, acquisitionDoc } from '../surrogates/acquisition.ts';
import type { Train } from '../surrogates/surrogate.ts';
import { refined } from './refining.ts';

/** Best architectures whose neighbours are candidates. */
const CENTRES = 5;
/** Encoded architectures kept. */
const KEPT = 20_000;

export const startupParameter: StrategyParameter = {
  name: 'startup',
  takes: { kind: 'integer', min: 2, max: 100_000 },
  default: 10,
  doc: 'Random trials before the model is asked.',
};
/** A message if the trials end before the model is asked. */
export function checkStartup({ startup }: StrategyParameters, { trials }: { trials?: number }): string[] {
  return trials !== undefined && trials <= Number(startup)
    ? [
        `'trials' (${trials}) must exceed 'startup' (${startup}): the first ${startup} trials are random, the model is asked after them.`,
      ]
    : [];
}
export const candidatesParameter = (value: number): StrategyParameter => ({
  name: 'candidates',
  takes: { kind: 'integer', min: 1, max: 100_000 },
  default: value,
  doc: 'Architectures that the model compares for a trial: half of them neighbours of the best so far, half drawn at random.',
});
export const acquisitionParameter = (value: Acquisition): StrategyParameter => ({
  name: 'acquisition',
  takes: { kind: 'word', words: ACQUISITIONS },
  default: value,
  doc: acquisitionDoc,
});

const PENDING = ['none', 'mean', 'worst', 'best', 'believer'] as const;
export type Pending = (typeof PENDING)[number];
export const pendingParameter = (value: Pending): StrategyParameter => ({
  name: 'pending',
  takes: { kind: 'word', words: PENDING },
  default: value,
  doc: 'What trials that are out count as for the model (several workers): `mean`, `worst` or `best` of the results (constant liar), `believer` what the model itself expects (kriging believer), `none` nothing.',
});

export interface ModelSearchOptions {
  readonly startup: number;
  readonly candidates: number;
  readonly acquisition: Acquisition;
  /** Results between two fits of the model. */
  readonly every: number;
  readonly train: Train;
  readonly encoding: Encoding;
  /** What trials that are out count as, so that proposals at a time differ. */
  readonly pending: Pending;
  /** Candidates near a good architecture; its neighbours if absent. */
  readonly near?: (centre: Assignment, count: number, random: Random) => Iterable<Assignment>;
  /** A candidate from anywhere; a random architecture if absent. */
  readonly anywhere?: (random: Random) => Assignment;
}

interface State {
  readonly members: readonly Member[];
  readonly pending: readonly Assignment[];
  /** Members that the model was fitted to. */
  readonly fitted: number;
  readonly drawn: number;
}

/** Sequential model-based optimisation: fit a model, compare candidates with it, try the most worthwhile. */
export function modelSearch(problem: Problem, source: Random, options: ModelSearchOptions): Strategy {
  const direction = directionOf(problem);
  const { encoding } = options;
  let members: Member[] = [];
  let pending = new Map<string, Assignment>();
  let fitted = 0;
  let drawn = 0;

  /** Rows of architectures, which are asked for again and again. */
  const rowsOf = new Map<string, Float64Array>();
  const encoded = (assignment: Assignment): Float64Array => {
    const key = problem.space.key(assignment);
    const row = rowsOf.get(key) ?? encoding.encode(assignment);
    if (rowsOf.size >= KEPT) rowsOf.clear();
    rowsOf.set(key, row);
    return row;
  };
  // Its randomness follows from what it knows, so that a restored search fits the same model.
  const trainedOn = (rows: readonly Float64Array[], scores: Float64Array, key = `${fitted}`): ReturnType<Train> =>
    options.train(rows, scores, seeded(`model ${key}`), fitted);
  let model: ReturnType<Train> | undefined;
  let modelOf = '';
  /** The model and the best score so far, on the scale of the model. */
  const trained = (): { model: ReturnType<Train>; best: number } => {
    if (members.length >= fitted + options.every || fitted === 0) fitted = members.length;
    const known = members.slice(0, fitted);
    const scores = rankScores(merits(known, direction));
    const best = scores.reduce((a, b) => Math.max(a, b));
    const lies = options.pending === 'none' ? [] : [...pending.values()];
    const key = `${fitted} ${lies.map((assignment) => problem.space.key(assignment)).join()}`;
    if (model && key === modelOf) return { model, best };
    const rows = known.map(({ assignment }) => encoded(assignment));
    const guessed = lies.map(encoded);
    const guesses = lieAbout(options.pending, scores, () => trainedOn(rows, scores).predict(guessed).mean);
    modelOf = key;
    const all = new Float64Array(rows.length + guessed.length);
    all.set(scores);
    for (const i of guessed.keys())
      all[rows.length + i] = typeof guesses === 'number' ? guesses : (guesses[i] as number);
    model = trainedOn([...rows, ...guessed], all, key);
    return { model, best };
  };

  const candidatesOf = (random: Random, fresh: (a: Assignment) => boolean): Assignment[] => {
    const found = new Map<string, Assignment>();
    const offer = (assignment: Assignment): void => {
      const key = problem.space.key(assignment);
      if (!found.has(key) && fresh(assignment)) found.set(key, assignment);
    };
    const scores = merits(members, direction);
    const order = members.map((_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    const each = Math.max(1, Math.floor(options.candidates / 2 / CENTRES));
    for (const index of order.slice(0, CENTRES)) {
      let left = each;
      const centre = (members[index] as Member).assignment;
      for (const neighbour of options.near?.(centre, each, random) ?? neighbours(problem.space, centre, random)) {
        if (left-- === 0) break;
        offer(neighbour);
      }
    }
    for (let i = found.size; i < options.candidates; i++)
      offer(options.anywhere?.(random) ?? problem.space.sample(random));
    return [...found.values()];
  };

  const method: Method<State> = {
    next(random, seen) {
      const out = (assignment: Assignment | undefined) => {
        if (!assignment) return undefined;
        seen.add(assignment);
        pending.set(problem.identity(assignment), assignment);
        return { assignment, fidelity: 1 };
      };
      if (drawn >= options.startup && members.length >= 2) {
        const candidates = candidatesOf(random, seen.fresh);
        if (candidates.length > 0) {
          const { model: now, best } = trained();
          const worth = acquireAll(options.acquisition, now, candidates.map(encoded), best, random);
          const found = candidates.map((assignment, i) => ({ assignment, worth: worth[i] as number }));
          // A draw is no landscape: steps up it would follow chance.
          const drawnWorth = options.acquisition === 'its' || options.acquisition === 'thompson';
          const judge = (near: readonly Assignment[]) =>
            acquireAll(options.acquisition, now, near.map(encoded), best, random);
          return out(refined(problem.space, found, drawnWorth ? undefined : judge, seen.fresh, random));
        }
      }
      const assignment = seen.draw(random);
      if (assignment) drawn++;
      return out(assignment);
    },
    observe(observation) {
      pending.delete(problem.identity(observation.assignment));
      const member = memberOf(observation);
      if (member) members.push(member);
    },
    snapshot: () => ({ members: [...members], pending: [...pending.values()], fitted, drawn }),
    restore(state) {
      members = [...state.members];
      pending = new Map(state.pending.map((assignment) => [problem.identity(assignment), assignment]));
      ({ fitted, drawn } = state);
      model = undefined;
    },
  };
  return stepByStep(problem, source, method);
}

/** Scores for trials that are out: one for all, or one each. */
function lieAbout(pending: Pending, scores: Float64Array, expected: () => Float64Array): number | Float64Array {
  switch (pending) {
    case 'worst':
      return scores.reduce((a, b) => Math.min(a, b));
    case 'best':
      return scores.reduce((a, b) => Math.max(a, b));
    case 'believer':
      return expected();
    default:
      return 0; // scores are standardised
  }
}
