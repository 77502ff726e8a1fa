import { random } from '../../base/random.ts';
import type { EngineName } from '../../engine/types.ts';
import { canonicalHash } from '../../network/canonical.ts';
import { type DeviceProfile, isFree, keyOf, type OperationKey } from '../../network/device-profile.ts';
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

interface ProfileOptions {
  readonly space: SpaceModel;
  readonly engine: EngineName | 'auto';
  readonly networks: number;
  readonly seed: number;
  readonly onProgress: (step: 'operations' | 'networks', done: number, of: number) => void;
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
  const networks = sampleOf(options);
  const operations = new Map<
    string,
    { readonly key: OperationKey; readonly network: Network; readonly idle: Network }
  >();
  for (const network of networks) {
    const { nodes } = lower(network);
    for (const node of nodes) {
      const key = keyOf(node, nodes);
      const text = Object.values(key).join();
      if (!isFree(node) && !operations.has(text)) operations.set(text, { key, ...alone(node, nodes) });
    }
  }
  const timer = await startTimer(options.engine);
  const stop = (): void => timer.end();
  signal.addEventListener('abort', stop);
  try {
    const times = new Map<string, number>();
    // Reading and writing tensors is no part of the operation.
    const idle = new Map<string, number>();
    let done = 0;
    for (const [text, operation] of operations) {
      onProgress('operations', done++, operations.size);
      const given = JSON.stringify(operation.idle.nodes[0]?.type);
      const nothing = idle.get(given) ?? (await timer.time(operation.idle));
      idle.set(given, nothing);
      times.set(text, Math.max(0, (await timer.time(operation.network)) - nothing));
    }
    const timed: TimedNetwork[] = [];
    for (const [i, network] of networks.entries()) {
      onProgress('networks', i, networks.length);
      const { nodes } = lower(network);
      const ms = await timer.time(network);
      const own = nodes.filter((node) => !isFree(node)).map((node) => keyOf(node, nodes));
      timed.push({ ms, operations: own.map((key) => ({ op: key.op, ms: times.get(Object.values(key).join()) ?? 0 })) });
    }
    onProgress('networks', networks.length, networks.length);
    const kept = timed.filter((_, i) => i % KEPT_BACK === 0);
    const judged = errorsOf(calibrate(timed.filter((_, i) => i % KEPT_BACK !== 0)), kept);
    const calibration = calibrate(timed);
    const rows = [...operations].map(([text, { key }]) => ({ ...key, ms: times.get(text) ?? 0 }));
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

/** The network of one operation, and one that only hands its result on. */
function alone(node: NetworkNode, nodes: readonly NetworkNode[]): { network: Network; idle: Network } {
  const builder = createNetworkBuilder();
  const inputs = node.inputs.map((id) => builder.input((nodes[id] as NetworkNode).type));
  const other = createNetworkBuilder();
  return {
    network: builder.finish(builder.add(node.op, inputs, node.attributes)),
    idle: other.finish(other.add('identity', [other.input(node.type)])),
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
