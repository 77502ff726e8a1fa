/** What can be shown of a trial as a number. Pure. */
import type { RunState, TrialState } from '../../src/protocol/run-state.ts';

export const trialNumber = 'trial';
export const trialSeconds = 'seconds';

/** What a network has before it is trained: less telling than what was measured, so it comes last. */
const untrained = new Set(['params', 'macs', 'depth', 'memory', 'training_memory', 'receptive_field', 'size']);

/**
 * Objectives first, then what `report` asks for, then what else was measured, then properties of the network; each in the
 * order of first appearance.
 */
export function measuresOf(state: RunState): readonly string[] {
  const asked = new Set([
    ...(state.started?.objectives.map(({ measure }) => measure) ?? []),
    ...(state.started?.report ?? []),
  ]);
  const names = new Set(asked);
  for (const trial of state.trials.values()) {
    for (const name of Object.keys(trial.metrics ?? trial.epochs.at(-1) ?? {})) names.add(name);
  }
  names.delete(trialSeconds);
  const isLate = (name: string): boolean => untrained.has(name) && !asked.has(name);
  return [...[...names].filter((name) => !isLate(name)), ...[...names].filter(isLate)];
}

/** Of a trial that is being trained: as of its last epoch. NaN if there is no such number. */
export function measureOf(trial: TrialState, measure: string, state: RunState): number {
  if (measure === trialNumber) return trial.trial;
  if (measure === trialSeconds) return trial.seconds ?? Number.NaN;
  const objective = state.started?.objectives.findIndex((each) => each.measure === measure) ?? -1;
  const metrics = trial.metrics ?? trial.epochs.at(-1);
  return metrics?.[measure] ?? trial.objectives?.[objective] ?? Number.NaN;
}

export const directionOf = (state: RunState, measure: string): 'maximize' | 'minimize' | undefined =>
  state.started?.objectives.find((each) => each.measure === measure)?.direction;
