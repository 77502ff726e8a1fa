import { random } from '../../base/random.ts';
import type { EngineName } from '../../engine/types.ts';
import { canonicalHash } from '../../network/canonical.ts';
import { type DeviceProfile, keyOf, type OperationKey, timedNodes } from '../../network/device-profile.ts';
import { createNetworkBuilder } from '../../network/draft.ts';
import { lower } from '../../network/lower.ts';
import type { Network, NetworkNode } from '../../network/network.ts';
import { NetworkError } from '../../network/network-error.ts';
import { connect } from '../../protocol/rpc.ts';
import type { SpaceModel } from '../../space/model.ts';
import { forkProgram } from '../fork-program.ts';
import { crashLine, keepTail, processChannel } from '../process-channel.ts';
import { RunError } from '../run-error.ts';
import { checkStarted, checkTimed, type WorkerBoundary, type WorkerClientBoundary } from '../trial-boundary.ts';
import { calibrate, calibratedRows, errorsOf, type TimedNetwork } from './calibration.ts';

/** Whole networks that a table is calibrated on, at least. */
const LEAST_NETWORKS = 30;
/** Every so many networks one is kept back to judge by. */
const KEPT_BACK = 3;
/**
 * Times that everything is timed, one after the other. The first times are of code that is not compiled yet, and any may be of
 * a moment in which something else ran: the least of the rounds counts.
 */
const ROUNDS = 7;

interface ProfileOptions {
  readonly space: SpaceModel;
  readonly engine: EngineName | 'auto';
  readonly networks: number;
  readonly seed: number;
  readonly onProgress: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}
export interface ProfileReport {
  readonly profile: DeviceProfile;
  readonly engine: string;
  readonly networks: number;
  /** Of the networks that were kept back. */
  readonly mape: number;
  readonly tau: number;
}

/**
 * Times the operations of a space one by one on this machine, and whole networks, and fits the table to them. Throws a
 * `RunError`; an `AbortError` if it was stopped.
 */
export async function profileDevice(options: ProfileOptions): Promise<ProfileReport> {
  const { space, onProgress, signal } = options;
  const networks = sampleOf(options).map((network) => ({ network, own: operationsOf(network) }));
  const operations = new Map(
    networks.flatMap(({ own }) => own.map((operation) => [operation.text, operation] as const)),
  );
  const alone = [...operations.values()];
  const timer = await startTimer(options.engine);
  const stop = (): void => timer.end();
  signal.addEventListener('abort', stop);
  try {
    const times = createTimes((network) => timer.time(network));
    const each = alone.length + networks.length;
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, { text, network, idle }] of alone.entries()) {
        onProgress(round * each + i, ROUNDS * each);
        const given = idleOf(idle);
        if (times.rounds(given) === round) await times.measure(given, idle);
        await times.measure(text, network);
      }
      for (const [i, { network }] of networks.entries()) {
        onProgress(round * each + alone.length + i, ROUNDS * each);
        await times.measure(`network ${i}`, network);
      }
    }
    onProgress(ROUNDS * each, ROUNDS * each);
    // Reading and writing tensors is no part of an operation.
    const without = ({ text, idle }: Alone): number => Math.max(0, times.of(text) - times.of(idleOf(idle)));
    const empty = alone.reduce((least, { idle }) => Math.min(least, times.of(idleOf(idle))), Number.POSITIVE_INFINITY);
    const timed = networks.map(
      ({ own }, i): TimedNetwork => ({
        ms: times.of(`network ${i}`),
        operations: own.map((operation) => ({ op: operation.key.op, ms: without(operation) })),
      }),
    );
    const kept = timed.filter((_, i) => i % KEPT_BACK === 0);
    const judged = errorsOf(
      calibrate(
        timed.filter((_, i) => i % KEPT_BACK !== 0),
        empty,
      ),
      kept,
    );
    const calibration = calibrate(timed, empty);
    const rows = alone.map((operation) => ({ ...operation.key, ms: without(operation) }));
    const profile = { rows: calibratedRows(rows, calibration), overhead: calibration.overhead };
    return { profile, engine: timer.engine, networks: timed.length, ...judged };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof RunError ? error : new RunError(`${space.name} could not be timed: ${String(error)}`);
  } finally {
    signal.removeEventListener('abort', stop);
    timer.end();
  }
}

/** Different networks of the space. */
function sampleOf({ space, networks, seed }: ProfileOptions): Network[] {
  const source = random(seed).fork('profile');
  const found = new Map<string, Network>();
  for (let draw = 0; draw < 50 * networks && found.size < networks; draw++) {
    try {
      const network = space.instantiate(space.space.sample(source));
      found.set(canonicalHash(network), network);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
    }
  }
  if (found.size >= LEAST_NETWORKS) return [...found.values()];
  throw new RunError(
    `${space.name} gave ${found.size} different networks; a table is calibrated on at least ${LEAST_NETWORKS}. Profile a larger space.`,
  );
}

/** An operation to be timed. */
interface Alone {
  readonly key: OperationKey;
  /** Equal for equal operations. */
  readonly text: string;
  /** Of this operation alone. */
  readonly network: Network;
  /** One that only hands its result on. */
  readonly idle: Network;
}

function operationsOf(network: Network): Alone[] {
  const lowered = lower(network);
  const { nodes } = lowered;
  return timedNodes(lowered).map((node) => {
    const key = keyOf(node, nodes);
    const builder = createNetworkBuilder();
    const inputs = node.inputs.map((id) => builder.input((nodes[id] as NetworkNode).type));
    const other = createNetworkBuilder();
    return {
      key,
      text: Object.values(key).join(),
      network: builder.finish(builder.add(node.op, inputs, node.attributes)),
      idle: other.finish(other.add('identity', [other.input(node.type)])),
    };
  });
}

const idleOf = (idle: Network): string => `idle ${JSON.stringify(idle.nodes[0]?.type)}`;

/** The least of all times that something took, by its name. */
function createTimes(time: (network: Network) => Promise<number>) {
  const found = new Map<string, { readonly least: number; readonly rounds: number }>();
  return {
    rounds: (name: string): number => found.get(name)?.rounds ?? 0,
    of: (name: string): number => found.get(name)?.least ?? 0,
    async measure(name: string, network: Network): Promise<void> {
      const { least, rounds } = found.get(name) ?? { least: Number.POSITIVE_INFINITY, rounds: 0 };
      found.set(name, { least: Math.min(least, await time(network)), rounds: rounds + 1 });
    },
  };
}

async function startTimer(engine: EngineName | 'auto') {
  const child = forkProgram('worker');
  const tail = keepTail(child.stderr);
  const peer = connect<WorkerClientBoundary, WorkerBoundary>(processChannel(child), {
    requests: {},
    notices: {
      epoch: { check: (value) => value as never, handle: () => {} },
      download: { check: (value) => value as never, handle: () => {} },
    },
  });
  const close = (how: string): void => peer.close(`The timing process ended ${how} ${crashLine(tail())}`.trim());
  child.once('error', (error) => close(`(${error.message})`));
  child.once('close', (code, signal) => close(signal ? `by ${signal}` : `with status ${code}`));
  const end = (): void => {
    peer.close();
    child.kill('SIGKILL');
  };
  try {
    const started = checkStarted(await peer.request('start', { engine }));
    return {
      engine: started.engine,
      time: async (network: Network) => checkTimed(await peer.request('time', { network })).ms,
      end,
    };
  } catch (error) {
    end();
    throw new RunError(error instanceof Error ? error.message : String(error));
  }
}
