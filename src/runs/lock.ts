import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, fileError, RunError } from './run-error.ts';

/** True while a process with this id lives on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM'; // it lives, under another user
  }
}

/** The process that holds a lock and lives; undefined: nobody. */
export function holderOf(path: string): number | undefined {
  const pid = readPid(path);
  return pid !== undefined && isAlive(pid) ? pid : undefined;
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes this process the only one that writes a run; returns how to let go. The lock of a process that died is taken
 * over. Throws if a living process holds it.
 */
export function takeLock(path: string, pid = process.pid): () => void {
  // A lock appears with its content in one step (link), so that nobody reads an empty one.
  const own = `${path}.${pid}`;
  try {
    writeFileSync(own, `${pid}\n`);
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(own, path);
        break;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || attempt === 10) throw error;
      }
      const holder = readPid(path);
      if (holder === pid) break;
      if (holder !== undefined && isAlive(holder)) {
        throw new RunError(
          `Process ${holder} is working on this run: wait for it or stop it. (If that process is something else, remove ${path}.)`,
        );
      }
      // Moved aside, not removed: if another process was faster, what we moved is its lock and goes back.
      const aside = `${own}.stale`;
      try {
        renameSync(path, aside);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
        continue;
      }
      if (readPid(aside) !== holder) renameSync(aside, path);
      else rmSync(aside, { force: true });
    }
  } catch (error) {
    throw fileError('lock', path, error);
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    if (readPid(path) === pid) rmSync(path, { force: true });
  };
}
