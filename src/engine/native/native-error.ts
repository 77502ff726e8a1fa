/** Why native TensorFlow is not there; stable, for programs. */
export type NativeErrorCode =
  | 'platform'
  | 'index'
  | 'network'
  | 'digest'
  | 'disk'
  | 'compiler'
  | 'wheel'
  | 'proof'
  | 'busy'
  | 'missing'
  | 'cancelled';

/** An installation that failed, in words for the user: what is wrong and what to do. */
export class NativeError extends Error {
  constructor(
    readonly code: NativeErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'NativeError';
  }
}

export const cancelled = (): NativeError => new NativeError('cancelled', 'The installation was cancelled.');

/** An error of the file system as a `NativeError`: a full disk, or a folder that may not or can't be written. */
export function fromFileSystem(error: unknown, folder: string, needed: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, needed);
  if (code !== undefined && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return new NativeError(
      'disk',
      `${folder} can't be written (${code}). Change its permissions, or set CELLWRIGHT_HOME to another folder.`,
    );
  }
  return error;
}

export function diskFull(folder: string, needed: number, free?: number): NativeError {
  const left = free === undefined ? '' : `, ${free} are free`;
  return new NativeError(
    'disk',
    `The disk is full: native TensorFlow needs ${needed} bytes (${Math.ceil(needed / 1e6)} MB) in ${folder}${left}. Free some space, or set CELLWRIGHT_HOME to a folder on another disk.`,
  );
}
