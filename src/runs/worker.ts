import { startBackend } from '../engine/backend.ts';
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
  type WorkerBoundary,
  type WorkerClientBoundary,
} from './trial-boundary.ts';

/** Serves one coordinator: trains the networks that it sends, one at a time. */
export function serveTrials(channel: Channel): void {
  const peer = connect<WorkerBoundary, WorkerClientBoundary>(channel, {
    requests: {
      start: {
        check: checkEngine,
        handle: async ({ engine }) => {
          const { name, description } = await startBackend(engine);
          return { engine: name, description };
        },
      },
      time: { check: checkTime, handle: async ({ network }) => ({ ms: timeNetwork(network) }) },
      load: {
        check: checkDataJob,
        handle: async (job, signal) => {
          await loadData(
            job,
            signal,
            byPercent((name, bytes, total) => peer.notify('download', { name, bytes, total })),
          );
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
