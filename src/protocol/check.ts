import * as v from 'valibot';
import type { Check } from './rpc.ts';

/** A `Check` from a valibot schema: one message, with the path of the first value that is wrong. */
export const checkBy =
  <T>(schema: v.GenericSchema<unknown, T>): Check<T> =>
  (value) => {
    const result = v.safeParse(schema, value, { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    throw new TypeError(path ? `${path}: ${issue.message}` : issue.message);
  };

/** Of a request or notice without parameters. */
export type Nothing = Readonly<Record<string, never>>;
export const checkNothing: Check<Nothing> = checkBy(v.strictObject({}));
