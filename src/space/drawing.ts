import type { SourceRange } from '../network/network.ts';
import type { Diagram, DiagramEdge, DiagramNode } from '../protocol/diagram.ts';
import type { Assignment, DecisionValue } from './decision.ts';
import { Names } from './names.ts';
import type { CellUsePlan, Group, Hole, Slot, TensorPlan, ValuePlan } from './plan.ts';

/** The end of an edge to be drawn: a node, and whether it is surely read. */
export interface Port {
  readonly id: string;
  readonly optional: boolean;
}
export type Ports = readonly (Port | undefined)[];

/** What names stand for in one drawn use of a body. */
export interface DrawnFrame {
  readonly ports: Map<Slot, Port | undefined>;
  /** Nodes that others read, as far as it is decided. */
  readonly read: Set<Slot>;
}

type NewNode = Omit<DiagramNode, 'id' | 'parent' | 'range'> & {
  readonly range?: SourceRange;
  /** What its id is made of, if the label changes with what is decided. */
  readonly name?: string;
};

/** The parts of drawing that contain one another. */
export interface DrawWalkers {
  tensor(drawing: Drawing, plan: TensorPlan): Port | undefined;
  use(drawing: Drawing, plan: CellUsePlan, inputs: Ports): Port | undefined;
}

/** A diagram while it is drawn: nodes and edges, the group that is drawn into, and what is decided. */
export class Drawing {
  readonly nodes: DiagramNode[] = [];
  private readonly edges = new Map<string, DiagramEdge>();
  private readonly names = new Names();
  private readonly assignment: Assignment | undefined;
  private readonly shared = new Map<Group<ValuePlan>, readonly Hole[]>();
  readonly walkers: DrawWalkers;
  group: string | undefined;
  frame: DrawnFrame = { ports: new Map(), read: new Set() };
  /** Named tensors deep: only what they read counts as used. */
  depth = 0;
  /** What is drawn now may turn out not to be there. */
  optional = false;

  constructor(assignment: Assignment | undefined, walkers: DrawWalkers) {
    this.assignment = assignment;
    this.walkers = walkers;
  }

  /** Undefined while it is open, and where it does not exist. */
  decided(hole: Hole): DecisionValue | undefined {
    return this.assignment?.[hole.path];
  }
  get isDecided(): boolean {
    return this.assignment !== undefined;
  }

  add({ range, name, ...node }: NewNode, inputs: Ports = []): Port {
    const id = this.names.claim(`${this.group === undefined ? '' : `${this.group}/`}${name ?? node.label}`);
    this.nodes.push({ id, ...node, ...(this.group !== undefined && { parent: this.group }), ...(range && { range }) });
    for (const input of inputs) this.connect(input, id);
    return { id, optional: this.optional };
  }

  connect(from: Port | undefined, to: string, optional = false): void {
    if (!from) return;
    const key = `${from.id}\n${to}`;
    const isOptional = optional || from.optional || this.optional;
    // twice to the same node is one line, sure if either is
    if (this.edges.has(key) && !this.edges.get(key)?.optional) return;
    this.edges.set(key, { from: from.id, to, ...(isOptional && { optional: true }) });
  }

  /** Draws into a new group. */
  within<T>(node: Omit<NewNode, 'kind'>, draw: () => T): T {
    const outer = this.group;
    this.group = this.add({ ...node, kind: 'group' }).id;
    const result = draw();
    this.group = outer;
    return result;
  }

  maybe<T>(draw: () => T): T {
    const outer = this.optional;
    this.optional = true;
    const result = draw();
    this.optional = outer;
    return result;
  }

  /** A value that several places share: a node of its own, beside the others. */
  share(group: Group<ValuePlan>, holes: readonly Hole[]): void {
    if (!this.shared.has(group)) this.shared.set(group, holes);
  }
  drawShared(): void {
    this.group = undefined;
    for (const [{ key }, [hole, ...more]] of this.shared) {
      if (!hole) continue;
      const options = more.length === 0 ? this.options(hole) : undefined;
      const detail = options ? undefined : numberText(hole, this.decided(hole));
      const { path, range } = hole;
      this.add({
        kind: 'number',
        label: key,
        ...(options && { options }),
        ...(detail && { detail }),
        decision: path,
        ...(range && { range }),
      });
    }
  }

  /** Gives a node that was just drawn the name of the tensor that it is. */
  rename(port: Port | undefined, label: string, from: number): void {
    const index = this.nodes.findIndex((node, i) => i >= from && node.id === port?.id);
    const node = this.nodes[index];
    if (!node || node.kind === 'group' || node.kind === 'input') return;
    this.nodes[index] = { ...node, label, detail: [node.label, node.detail].filter(Boolean).join(' ') };
  }

  options(hole: Hole): NonNullable<DiagramNode['options']> | undefined {
    if (hole.kind !== 'choice' && hole.kind !== 'subset') return undefined;
    const value = this.decided(hole);
    const chosen = (i: number): boolean => (typeof value === 'number' ? value === i : (value?.includes(i) ?? false));
    return hole.options.map((label, i) => ({ label, ...(value !== undefined && { chosen: chosen(i) }) }));
  }

  finish(title: string, subtitle: string): Diagram {
    return { title, subtitle, nodes: this.nodes, edges: [...this.edges.values()] };
  }
}

function numberText(hole: Hole, value: DecisionValue | undefined): string | undefined {
  if (hole.kind === 'choice' || hole.kind === 'subset') return undefined;
  if (value !== undefined) return String(value);
  const step = hole.step === undefined || hole.step === 1 ? '' : ` step ${hole.step}`;
  return `${hole.min}..${hole.max}${step}${hole.kind === 'real' && hole.log ? ' log' : ''}`;
}
