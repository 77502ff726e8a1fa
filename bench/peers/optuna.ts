import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonWith } from './python.ts';

/** What Optuna's TPE gives for a question of `optuna_tpe.py`, by name; empty without Optuna. */
export function askOptuna(...question: readonly string[]): Readonly<Record<string, number>> {
  const python = pythonWith('optuna', '5.0.0');
  if (python === undefined) return {};
  const { status, stdout } = spawnSync(python, [join(__dirname, 'peers/optuna_tpe.py'), ...question], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) return {};
  const answers = JSON.parse(stdout) as unknown;
  const entries = Object.entries(answers ?? {}).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  return Object.fromEntries(entries);
}
