import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { NativeError } from './native-error.ts';

/** One installation at a time. Returns how to let go. A lock whose process has died counts for nothing. */
export function takeLock(file: string): () => void {
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = ownerOf(file);
      if (attempt > 0 || (owner !== undefined && isAlive(owner))) {
        throw new NativeError(
          'busy',
          `Another installation of native TensorFlow is at work (process ${owner ?? 'unknown'}). Wait for it to end.`,
        );
      }
      rmSync(file, { force: true });
    }
  }
}

function ownerOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
