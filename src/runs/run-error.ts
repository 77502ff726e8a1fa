/** Something that ends a run or keeps it from starting, in the user's words: what is wrong, where, what to do. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'it does not exist',
  EEXIST: 'there is a file with that name',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
};

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** `Can't write /x/events.jsonl: the disk is full.` and what to do about it. */
export function fileError(action: string, path: string, error: unknown, remedy?: string): RunError {
  if (error instanceof RunError) return error;
  const code = codeOf(error);
  const reason = (code && reasons[code]) ?? (error instanceof Error ? error.message : String(error));
  return new RunError(`Can't ${action} ${path}: ${reason}.${remedy ? ` ${remedy}` : ''}`);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
