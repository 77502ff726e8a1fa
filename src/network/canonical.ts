import { hashText } from '../base/random.ts';
import { isNetwork } from './attributes.ts';
import { type CanonicalNode, distinguish } from './canonical-order.ts';
import { lower } from './lower.ts';
import type { Attributes, Network, NetworkNode, NodeId } from './network.ts';
import { describe } from './tensor-type.ts';

/**
 * A name of the function that a network computes and of the weights that it has: 32 hexadecimal digits. Two networks
 * with the same hash train alike, so one of them need not be trained.
 *
 * The canonical form behind it: composites expanded; `skip`, `identity` and dropout of rate 0 contracted; zeros (`none`
 * and whatever keeps zeros zero) carried forward and dropped from sums, a sum of one taken as that one; nodes that the
 * output does not depend on dropped; inputs of commutative operations unordered. It never merges two nodes: parallel
 * convolutions of one tensor have weights of their own. A constant that is trained (`bn` of zeros gives β) stays.
 */
export function canonicalHash(network: Network): string {
  const known = hashes.get(network);
  if (known) return known;
  const hash = hashText(certificate(network));
  hashes.set(network, hash);
  return hash;
}

const hashes = new WeakMap<Network, string>();

function certificate(network: Network): string {
  const form = canonicalForm(network);
  if (typeof form === 'string') return form;
  const rank = distinguish(form);
  const lines: string[] = [];
  form.forEach((node, i) => {
    const inputs = node.inputs.map((input) => rank[input]!);
    if (node.commutative) inputs.sort((a, b) => a - b);
    lines[rank[i]!] = `${node.label}<${inputs.join(',')}`;
  });
  return `${lines.join('\n')}\n>${rank[form.length - 1]}`;
}

/** With the node of the lowered network that it stands for. */
interface FormNode extends CanonicalNode {
  readonly node: NodeId;
}

/**
 * The nodes (of the lowered network) that the canonical form keeps, in its order: in networks of one hash, nodes at one
 * place are the same layer, so weights can pass from one to the other. Empty where the output is zeros.
 */
export function canonicalOrder(network: Network): readonly NodeId[] {
  const form = canonicalForm(network);
  if (typeof form === 'string') return [];
  const order: NodeId[] = [];
  distinguish(form).forEach((rank, i) => {
    order[rank] = form[i]!.node;
  });
  return order;
}

/** Live nodes in topological order, the output last; a text if the network gives what no node computes. */
function canonicalForm(network: Network): readonly FormNode[] | string {
  const low = lower(network);
  const written: FormNode[] = [];
  const values = low.nodes.map((): Value => zero);
  for (const node of low.nodes) {
    values[node.id] = simplify(node, low, values, written);
  }
  const output = values[low.output]!;
  return output === zero ? `zeros ${describe(low.nodes[low.output]!.type)}` : live(written, output);
}

/** What a node of the network became: a node of the form, or zeros. */
type Value = number | typeof zero;
const zero = 'zero';

const commutative: ReadonlySet<string> = new Set(['sum', 'mean', 'mul']);
/** They give zeros for zeros, whatever their weights. Convolutions and dense layers too, without bias. */
const keepsZeros: ReadonlySet<string> = new Set(
  `relu relu6 gelu silu hard_swish tanh leaky_relu elu dropout drop_path max_pool avg_pool global_avg_pool
   global_max_pool flatten reshape upsample translate pad_channels bin_conv sum concat mean sub`.split(/\s+/),
);

function simplify(node: NetworkNode, low: Network, values: readonly Value[], written: FormNode[]): Value {
  const reads = node.inputs.map((id) => values[id]!);
  if (node.op === 'none') return zero;
  if (isIdentity(node)) return reads[0]!;
  if (givesZeros(node, reads)) return zero;
  const terms = node.op === 'sum' || node.op === 'sub' ? withoutZeros(node.op, reads) : reads;
  if (terms.length === 1 && (node.op === 'sum' || node.op === 'sub')) return terms[0]!;
  const inputs: number[] = [];
  // Zeros that still matter (in a concat, a mean) are part of the label: they have no weights and no identity.
  let label =
    node.op === 'input' ? `input ${low.inputs.indexOf(node.id)} ${node.type.kind} ${describe(node.type)}` : '';
  if (!label) label = `${node.op}(${attributesText(node.attributes)})`;
  terms.forEach((term, i) => {
    const shape = describe(low.nodes[node.inputs[i]!]!.type);
    if (term === zero) label += ` zeros@${commutative.has(node.op) ? '' : i}:${shape}`;
    else inputs.push(term);
  });
  if (inputs.length === 0 && node.op !== 'input') label += ` ${describe(node.type)}`;
  return written.push({ label, inputs, commutative: commutative.has(node.op), node: node.id }) - 1;
}

const isIdentity = ({ op, attributes }: NetworkNode): boolean =>
  op === 'identity' ||
  ((op === 'dropout' || op === 'drop_path') && attributes.rate === 0) ||
  (op === 'affine' && attributes.scale === 1 && attributes.shift === 0);

function givesZeros(node: NetworkNode, reads: readonly Value[]): boolean {
  if (node.op === 'mul') return reads.includes(zero);
  if (reads.length === 0 || !reads.every((value) => value === zero)) return false;
  if (node.op === 'affine') return node.attributes.shift === 0;
  return keepsZeros.has(node.op) || node.attributes.bias === false;
}

/** a + 0 = a and a − 0 = a; 0 − b stays. */
function withoutZeros(op: 'sum' | 'sub', reads: readonly Value[]): readonly Value[] {
  if (op === 'sum') return reads.filter((value) => value !== zero);
  return reads[1] === zero ? [reads[0]!] : reads;
}

/** Equal for equal settings, whatever the order of their names. */
function attributesText(attributes: Attributes): string {
  return Object.keys(attributes)
    .sort()
    .map((name) => {
      const value = attributes[name]!;
      return `${name}:${isNetwork(value) ? canonicalHash(value) : JSON.stringify(value)}`;
    })
    .join(',');
}

/** The nodes that `output` depends on, renumbered. */
function live(written: readonly FormNode[], output: number): readonly FormNode[] {
  const needed = new Set([output]);
  for (let i = output; i >= 0; i--) {
    if (needed.has(i)) for (const input of written[i]!.inputs) needed.add(input);
  }
  const at = new Map<number, number>();
  const kept: FormNode[] = [];
  for (let i = 0; i <= output; i++) {
    if (!needed.has(i)) continue;
    const node = written[i]!;
    at.set(i, kept.length);
    kept.push({ ...node, inputs: node.inputs.map((input) => at.get(input)!) });
  }
  return kept;
}
