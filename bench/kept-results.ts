import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What was measured, by what was asked. */
interface KeptResults<Result> {
  /** That of the file, or what `run` gives. */
  of(search: object, run: () => Result): Result;
  known(search: object): Result | undefined;
  keep(search: object, result: Result): void;
}

/**
 * Results of searches, which a file keeps: a long measurement can be made in pieces, or by several processes that ask for
 * different strategies. The file is of one state of the program; who changes that deletes it.
 */
export function keptResults<Result>(file: string | undefined): KeptResults<Result> {
  const all = new Map<string, Result>();
  const lines = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  for (const line of lines) {
    const { search, result } = JSON.parse(line) as { search: object; result: Result };
    all.set(JSON.stringify(search), result);
  }
  const known = (search: object): Result | undefined => all.get(JSON.stringify(search));
  const keep = (search: object, result: Result): void => {
    all.set(JSON.stringify(search), result);
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ search, result })}\n`);
  };
  return {
    known,
    keep,
    of(search, run) {
      const before = known(search);
      if (before !== undefined) return before;
      const result = run();
      keep(search, result);
      return result;
    },
  };
}
