import type { Assignment, Decision } from '../space/decision.ts';

/** Whether a decision exists once those before it have these values. */
export const existsIn = ({ when }: Decision, values: Assignment): boolean =>
  when.some((condition) =>
    condition.every(({ path, option }) => {
      const value = values[path];
      return typeof value === 'object' ? value.includes(option) : value === option;
    }),
  );
