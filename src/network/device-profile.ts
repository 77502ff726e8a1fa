import { addedCosts } from './cost.ts';
import { lower } from './lower.ts';
import { neededNodes } from './needed.ts';
import type { Network, NetworkNode } from './network.ts';
import { channelsOf, elements, type TensorType } from './tensor-type.ts';

/** What a device takes for an operation, by what it reads and gives. Columns of a profile; an empty one fits anything. */
const profileColumns = ['op', 'k', 'stride', 'dilation', 'groups', 'cin', 'cout', 'h', 'w'] as const;
type Column = (typeof profileColumns)[number];
export type OperationKey = Readonly<Record<Column, string>>;

export interface ProfileRow extends OperationKey {
  /** Milliseconds for one example. */
  readonly ms: number;
}

/** Milliseconds of operations on a device: a table that is added up. */
export interface DeviceProfile {
  readonly rows: readonly ProfileRow[];
  /** Milliseconds that every network takes besides. */
  readonly overhead: number;
}

/** A profile that can't be read; `line` counts from 1. */
export class ProfileError extends Error {
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
    this.name = 'ProfileError';
  }
}

/** The row of this name is the constant part of every network. */
const OVERHEAD = 'overhead';

/**
 * Reads a profile: comma-separated values, the first line names the columns; `op` and `ms` must be there, of the others
 * those that tell operations apart. Lines that begin with `#` are for people. Throws a `ProfileError`.
 */
