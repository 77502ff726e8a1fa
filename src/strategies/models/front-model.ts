import { type Random, random as seeded } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { oneHot } from '../encoding.ts';
import { createVariation } from '../evolution/variation.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { normalCdf } from '../normal.ts';
import { frontsOf, take } from '../ranking.ts';
import type { Problem, Strategy } from '../strategy.ts';
import { trainGaussianProcess } from '../surrogates/gaussian-process.ts';
import { maternFamily } from '../surrogates/kernels.ts';
import type { Surrogate } from '../surrogates/surrogate.ts';

/** Results that the models are fitted to: the best of them, and the rest evenly spread over what was tried. */
const FITTED = 60;
/** Of these, as many choose the length scale and the noise. */
const CHOOSING = 24;

/** What is known when a candidate is looked for. */
export interface Known {
  readonly rows: readonly Float64Array[];
  /** Costs in units of the front: 0 to 1 on it, beyond its worst on a logarithmic scale. Smaller is better. */
  readonly costs: readonly (readonly number[])[];
  readonly violations: readonly number[];
}
/** How worthwhile candidates are: larger is better. */
export type Judge = (candidates: readonly Float64Array[]) => Float64Array;

/** Bayesian optimisation of several objectives: a judge is made from what is known; the candidate it likes best is next. */
export function frontModelSearch(
  problem: Problem,
  source: Random,
  options: { readonly startup: number; readonly candidates: number },
  judgeOf: (known: Known, random: Random) => Judge,
): Strategy {
  const encoding = oneHot(problem.space.decisions);
  const variation = createVariation(problem.space, 0.5);
  let solutions: Solution[] = [];

  const breeder: Breeder<readonly Solution[], null> = {
    breed(random, _turn, fresh) {
      const fronts = frontsOf(solutions);
      const front = take(solutions, fronts[0] ?? []);
      const candidates = new Set<Assignment>();
      for (let i = 0; i < options.candidates; i++) {
        // Half of them children of the front.
        const candidate =
          i % 2 === 0
            ? variation.child(random.pick(front).assignment, random.pick(front).assignment, random)
            : problem.space.sample(random);
        if (fresh(candidate)) candidates.add(candidate);
      }
      const all = [...candidates];
      const [first] = all;
      if (!first) return { assignment: problem.space.sample(random), note: null };
      const fitted = take(solutions, fittedOf(fronts));
      const known: Known = {
        rows: fitted.map(({ assignment }) => encoding.encode(assignment)),
        costs: inUnitsOf(front, fitted),
        violations: fitted.map(({ violation }) => violation),
      };
      const worth = judgeOf(known, random)(all.map((candidate) => encoding.encode(candidate)));
      let top = 0;
      for (let i = 1; i < worth.length; i++) if (worth[i]! > worth[top]!) top = i;
      return { assignment: all[top]!, note: null };
    },
    tell(solution) {
      solutions.push(solution);
    },
    snapshot: () => [...solutions],
    restore(state) {
      solutions = [...state];
    },
  };
  return multiObjective(problem, source, options.startup, breeder);
}

function fittedOf(fronts: readonly (readonly number[])[]): number[] {
  const order = fronts.flat();
  if (order.length <= FITTED) return order.sort((a, b) => a - b);
  const best = order.slice(0, (2 * FITTED) / 3);
  const rest = order.slice(best.length).sort((a, b) => a - b);
  const places = FITTED - best.length;
  const spread = Array.from({ length: places }, (_, i) => rest[Math.floor(((i + 1) * rest.length) / places) - 1]!);
  return [...best, ...spread].sort((a, b) => a - b);
}

function inUnitsOf(front: readonly Solution[], solutions: readonly Solution[]): number[][] {
  const m = front[0]?.costs.length ?? 0;
  const low = Array.from({ length: m }, (_, k) => Math.min(...front.map(({ costs }) => costs[k]!)));
  const high = Array.from({ length: m }, (_, k) => Math.max(...front.map(({ costs }) => costs[k]!)));
  const squashed = (x: number): number => (x <= 1 ? x : 1 + Math.log(x));
  return solutions.map(({ costs }) =>
    costs.map((cost, k) => squashed((cost - low[k]!) / (high[k]! - low[k]! || Math.abs(low[k]!) || 1))),
  );
}

/** A Gaussian process of one value a row, and back on the scale of the values. */
export function processOf(rows: readonly Float64Array[], values: readonly number[]): Pick<Surrogate, 'predict'> {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const scale = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  // Length scale and noise follow from a few results, spread evenly; these come first.
  const few = Math.min(CHOOSING, rows.length);
  const first = new Set(Array.from({ length: few }, (_, i) => Math.floor((i * rows.length) / few)));
  const order = [...first, ...rows.map((_, i) => i).filter((i) => !first.has(i))];
  const scores = Float64Array.from(order, (i) => (values[i]! - mean) / scale);
  const process = trainGaussianProcess(maternFamily)(take(rows, order), scores, seeded('no draws'), few);
  return {
    predict(candidates) {
      const found = process.predict(candidates);
      return { mean: found.mean.map((x) => mean + scale * x), deviation: found.deviation.map((x) => scale * x) };
    },
  };
}

/** Chance that each candidate keeps the constraints; undefined where all that is known keeps them. */
export function feasibility({ rows, violations }: Known): Judge | undefined {
  if (violations.every((violation) => violation === 0)) return undefined;
  const process = processOf(
    rows,
    violations.map((violation) => (violation > 0 ? -1 : 1)),
  );
  return (candidates) => {
    const { mean, deviation } = process.predict(candidates);
    return mean.map((m, i) => normalCdf(m / (deviation[i]! || 1e-9)));
  };
}

export const frontModelParameters = [
  {
    name: 'startup',
    takes: { kind: 'integer', min: 2, max: 100_000 },
    default: 20,
    doc: 'Random trials before the model is asked.',
  },
  {
    name: 'candidates',
    takes: { kind: 'integer', min: 2, max: 100_000 },
    default: 200,
    doc: 'Architectures that the model compares for a trial: half of them children of the front so far, half drawn at random.',
  },
] as const;
