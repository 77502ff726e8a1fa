import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf } from './run-error.ts';

/**
 * Makes a folder and those above it. Unlike the recursive `mkdirSync` of Node 20 it never goes round in circles where
 * the system denies a folder below one that is there (`/proc`), and it reports the reason of the system.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  let at = resolve(path);
  while (!isFolder(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
    at = dirname(at);
  }
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      // Another process may have been faster; or it is a file.
      if (isFolder(folder)) continue;
      throw folder === resolve(path) ? error : Object.assign(new Error(`${folder} is a file.`), { code: 'ENOTDIR' });
    }
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}
