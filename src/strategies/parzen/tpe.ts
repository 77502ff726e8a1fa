import { compareSingle } from '../../base/dominance.ts';
import { columnsOf, columnValue, decodeColumns } from '../columns.ts';
import { directionOf, type Member, memberOf } from '../members.ts';
import { checkStartup } from '../models/model-search.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { jointSampler, type Sampler, separateModels } from './parzen-samplers.ts';

/** Rounds of candidates until one is new, before an architecture is drawn at random. */
const ROUNDS = 3;
/** Kernels of the worse trials in the multivariate form, spread evenly over their history: it bounds the time of a proposal. */
const JOINT_KERNELS = 100;

export const tpe: StrategyDefinition = {
  name: 'tpe',
  doc: [
    'Tree-structured Parzen estimator: models where good trials lie and where the others do, and tries what is likely under the first and not under the second.',
    '',
    'A strong default for mixed and conditional spaces with numbers, for 50 to some thousands of trials; a proposal costs next to nothing.',
    '`multivariate` sees which values go together. (Bergstra et al. 2011; with the rules of Watanabe 2023, *Tree-structured Parzen estimator*, and of Optuna.)',
  ].join('\n'),
  parameters: [
    {
      name: 'startup',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 10,
      doc: 'Random trials before the model is asked.',
    },
    {
      name: 'candidates',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 24,
      doc: 'Draws from the model of good trials, of which the best is tried.',
    },
    {
      name: 'multivariate',
      takes: { kind: 'boolean' },
      default: true,
      doc: 'One model of all decisions together instead of one for each.',
    },
  ],
  objectives: 'one',
  check: checkStartup,
  create(problem, parameters, source) {
    const startup = Number(parameters.startup ?? 10);
    const candidates = Number(parameters.candidates ?? 24);
    const multivariate = Boolean(parameters.multivariate ?? true);
    const direction = directionOf(problem);
    let members: Member[] = [];
    /** Indexes of members, best first. */
    let ranking: number[] = [];
    let drawn = 0;
    const columns = columnsOf(problem.space.decisions);
    const separate = multivariate ? undefined : separateModels(columns);
    let sampler: Sampler | undefined;

    /** Tells the models who left the good ones or was never among them; anew if one of the others became good. */
    const tellWorse = (index: number, place: number): void => {
      if (!separate) return;
      const [before, now] = [goodOf(members.length - 1), goodOf(members.length)];
      if (place >= now && before === now) separate.addWorse(index);
      else if (before === now) separate.addWorse(ranking[now] as number);
      else if (place >= now) {
        separate.clear();
        const good = new Set(ranking.slice(0, now));
        for (let i = 0; i < members.length; i++) if (!good.has(i)) separate.addWorse(i);
      }
    };
    const add = (member: Member): void => {
      const index = members.length;
      members.push(member);
      let [low, high] = [0, index];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compareSingle(member, members[ranking[middle] as number] as Member, direction) < 0) high = middle;
        else low = middle + 1;
      }
      ranking.splice(low, 0, index);
      for (const column of columns) {
        if (column.values.length <= index) {
          const grown = new Float64Array(2 * column.values.length);
          grown.set(column.values);
          column.values = grown;
        }
        column.values[index] = columnValue(column, member.assignment);
      }
      tellWorse(index, low);
      sampler = undefined;
    };
    const model = (): Sampler => {
      const good = Int32Array.from(ranking.slice(0, goodOf(members.length))).sort();
      return separate
        ? separate.sampler(good, members.length, candidates)
        : jointSampler(columns, good, spread(good, members.length, JOINT_KERNELS), candidates);
    };

    const method: Method<{ members: readonly Member[]; drawn: number }> = {
      next(random, seen) {
        if (members.length > 0 && drawn >= startup) {
          sampler ??= model();
          for (let round = 0; round < ROUNDS; round++) {
            for (const picks of sampler(random)) {
              const assignment = problem.space.repair(decodeColumns(columns, picks, random), random);
              if (!seen.fresh(assignment)) continue;
              seen.add(assignment);
              return { assignment, fidelity: 1 };
            }
          }
        }
        const assignment = seen.draw(random);
        if (!assignment) return undefined;
        drawn++;
        return { assignment, fidelity: 1 };
      },
      observe(observation) {
        const member = memberOf(observation);
        if (member) add(member);
      },
      snapshot: () => ({ members: [...members], drawn }),
      restore(state) {
        members = [];
        ranking = [];
        separate?.clear();
        for (const member of state.members) add(member);
        drawn = state.drawn;
        sampler = undefined;
      },
    };
    return stepByStep(problem, source, method);
  },
};

/** How many of n trials count as good. */
const goodOf = (n: number): number => Math.min(Math.ceil(0.1 * n), 25);

/** At most `count` of the trials that are not good (which are sorted), evenly spread. */
function spread(good: Int32Array, trials: number, count: number): Int32Array {
  const worse = trials - good.length;
  const size = Math.min(count, worse);
  const out = new Int32Array(size);
  let passed = 0;
  for (let i = 0; i < size; i++) {
    const nth = Math.floor(((i + 1) * worse) / size) - 1;
    // Of the others the nth is found by stepping over the good ones before it.
    while (passed < good.length && (good[passed] as number) <= nth + passed) passed++;
    out[i] = nth + passed;
  }
  return out;
}
