import { compareSingle, type Direction } from '../../base/dominance.ts';
import { createFront } from '../../base/front.ts';
import {
  criticalDifference,
  type Friedman,
  friedman,
  holm,
  nemenyi,
  wilcoxon,
} from '../../base/statistics/rank-tests.ts';
import type { Objective } from '../../space/model.ts';
import { hypervolume } from '../../strategies/indicators/hypervolume.ts';
import { pointsOf } from '../../strategies/indicators/points.ts';
import type { ComparedRun, ComparedTrial } from './one-run.ts';

/** More places on a curve than this are not told apart. */
const PLACES = 500;

export interface Spread {
  readonly mean: number;
  /** Of the sample (n − 1); 0 for one run. */
  readonly sd: number;
}

export interface ContestantResult {
  readonly label: string;
  /** After the last trial: by each objective and report column, or by hypervolume and size of the front. */
  readonly final: readonly { readonly measure: string; readonly mean: number; readonly sd: number }[];
  /** At the trials of `ComparisonResults.at`. */
  readonly value: readonly Spread[];
  /** Distance to `ComparisonResults.reference`. */
  readonly regret: readonly Spread[];
  /** `regretOf[i][k]`: of the i-th seed that counts, at the k-th place. */
  readonly regretOf: readonly (readonly number[])[];
  /** Wall-clock seconds of a run. */
  readonly seconds: Spread;
}

export interface PairTest {
  readonly a: string;
  readonly b: string;
  /** Of the mean ranks, b − a: positive if a is better. */
  readonly rankDifference: number;
  readonly nemenyi: number;
  /** Wilcoxon's, by Holm. */
  readonly wilcoxon: number;
}

export interface ComparisonResults {
  /** What is compared. */
  readonly by: string;
  readonly direction: Direction;
  /** The value that has no regret: the best of the table, or the best of any run. */
  readonly reference: { readonly value: number; readonly known: boolean };
  /** Seeds that every contestant has finished. */
  readonly seeds: readonly number[];
  /** Numbers of trials. */
  readonly at: readonly number[];
  /** Best first, by mean rank. */
  readonly contestants: readonly ContestantResult[];
  /** Absent with fewer than two contestants or seeds. */
  readonly test?: Friedman & {
    readonly labels: readonly string[];
    readonly criticalDifference: number;
    readonly pairs: readonly PairTest[];
  };
}

export interface ComparedRuns {
  readonly labels: readonly string[];
  readonly objectives: readonly Objective[];
  readonly report: readonly string[];
  /** `runs[contestant][seed]`. */
  readonly runs: readonly (readonly (ComparedRun | undefined)[])[];
  readonly seeds: readonly number[];
  readonly trials: number;
}

/** An objective, a report column (of the trial that is best by the objective), or `hypervolume` of several objectives. */
export function measuresToCompare({ objectives, report }: Pick<ComparedRuns, 'objectives' | 'report'>): string[] {
  return objectives.length > 1 ? ['hypervolume'] : [...objectives.map(({ measure }) => measure), ...report];
}

/**
 * What came of a comparison, over the seeds that every contestant has finished. A report column counts in the direction of
 * the objective. `best` is the best value there can be, if that is known.
 */
export function resultsOf(compared: ComparedRuns, by: string, best?: number): ComparisonResults {
  const { labels, objectives, runs, trials } = compared;
  const complete = compared.seeds.map((_, i) => i).filter((i) => runs.every((row) => row[i] !== undefined));
  const at = placesUpTo(trials);
  const direction = objectives.length > 1 ? 'maximize' : (objectives[0]?.direction ?? 'maximize');
  const curvesOf = objectives.length > 1 ? frontCurves(compared) : bestCurves(compared);
  const curves = runs.map((row) => complete.map((i) => curvesOf(row[i] as ComparedRun, at)));
  const column = measuresToCompare(compared).indexOf(by);
  const values = curves.map((row) => row.map((curve) => curve.map((point) => point[column] ?? Number.NaN)));
  const sign = direction === 'maximize' ? -1 : 1;
  const reached = values.flat(2).filter((value) => !Number.isNaN(value));
  const reference = best ?? sign * reached.reduce((a, b) => Math.min(a, sign * b), Number.POSITIVE_INFINITY);
  const regret = values.map((row) => row.map((curve) => curve.map((value) => Math.max(0, sign * (value - reference)))));
  const names = objectives.length > 1 ? ['hypervolume', 'front'] : measuresToCompare(compared);
  const contestants = labels.map((label, c): ContestantResult => {
    const last = (curves[c] ?? []).map((curve) => curve.at(-1) ?? []);
    const places = (of: readonly (readonly number[])[]): Spread[] =>
      at.map((_, k) => spread(of.map((curve) => curve[k] ?? Number.NaN)));
    return {
      label,
      final: names.map((measure, m) => ({ measure, ...spread(last.map((point) => point[m] ?? Number.NaN)) })),
      value: places(values[c] ?? []),
      regret: places(regret[c] ?? []),
      regretOf: regret[c] ?? [],
      seconds: spread(complete.map((i) => runs[c]?.[i]?.seconds ?? Number.NaN)),
    };
  });
  const costs = complete.map((_, s) => regret.map((row) => row[s]?.at(-1) ?? Number.NaN));
  const test = labels.length > 1 && complete.length > 1 ? rankTest(labels, costs) : undefined;
  const order = labels.map((_, i) => i);
  if (test) order.sort((a, b) => (test.meanRanks[a] as number) - (test.meanRanks[b] as number) || a - b);
  return {
    by,
    direction,
    reference: { value: reference, known: best !== undefined },
    seeds: complete.map((i) => compared.seeds[i] as number),
    at,
    contestants: order.map((i) => contestants[i] as ContestantResult),
    ...(test && { test }),
  };
}

