import { connect } from '../protocol/rpc.ts';
import {
  type ComparerBoundary,
  type ComparerClientBoundary,
  checkComparisonJob,
  checkPrepare,
} from './compare/boundary.ts';
import { type Contest, prepareContest } from './compare/contestants.ts';
import { runOnce } from './compare/one-run.ts';
import { createEvaluator, type Evaluator } from './evaluator.ts';
import { forkProgram } from './fork-program.ts';
import { processChannel } from './process-channel.ts';
import { openCache } from './result-cache.ts';
import { cacheFolder } from './run-folder.ts';
import { createWorkerPool } from './worker-pool.ts';

/** A process of a comparison: runs one strategy with one seed after another. */
const pool = createWorkerPool(() => forkProgram('worker'));
let contest: Contest | undefined;
let evaluator: Evaluator | undefined;

const PROGRESS_MS = 100;
let trials = 0;
let told = 0;
const count = (): void => {
  trials++;
  if (performance.now() - told < PROGRESS_MS) return;
  peer.notify('progress', { trials });
  trials = 0;
  told = performance.now();
};

const peer = connect<ComparerBoundary, ComparerClientBoundary>(processChannel(process), {
  requests: {
    prepare: {
      check: checkPrepare,
      handle: async ({ spec, workspace, engine }) => {
        contest = await prepareContest(spec);
        const [first] = contest.contestants;
        if (!first) throw new Error('There is nothing to compare.');
        // All contestants are judged alike.
        evaluator = await createEvaluator({
          search: first.search,
          dataFolder: contest.dataFolder,
          run: () => 'comparison',
          engine,
          cache: openCache(cacheFolder(workspace)),
          pool,
        });
        return { engine: evaluator.engine };
      },
    },
    run: {
      check: checkComparisonJob,
      handle: async ({ contestant, seed }, signal) => {
        const chosen = contest?.contestants[contestant];
        if (!contest || !chosen || !evaluator) throw new Error('It was not prepared.');
        return runOnce({ search: chosen.search, seed, trials: contest.trials, evaluator, onTrial: count, signal });
      },
    },
  },
  notices: {},
});

// Ctrl-C reaches every process of the terminal's group; the command line says when to end.
process.on('SIGINT', () => {});
process.on('disconnect', () => {
  pool.close();
  process.exit(0);
});
