import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, fileError, RunError } from './run-error.ts';

interface Holder {
  readonly pid: number;
  /** Tells it from a later process with the same id; empty where the system does not say. */
  readonly birth: string;
}

/** When a process was born: the boot of the machine, and ticks since then. `dead` for one that is dead but not buried. */
function birthOf(pid: number): string {
  try {
    // Fields after the name, which stands in parentheses and may hold anything: state is the 1st, start time the 20th.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return 'dead';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return ''; // not Linux, or just gone
  }
}

function isAlive({ pid, birth }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false; // with EPERM it lives, under another user
  }
  const present = birthOf(pid);
  return present !== 'dead' && (present === '' || birth === '' || present === birth);
}

/** The process that holds a lock and lives; undefined: nobody. */
export function holderOf(path: string): number | undefined {
  const holder = readHolder(path);
  return holder && isAlive(holder) ? holder.pid : undefined;
}

function readHolder(path: string): Holder | undefined {
  try {
    const [first = '', birth = ''] = readFileSync(path, 'utf8').split('\n');
    const pid = Number.parseInt(first, 10);
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, birth } : undefined;
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
    writeFileSync(own, `${pid}\n${birthOf(pid)}\n`);
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(own, path);
        break;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || attempt === 10) throw error;
      }
      const holder = readHolder(path);
      if (holder && isAlive(holder)) {
        if (holder.pid === pid) break;
        throw new RunError(
          `Process ${holder.pid} is working on this run: wait for it or stop it. (If that process is something else, remove ${path}.)`,
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
      if (readHolder(aside)?.pid !== holder?.pid) renameSync(aside, path);
      else rmSync(aside, { force: true });
    }
  } catch (error) {
    throw fileError('lock', path, error);
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    if (readHolder(path)?.pid === pid) rmSync(path, { force: true });
  };
}
