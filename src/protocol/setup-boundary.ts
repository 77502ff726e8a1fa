/** The boundary between a front end and the installer of native TensorFlow, a child process. */
import * as v from 'valibot';
import { checkBy, checkNothing } from './check.ts';

const progress = v.object({
  step: v.picklist(['download', 'unpack', 'build', 'prove']),
  bytes: v.optional(v.number()),
  total: v.optional(v.number()),
});
const installed = v.object({
  folder: v.string(),
  version: v.string(),
  /** False if it was there already. */
  fresh: v.boolean(),
});

export type SetupProgress = v.InferOutput<typeof progress>;
export type SetupResult = v.InferOutput<typeof installed>;

export const checkSetup = checkNothing;
export const checkSetupProgress = checkBy(progress);
export const checkSetupResult = checkBy(installed);

export interface SetupBoundary {
  readonly requests: { install: { params: Readonly<Record<string, never>>; result: SetupResult } };
  readonly notices: Record<never, never>;
}
export interface SetupClientBoundary {
  readonly requests: Record<never, never>;
  readonly notices: { progress: SetupProgress };
}

/** As users read it. */
export const setupStepNames: Readonly<Record<SetupProgress['step'], string>> = {
  download: 'Downloading the library',
  unpack: 'Unpacking it',
  build: 'Building the addon',
  prove: 'Training a step to prove it',
};
