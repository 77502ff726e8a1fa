import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { EngineError } from '../engine-error.ts';

const unzip = promisify(gunzip);

/** A data file named in source; gzipped files are unpacked. Throws an `EngineError` that names the file. */
export async function readData(folder: string, file: string): Promise<Buffer> {
  const path = resolve(folder, file);
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return await unzip(content);
  } catch {
    throw malformed(
      path,
      'it starts like a gzip file but can not be unpacked; it is damaged or was cut off. Get it again.',
    );
  }
}

export const malformed = (file: string, what: string): EngineError =>
  new EngineError('data-malformed', `The data file ${file} is not usable: ${what}`);

export const unreadable = (path: string, error: unknown): EngineError =>
  new EngineError('data-missing', `Can't read the data file ${path}: ${reason(error)}`);

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file. Paths start from the folder of the source file.';
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read it.';
    case 'EISDIR':
      return 'it is a folder.';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
