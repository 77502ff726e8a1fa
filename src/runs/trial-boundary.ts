/** The boundary between the coordinator and a trial worker, a child process with a TensorFlow of its own. */
import * as v from 'valibot';
import type { DataFeatures } from '../base/data-features.ts';
import type { EngineName, TrialJob, TrialReport } from '../engine/types.ts';
import type { Network } from '../network/network.ts';
import { checkBy } from '../protocol/check.ts';
import type { Check } from '../protocol/rpc.ts';

const engineNames = ['auto', 'tensorflow', 'wasm', 'cpu'] as const satisfies readonly (EngineName | 'auto')[];

const metrics = v.record(
  v.string(),
  v.pipe(
    v.nullable(v.number()), // JSON has no NaN or infinity
    v.transform((n) => n ?? Number.NaN),
  ),
);
const engine = v.object({ engine: v.picklist(engineNames) });
const started = v.object({ engine: v.picklist(['tensorflow', 'wasm', 'cpu']), description: v.string() });
const epoch = v.object({ epoch: v.number(), epochs: v.number(), metrics });
const download = v.object({ name: v.string(), bytes: v.number(), total: v.number() });
const report = v.object({
  metrics,
  epochs: v.array(metrics),
  seconds: v.number(),
  leakedTensors: v.number(),
});
const setting = v.object({ name: v.string(), parameters: v.record(v.string(), v.unknown()) });
const network = v.looseObject({ nodes: v.array(v.unknown()), inputs: v.array(v.number()), output: v.number() });
const dataset = v.looseObject({ source: setting, split: v.array(v.number()), normalize: v.boolean() });
const dataJob = v.object({ dataset, folder: v.string() });
const job = v.object({
  ...dataJob.entries,
  network,
  recipe: v.looseObject({
    epochs: v.number(),
    batch: v.number(),
    optimizer: setting,
    schedule: setting,
    loss: setting,
  }),
  seed: v.number(),
  fidelity: v.number(),
  shortened: v.optional(v.literal('examples')),
  measures: v.array(v.string()),
});

export type WorkerStarted = v.InferOutput<typeof started>;
export type EpochNotice = v.InferOutput<typeof epoch>;
export type DownloadNotice = v.InferOutput<typeof download>;

export const checkEngine = checkBy(engine);
export const checkStarted = checkBy(started);
export const checkEpoch: Check<EpochNotice> = checkBy(epoch);
export const checkDownload: Check<DownloadNotice> = checkBy(download);
export const checkReport: Check<TrialReport> = checkBy(report);
/** What of a trial says which data it wants. */
export type DataJob = Pick<TrialJob, 'dataset' | 'folder'>;

/** Both ends are of one build, so the parts that only the engine reads are checked by their outline. */
export const checkJob: Check<TrialJob> = (value) => checkBy(job)(value) as unknown as TrialJob;
export const checkDataJob: Check<DataJob> = (value) => checkBy(dataJob)(value) as unknown as DataJob;

export const dataFeaturesSchema: v.GenericSchema<unknown, DataFeatures> = v.object({
  features: v.record(v.string(), v.number()),
  examples: v.array(v.array(v.number())),
});
export const checkDataFeatures: Check<DataFeatures> = checkBy(dataFeaturesSchema);

const timed = v.object({ ms: v.number() });
export type Timed = v.InferOutput<typeof timed>;
export const checkTimed: Check<Timed> = checkBy(timed);
export const checkTime: Check<{ readonly network: Network }> = (value) =>
  checkBy(v.object({ network }))(value) as unknown as { readonly network: Network };

export interface WorkerBoundary {
  readonly requests: {
    /** Loads an engine; `auto` takes the best one that loads. */
    start: { params: { engine: EngineName | 'auto' }; result: WorkerStarted };
    /** Fetches and reads the data of the trials that follow, if they are not there already. */
    load: { params: DataJob; result: Record<never, never> };
    run: { params: TrialJob; result: TrialReport };
    describe: { params: DataJob; result: DataFeatures };
    /** Milliseconds of one example, the median. */
    time: { params: { readonly network: Network }; result: Timed };
  };
  readonly notices: Record<never, never>;
}
export interface WorkerClientBoundary {
  readonly requests: Record<never, never>;
  readonly notices: { epoch: EpochNotice; download: DownloadNotice };
}