/** Seeds are the blocks, strategies the treatments. What is no number ranks last. */
function rankTest(labels: readonly string[], costs: readonly (readonly number[])[]): ComparisonResults['test'] {
  const ranked = costs.map((row) => row.map((cost) => (Number.isNaN(cost) ? Number.POSITIVE_INFINITY : cost)));
  const { meanRanks, statistic, p } = friedman(ranked);
  const pairs = labels.flatMap((_, a) => labels.slice(a + 1).map((_, i) => [a, a + 1 + i] as const));
  const columnOf = (c: number): number[] => ranked.map((row) => row[c] as number);
  // Two that both never came to a result differ by nothing.
  const adjusted = holm(pairs.map(([a, b]) => wilcoxon(...finite(columnOf(a), columnOf(b)))));
  return {
    labels,
    meanRanks,
    statistic,
    p,
    criticalDifference: criticalDifference(labels.length, costs.length),
    pairs: pairs.map(([a, b], i) => {
      const [ra, rb] = [meanRanks[a] as number, meanRanks[b] as number];
      return {
        a: labels[a] as string,
        b: labels[b] as string,
        rankDifference: rb - ra,
        nemenyi: nemenyi(ra, rb, labels.length, costs.length),
        wilcoxon: adjusted[i] as number,
      };
    }),
  };
}

/** Infinite costs as one that is larger than all others, so that differences are numbers. */
function finite(x: readonly number[], y: readonly number[]): [number[], number[]] {
  const most = [...x, ...y].filter(Number.isFinite).reduce((a, b) => Math.max(a, b), 0);
  const of = (values: readonly number[]): number[] => values.map((v) => (Number.isFinite(v) ? v : 2 * most + 1));
  return [of(x), of(y)];
}

function placesUpTo(trials: number): number[] {
  if (trials <= PLACES) return Array.from({ length: trials }, (_, i) => i + 1);
  return Array.from({ length: PLACES }, (_, i) => Math.round(((i + 1) * trials) / PLACES));
}

type Finished = NonNullable<ComparedTrial>;
type CurvesOf = (run: ComparedRun, at: readonly number[]) => number[][];

/** Objective and report of the best trial so far; a run that ended early stays where it was. */
function bestCurves({ objectives }: ComparedRuns): CurvesOf {
  const direction = objectives[0]?.direction ?? 'maximize';
  const outcome = ({ objectives: values, violation }: Finished) => ({ objectives: values, violations: [violation] });
  return ({ trials }, at) => {
    let best: Finished | undefined;
    let seen = 0;
    return at.map((place) => {
      for (; seen < Math.min(place, trials.length); seen++) {
        const trial = trials[seen];
        if (trial && (!best || compareSingle(outcome(trial), outcome(best), direction) < 0)) best = trial;
      }
      if (!best || best.violation > 0) return [];
      return [best.objectives[0] as number, ...best.report];
    });
  };
}

/**
 * Hypervolume of the front so far and its size. Costs are measured in what the front of all runs together spans; the
 * reference point lies at 1.1 of that.
 */
function frontCurves({ objectives, runs }: ComparedRuns): CurvesOf {
  const directions = objectives.map(({ direction }) => direction);
  const costsOf = (trial: Finished): number[] =>
    trial.objectives.map((value, k) => (directions[k] === 'maximize' ? -value : value));
  const asCosts = (trial: Finished) => ({ objectives: costsOf(trial), violations: [] as number[] });
  const down = directions.map(() => 'minimize' as const);
  const sound = (trial: ComparedTrial): trial is Finished =>
    trial !== undefined && trial.violation === 0 && trial.objectives.every(Number.isFinite);
  const union = createFront<ReturnType<typeof asCosts>>(down);
  for (const trial of runs.flat().flatMap((run) => run?.trials ?? [])) if (sound(trial)) union.add(asCosts(trial));
  const ends = directions.map((_, k) => {
    const column = union.members.map(({ objectives: costs }) => costs[k] as number);
    const [low, high] = [Math.min(...column), Math.max(...column)];
    return { low, span: high - low || 1 };
  });
  const reference = directions.map(() => 1.1);
  return ({ trials }, at) => {
    const front = createFront<ReturnType<typeof asCosts>>(down);
    let seen = 0;
    let point = [0, 0];
    return at.map((place) => {
      const before = front.members;
      for (; seen < Math.min(place, trials.length); seen++) {
        const trial = trials[seen];
        if (sound(trial)) front.add(asCosts(trial));
      }
      if (front.members !== before) {
        const scaled = front.members.map(({ objectives: costs }) =>
          costs.map((cost, k) => (cost - (ends[k]?.low ?? 0)) / (ends[k]?.span ?? 1)),
        );
        point = [hypervolume(pointsOf(scaled), reference), front.members.length];
      }
      return point;
    });
  };
}

/** Over what there is: a run without a result has none to add. */
function spread(values: readonly number[]): Spread {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: known.length > 1 ? Math.sqrt(squares / (known.length - 1)) : 0 };
}