export function readProfile(text: string): DeviceProfile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const isRemark = (line: string): boolean => line.trimStart().startsWith('#');
  const first = Math.max(
    0,
    lines.findIndex((line) => !isRemark(line)),
  );
  const header = (lines[first] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const place = (name: string): number => header.indexOf(name);
  for (const name of ['op', 'ms']) {
    if (place(name) < 0)
      throw new ProfileError(
        `has no column '${name}'. It needs: op, ms; and may have: ${profileColumns.slice(1).join(', ')}`,
        first + 1,
      );
  }
  const unknown = header.find((name) => name !== 'ms' && !(profileColumns as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new ProfileError(
      `has an unknown column '${unknown}'. There are: ${profileColumns.join(', ')}, ms`,
      first + 1,
    );
  const rows: ProfileRow[] = [];
  let overhead = 0;
  for (const [i, line] of lines.entries()) {
    if (i <= first || line.trim() === '' || isRemark(line)) continue;
    const cells = line.split(',').map((cell) => cell.trim());
    const of = (name: string): string => cells[place(name)] ?? '';
    const ms = of('ms') === '' ? Number.NaN : Number(of('ms'));
    if (cells.length !== header.length)
      throw new ProfileError(`has ${cells.length} values where the first line names ${header.length}`, i + 1);
    if (!Number.isFinite(ms) || (ms < 0 && of('op') !== OVERHEAD))
      throw new ProfileError(`has '${of('ms')}' for ms: a number of milliseconds is needed`, i + 1);
    if (of('op') === OVERHEAD) overhead = ms;
    else rows.push({ ...(Object.fromEntries(profileColumns.map((name) => [name, of(name)])) as OperationKey), ms });
  }
  if (rows.length === 0) throw new ProfileError('has no operation');
  return { rows, overhead };
}

/** As `readProfile` reads it, with a remark at the top. */
export function writeProfile({ rows, overhead }: DeviceProfile, remark?: string): string {
  const line = (key: Partial<OperationKey>, ms: number): string =>
    [...profileColumns.map((name) => key[name] ?? ''), ms.toPrecision(6)].join(',');
  const top = remark === undefined ? '' : `# ${remark}\n`;
  return `${top}${[[...profileColumns, 'ms'].join(','), ...rows.map((row) => line(row, row.ms)), line({ op: OVERHEAD }, overhead)].join('\n')}\n`;
}

/** Operations that take no time of their own at inference. */
const FREE: ReadonlySet<string> = new Set(['input', 'identity', 'dropout', 'drop_path', 'flatten', 'reshape', 'none']);

/** The operations of a lowered network that take time: those that its output depends on. */
export function timedNodes(lowered: Network): NetworkNode[] {
  const needed = neededNodes(lowered);
  return lowered.nodes.filter(({ id, op }) => needed.has(id) && !FREE.has(op));
}

const placesOf = (type: TensorType | undefined): readonly [h: number, w: number] => {
  if (type?.kind === 'image') return [type.height, type.width];
  return [type?.kind === 'vector' || !type ? 1 : type.length, 1];
};

/** What tells an operation of a lowered network from others. `cin`: channels of all that it reads together. */
export function keyOf(node: NetworkNode, nodes: readonly NetworkNode[]): OperationKey {
  const sources = node.inputs.map((id) => nodes[id]?.type).filter((type) => type !== undefined);
  const [h, w] = placesOf(sources[0]);
  const attribute = (name: string): string => {
    const value = node.attributes[name];
    if (Array.isArray(value)) return value.every((v) => v === value[0]) ? String(value[0]) : value.join('x');
    return typeof value === 'number' ? String(value) : '';
  };
  return {
    op: node.op,
    k: attribute('k'),
    stride: attribute('stride'),
    dilation: attribute('dilation'),
    groups: attribute('groups'),
    cin: String(sources.reduce((sum, type) => sum + channelsOf(type), 0)),
    cout: String(channelsOf(node.type)),
    h: String(h),
    w: String(w),
  };
}

/** How much an operation does, for operations that a profile does not have: it is scaled by this. */
const workOf = (node: NetworkNode, nodes: readonly NetworkNode[]): number =>
  addedCosts(
    node,
    node.inputs.flatMap((id) => nodes[id]?.type ?? []),
  ).macs + elements(node.type);
/** The same of a row, as well as its columns tell. */
function workOfRow(row: ProfileRow): number {
  const number = (text: string, other: number): number => (Number(text) > 0 ? Number(text) : other);
  const h = number(row.h, 1) / number(row.stride, 1);
  const places = h * (row.w === '' ? h : number(row.w, 1) / (row.w === '1' ? 1 : number(row.stride, 1)));
  const cout = number(row.cout, 1);
  const perValue = /conv|dense/.test(row.op)
    ? (number(row.k, 1) ** 2 * number(row.cin, 1)) / (row.op === 'dw_conv' ? number(row.cin, 1) : number(row.groups, 1))
    : 0;
  return places * cout * (1 + perValue);
}

const fits = (row: ProfileRow, key: OperationKey): boolean =>
  profileColumns.every((name) => row[name] === '' || row[name] === key[name]);

/** A profile made ready: finds what an operation takes. */
export interface DeviceModel {
  /**
   * Milliseconds for one example of a network: operations added up, and the overhead. An operation that the profile does not
   * have takes what the one of its name takes that does about as much, in proportion; one of an unknown name nothing.
   */
  latency(network: Network): number;
  /** Operations of a network that the profile has no row for. */
  missing(network: Network): OperationKey[];
}

export function deviceModel({ rows, overhead }: DeviceProfile): DeviceModel {
  const byOperation = new Map<string, ProfileRow[]>();
  for (const row of rows) byOperation.set(row.op, [...(byOperation.get(row.op) ?? []), row]);
  const known = new Map<string, number>();
  const timeOf = (node: NetworkNode, nodes: readonly NetworkNode[]): number => {
    const key = keyOf(node, nodes);
    const text = Object.values(key).join(',');
    const found = known.get(text);
    if (found !== undefined) return found;
    const own = byOperation.get(node.op) ?? [];
    const ms = own.find((row) => fits(row, key))?.ms ?? scaled(own, workOf(node, nodes));
    known.set(text, ms);
    return ms;
  };
  return {
    latency(network) {
      const lowered = lower(network);
      return timedNodes(lowered).reduce((sum, node) => sum + timeOf(node, lowered.nodes), overhead);
    },
    missing(network) {
      const lowered = lower(network);
      const keys = timedNodes(lowered).map((node) => keyOf(node, lowered.nodes));
      return keys.filter((key) => !(byOperation.get(key.op) ?? []).some((row) => fits(row, key)));
    },
  };
}

function scaled(rows: readonly ProfileRow[], work: number): number {
  let [nearest, distance] = [0, Number.POSITIVE_INFINITY];
  for (const row of rows) {
    const ratio = work / workOfRow(row);
    if (Math.abs(Math.log(ratio)) >= distance) continue;
    distance = Math.abs(Math.log(ratio));
    nearest = row.ms * ratio;
  }
  return nearest;
}
