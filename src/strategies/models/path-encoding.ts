import type { Assignment, Choice, Decision } from '../../space/decision.ts';
import { type Encoding, oneHot } from '../encoding.ts';

/** An edge of a cell into one of its nodes: from a fixed tensor, or from one that a decision picks. */
interface Edge {
  readonly from: string | Choice;
  readonly operation: Choice;
}
interface Cell {
  /** Names of nodes with their edges, in order. */
  readonly nodes: ReadonlyMap<string, readonly Edge[]>;
  readonly operations: readonly string[];
  /** Whether an edge can pass its tensor on as it is. */
  readonly passes: boolean;
}

/** Options that are no operation: zeros, and the tensor itself. */
const [NOTHING, PASSED_ON] = ['none', 'skip'];

/** Bits of an architecture that say which paths its cells have, and the decisions that are no edge of a cell. */
interface PathBits extends Encoding {
  readonly others: readonly Decision[];
}

/**
 * A bit for each sequence of operations along a path from an input of a cell to its output; paths by their length, of
 * which the first `most` of a cell count. Equal cells have equal bits, however they are written: a path with `none` is no
 * path, and `skip` no operation. Undefined if the space has no cell.
 */
export function pathBits(decisions: readonly Decision[], most: number): PathBits | undefined {
  const { cells, others } = cellsOf(decisions);
  if (cells.length === 0) return undefined;
  let size = 0;
  const starts = cells.map((cell) => {
    size += Math.min(most, pathsOf(cell));
    return size - Math.min(most, pathsOf(cell));
  });
  return {
    size,
    others,
    encode(assignment) {
      const row = new Float64Array(size);
      for (const [c, cell] of cells.entries()) {
        const end = Math.min(most, pathsOf(cell));
        for (const index of pathIndexes(cell, assignment)) if (index < end) row[(starts[c] as number) + index] = 1;
      }
      return row;
    },
  };
}

/** The path encoding of BANANAS (White et al. 2021, section 3) with equal cells alike; other decisions are one-hot. */
export function pathEncoding(decisions: readonly Decision[], most: number): Encoding | undefined {
  const bits = pathBits(decisions, most);
  if (!bits) return undefined;
  const rest = oneHot(bits.others);
  return {
    size: bits.size + rest.size,
    encode(assignment) {
      const row = new Float64Array(bits.size + rest.size);
      row.set(bits.encode(assignment));
      row.set(rest.encode(assignment), bits.size);
      return row;
    },
  };
}

/** Sequences of up to as many operations as there are nodes: the sum of k^length; none of them too, if tensors are passed on. */
function pathsOf({ nodes, operations, passes }: Cell): number {
  let sum = passes ? 1 : 0;
  for (let length = 1; length <= nodes.size; length++) sum += operations.length ** length;
  return sum;
}

/** Places of the paths of an assignment: those of fewer operations come first, then by operation, the first one least. */
function pathIndexes({ nodes, operations, passes }: Cell, assignment: Assignment): Set<number> {
  const k = operations.length;
  /** Paths to each node: how long, and the number that its operations make. */
  const paths = new Map<string, { length: number; number: number }[]>();
  const read = new Set<string>();
  for (const [name, edges] of nodes) {
    const into: { length: number; number: number }[] = [];
    let exists = false;
    for (const { from, operation } of edges) {
      const picked = assignment[operation.path];
      const source = typeof from === 'string' ? from : from.options[Number(assignment[from.path])];
      if (picked === undefined || source === undefined) continue;
      exists = true;
      read.add(source);
      const label = operation.options[Number(picked)] as string;
      if (label === NOTHING) continue;
      const op = operations.indexOf(label);
      // What is no node is an input of the cell.
      for (const { length, number } of paths.get(source) ?? [{ length: 0, number: 0 }]) {
        into.push(label === PASSED_ON ? { length, number } : { length: length + 1, number: number + op * k ** length });
      }
    }
    if (exists) paths.set(name, into);
  }
  // What no node reads makes the output.
  const ends = [...paths].flatMap(([name, into]) => (read.has(name) ? [] : into));
  return new Set(
    ends.map(({ length, number }) => {
      let offset = passes && length > 0 ? 1 : 0;
      for (let shorter = 1; shorter < length; shorter++) offset += k ** shorter;
      return offset + number;
    }),
  );
}

/** `normal/n2/edge[n1]`, or a pair `shrink/n2/pick#2` and `shrink/n2/edge#2`. */
const EDGE = /^(?<scope>.*)\/(?<node>[^/]+)\/[^/[\]#]+\[(?<from>[^\]]+)\]$/;
const PICK = /^(?<scope>.*)\/(?<node>[^/]+)\/pick(?<nth>#\d+)?$/;

/** The cells of a space, told by the paths of its decisions. */
function cellsOf(decisions: readonly Decision[]): { cells: Cell[]; others: Decision[] } {
  const choices = new Map(decisions.flatMap((d) => (d.kind === 'choice' ? [[d.path, d] as const] : [])));
  const found = new Map<string, Map<string, Edge[]>>();
  const used = new Set<Decision>();
  const add = (scope: string, node: string, edge: Edge): void => {
    const nodes = found.get(scope) ?? new Map<string, Edge[]>();
    found.set(scope, nodes);
    nodes.set(node, [...(nodes.get(node) ?? []), edge]);
    used.add(edge.operation);
    if (typeof edge.from !== 'string') used.add(edge.from);
  };
  for (const choice of choices.values()) {
    const fixed = EDGE.exec(choice.path)?.groups;
    if (fixed) add(fixed.scope as string, fixed.node as string, { from: fixed.from as string, operation: choice });
    const picked = PICK.exec(choice.path)?.groups;
    const operation = picked && operationBeside(choices, picked.scope as string, picked.node as string, picked.nth);
    if (picked && operation) add(picked.scope as string, picked.node as string, { from: choice, operation });
  }
  const cells = [...found.values()].map((nodes): Cell => {
    const names = [...nodes.values()].flatMap((edges) => edges.flatMap(({ operation }) => operation.options));
    const operations = [...new Set(names)].filter((name) => name !== NOTHING && name !== PASSED_ON);
    return { nodes, operations, passes: names.includes(PASSED_ON) };
  });
  return { cells, others: decisions.filter((decision) => !used.has(decision)) };
}

/** The other choice of a node with the same number. */
function operationBeside(
  choices: ReadonlyMap<string, Choice>,
  scope: string,
  node: string,
  nth = '',
): Choice | undefined {
  const around = `${scope}/${node}/`;
  const beside = [...choices.values()].filter(({ path }) => {
    if (!path.startsWith(around)) return false;
    const name = path.slice(around.length);
    return !name.startsWith('pick') && /^[^/[\]#]+(#\d+)?$/.test(name) && (/#\d+$/.exec(name)?.[0] ?? '') === nth;
  });
  return beside.length === 1 ? beside[0] : undefined;
}
