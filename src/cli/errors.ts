import type { SourceRange } from '../network/network.ts';

/** Something that the user can mend: ends the command with status 1. */
export class UserError extends Error {
  constructor(
    message: string,
    /** What to do about it, one sentence. */
    readonly hint?: string,
    /** The place in a source text that is to blame. */
    readonly range?: SourceRange,
  ) {
    super(message);
    this.name = 'UserError';
  }
}

/** The command line itself is wrong: status 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'UsageError';
  }
}

/** A file or folder that could not be used, in words instead of codes. */
export function fileError(error: unknown, doing: string): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return new UserError(`${doing}: there is no such file or folder.`, 'Check the spelling and the current folder.');
    case 'EACCES':
    case 'EPERM':
      return new UserError(`${doing}: permission denied.`, 'Change its permissions, or name another place.');
    case 'EROFS':
      return new UserError(`${doing}: the file system is read-only.`, 'Name another place.');
    case 'EISDIR':
      return new UserError(`${doing}: it is a folder.`, 'Name a file.');
    case 'ENOTDIR':
      return new UserError(`${doing}: a part of the path is a file, not a folder.`, 'Name another place.');
    case 'ENOSPC':
      return new UserError(`${doing}: the disk is full.`, 'Free some space, or name a place on another disk.');
    default:
      return new UserError(`${doing}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
