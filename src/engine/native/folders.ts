import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What projects of one user share, by the custom of the platform; CELLWRIGHT_HOME overrides. */
export function userFolder(
  env: Environment = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  if (env.CELLWRIGHT_HOME) return env.CELLWRIGHT_HOME;
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'cellwright');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'cellwright');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'cellwright');
}

/** Holds one folder for each version and platform. */
export const tensorflowFolder = (): string => join(userFolder(), 'tensorflow');
