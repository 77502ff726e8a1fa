import type { Objective } from '../../space/model.ts';
import type { Scored } from '../../space/scalarization.ts';

/** One way to make several objectives one number, so that any strategy can follow it. */
export interface Scheme {
  readonly name: string;
  /** Markdown: what it is, its source, when to use it. */
  readonly doc: string;
  readonly example: string;
  /** The score counts missed constraints itself: the strategy hears of none. */
  readonly penalizes?: boolean;
  /** Throws a `SchemeError` where the arguments do not fit. */
  create(args: readonly Argument[], objectives: readonly Objective[]): (result: Scored) => number;
}

export interface Argument {
  readonly name?: string;
  readonly value: unknown;
}

export class SchemeError extends Error {
  override readonly name = 'SchemeError';
  /** Of the argument that is wrong; absent: all of them together. */
  readonly place: number | undefined;
  constructor(message: string, place?: number) {
    super(message);
    this.place = place;
  }
}

/** What a value is measured in where it has no unit of its own. */
export const unit = (x: number): number => Math.abs(x) || 1;

/** A number for each objective, as named: `accuracy: 0.7`. Every objective once, nothing else. */
export function numbersByObjective(
  scheme: string,
  args: readonly Argument[],
  objectives: readonly Objective[],
  what: string,
): number[] {
  for (const [place, { name, value }] of args.entries()) {
    if (!objectives.some(({ measure }) => measure === name)) {
      const names = objectives.map(({ measure }) => measure).join(', ');
      throw new SchemeError(`'${scheme}' takes ${what} for each objective, by its name: ${names}.`, place);
    }
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new SchemeError(`${what} of '${name}' is a number.`, place);
    }
  }
  return objectives.map(({ measure }) => {
    const given = args.filter(({ name }) => name === measure);
    if (given.length !== 1) {
      throw new SchemeError(`'${scheme}' needs ${what} for '${measure}' ${given.length === 0 ? '' : 'only '}once.`);
    }
    return given[0]?.value as number;
  });
}
