import { startBackend } from '../engine/backend.ts';
import { dataFeatures } from '../engine/data/data-features.ts';
import type { Dataset } from '../engine/data/dataset.ts';
import { timeNetwork } from '../engine/latency.ts';
import { loadData, runTrial } from '../engine/trial.ts';
import type { TellDownload } from '../engine/types.ts';
import { type Channel, connect } from '../protocol/rpc.ts';
import { collectGarbage } from './collect-garbage.ts';
import {
  checkDataJob,
  checkEngine,
  checkJob,
  checkTime,
  type DataJob,
  type WorkerBoundary,
  type WorkerClientBoundary,
} from './trial-boundary.ts';

/** Serves one coordinator: trains the networks that it sends, one at a time. */
export function serveTrials(channel: Channel): void {
  const load = (job: DataJob, signal: AbortSignal): Promise<readonly Dataset[]> =>
    loadData(
      job,
      signal,
      byPercent((name, bytes, total) => peer.notify('download', { name, bytes, total })),
    );
  const peer = connect<WorkerBoundary, WorkerClientBoundary>(channel, {
    requests: {
      start: {
        check: checkEngine,
        handle: async ({ engine }) => {
          const { name, description } = await startBackend(engine);
          return { engine: name, description };
        },
      },
      describe: {
        check: checkDataJob,
        handle: async (job, signal) => {
          const [first] = await load(job, signal);
          return dataFeatures(first as Dataset); // there is a fold at least
        },
      },
      time: { check: checkTime, handle: async ({ network }) => ({ ms: timeNetwork(network) }) },
      load: {
        check: checkDataJob,
        handle: async (job, signal) => {
          await load(job, signal);
          return {};
        },
      },
      run: {
        check: checkJob,
        handle: async (job, signal) => {
          try {
            return await runTrial(
              job,
              (epoch, epochs, metrics) => peer.notify('epoch', { epoch, epochs, metrics }),
              signal,
            );
          } finally {
            collectGarbage();
          }
        },
      },
    },
    notices: {},
  });
}

/** Tells of a download only where it is a percent further: at most a hundred times. */
function byPercent(tell: TellDownload): TellDownload {
  let told = -1;
  return (name, bytes, total) => {
    const percent = Math.floor((100 * bytes) / Math.max(1, total));
    if (percent === told) return;
    told = percent;
    tell(name, bytes, total);
  };
}
