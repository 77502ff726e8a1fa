import { checkNothing } from '../protocol/check.ts';
import { type Check, connect } from '../protocol/rpc.ts';
import { type ClientBoundary, type CoordinatorBoundary, checkResume, checkStart } from '../protocol/run-boundary.ts';
import { forkProgram } from './fork-program.ts';
import { processChannel } from './process-channel.ts';
import { messageOf } from './run-error.ts';
import { resumeSession, type Session, type SessionEffects, startSession } from './session.ts';
import { createWorkerPool } from './worker-pool.ts';

/** The process of one run: opens it when asked, works to its end, tells what happens, exits. */
const channel = processChannel(process);
let session: Session | undefined;
/** Asked to stop before there was a run. */
let stopping = false;

const effects: SessionEffects = {
  pool: createWorkerPool(() => forkProgram('worker')),
  now: () => Date.now(),
  tell: (event) => peer.notify('event', event),
};

/** Without a run there is nothing to wait for; the answer to the request goes out first. */
const giveUp = (error: unknown): never => {
  setImmediate(() => void end({ problem: messageOf(error) }));
  throw error;
};
const orGiveUp =
  <T>(check: Check<T>): Check<T> =>
  (value) => {
    try {
      return check(value);
    } catch (error) {
      return giveUp(error);
    }
  };

const open = async (make: () => Promise<Session>) => {
  if (session) throw new Error('This coordinator has a run already.');
  try {
    session = await make();
  } catch (error) {
    return giveUp(error);
  }
  const { coordinator, opened } = session;
  if (stopping) coordinator.stop();
  setImmediate(() => void coordinator.run().then(end, (error: unknown) => end({ problem: messageOf(error) })));
  return opened;
};

const peer = connect<CoordinatorBoundary, ClientBoundary>(channel, {
  requests: {
    start: { check: orGiveUp(checkStart), handle: (params) => open(() => startSession(params, effects)) },
    resume: { check: orGiveUp(checkResume), handle: (params) => open(() => resumeSession(params, effects)) },
    pause: { check: checkNothing, handle: () => control((run) => run.pause()) },
    proceed: { check: checkNothing, handle: () => control((run) => run.proceed()) },
    stop: { check: checkNothing, handle: () => control(stop) },
  },
  notices: {},
});

function control(action: (coordinator: Session['coordinator']) => void): Record<string, never> {
  if (session) action(session.coordinator);
  return {};
}

function stop(): void {
  stopping = true;
  session?.coordinator.stop();
}

async function end(how: { readonly problem?: string }): Promise<void> {
  session?.close();
  effects.pool.close();
  peer.notify('ended', how);
  await channel.drained();
  process.exit(how.problem === undefined ? 0 : 1);
}

// Whoever started the run has gone, or wants it to end: in order, so that it can be resumed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
process.on('disconnect', () => {
  if (session) stop();
  else process.exit(1);
});
