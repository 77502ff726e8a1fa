import type { Scored } from '../../space/scalarization.ts';
import { type Scheme, SchemeError, unit } from './scheme.ts';

/** From this much room on, in units of the limit, the barrier is a parabola, which has values beyond the limit too. */
const NEAR = 0.01;
/** Beyond this all misses count alike, so that a measure that is missing does no harm. */
const MOST = 1e9;

export interface Penalty {
  /** What it adds: the end of a sentence. */
  readonly doc: string;
  /** Of the weight. */
  readonly default: number;
  of(result: Pick<Scored, 'violation' | 'margins' | 'pressure'>): number;
}

/**
 * -ln of the room, near the limit and beyond it continued by the parabola that has its value and slopes there, so that a
 * search which begins outside is led in. (Hauser and Saccon 2006, *A barrier function method*, equation 9, k = 2.)
 */
export function logBarrier(margin: number): number {
  if (margin > NEAR) return -Math.log(Math.min(1, margin));
  const beyond = (Math.max(-MOST, margin) - 2 * NEAR) / NEAR;
  return (beyond * beyond - 1) / 2 - Math.log(NEAR);
}

/** By the word in source. */
export const penalties: Readonly<Record<string, Penalty>> = {
  relu: { doc: 'how far constraints are missed', default: 1, of: ({ violation }) => Math.min(violation, MOST) },
  square: {
    doc: 'the square of how far constraints are missed',
    default: 1,
    of: ({ violation }) => Math.min(violation, MOST) ** 2,
  },
  adaptive: {
    doc: 'how far constraints are missed, times a factor that grows by half while the last ten results all missed one and falls back while all kept them',
    default: 1,
    of: ({ violation, pressure }) => pressure * Math.min(violation, MOST),
  },
  // 'log' is a word of the language.
  barrier: {
    doc: 'minus the logarithm of the room that each constraint leaves, so that results keep away from limits (log barrier, continued beyond the limit)',
    default: 0.01,
    of: ({ margins }) => margins.reduce((sum, margin) => sum + logBarrier(margin), 0),
  },
  reject: {
    doc: 'nothing: a result that misses a constraint is rejected, the strategy hears that it is infeasible',
    default: 1,
    of: ({ violation }) => (violation > 0 ? Number.POSITIVE_INFINITY : 0),
  },
};

export const penalty: Scheme = {
  name: 'penalty',
  doc: [
    'One objective, in units of the first result, plus `weight` times what its `kind` says.',
    ...Object.entries(penalties).map(([name, { doc }]) => `\`${name}\`: ${doc}.`),
    'The weight is 1 (of `barrier` 0.01). Without this clause a result that misses a constraint is worse than any that keeps them.',
  ].join(' '),
  example: 'scalarize penalty(kind: square, weight: 10)',
  penalizes: true,
  create(args, objectives) {
    if (objectives.length !== 1) throw new SchemeError("'penalty' is for one objective and its constraints.");
    for (const [place, { name }] of args.entries()) {
      if (name !== 'kind' && name !== 'weight') {
        throw new SchemeError("'penalty' takes kind and weight: penalty(kind: square, weight: 10).", place);
      }
    }
    const kind = String(args.find(({ name }) => name === 'kind')?.value ?? 'relu');
    const form = penalties[kind];
    if (!form) throw new SchemeError(`There is no penalty '${kind}'. There are: ${Object.keys(penalties).join(', ')}.`);
    const weight = args.find(({ name }) => name === 'weight')?.value ?? form.default;
    if (typeof weight !== 'number' || !(weight >= 0)) throw new SchemeError('The weight of a penalty is at least 0.');
    if (kind === 'reject' && args.some(({ name }) => name === 'weight')) {
      throw new SchemeError("'reject' has no weight: what misses a constraint does not count at all.");
    }
    return (result) => result.costs[0]! / unit(result.first[0]!) + weight * form.of(result);
  },
};
