/** A node of the canonical form. */
export interface CanonicalNode {
  readonly label: string;
  /** Indexes of earlier nodes. */
  readonly inputs: readonly number[];
  readonly commutative: boolean;
}

/**
 * A number for each node, all different, that depends on the structure alone and not on the order of the nodes: colour
 * refinement in both directions (Weisfeiler and Lehman 1968), and where nodes still look alike, one of them is set
 * apart and refinement goes on. Node lists are in topological order, the output last.
 *
 * The caller writes the whole graph down in this order, so graphs that differ never come out equal. Equal graphs come
 * out equal unless nodes that no refinement tells apart are nonetheless not interchangeable; none are known in networks.
 */
export function distinguish(nodes: readonly CanonicalNode[]): readonly number[] {
  const readers = nodes.map((): Reader[] => []);
  nodes.forEach((node, i) => {
    node.inputs.forEach((input, position) => {
      readers[input]!.push({ node: i, position: node.commutative ? 0 : position + 1 });
    });
  });
  const graph: Graph = { nodes, readers };
  let colours = refine(
    graph,
    Int32Array.from(nodes, ({ label }) => hashLabel(label)),
  );
  for (;;) {
    const alike = smallestTie(colours);
    if (!alike) return ranks(colours);
    colours = setOneApart(graph, colours, alike);
  }
}

interface Reader {
  readonly node: number;
  /** Which input of the reader; 0 where order does not matter. */
  readonly position: number;
}
interface Graph {
  readonly nodes: readonly CanonicalNode[];
  readonly readers: readonly (readonly Reader[])[];
}
/** 32 bits of what is known of each node. A collision costs time only: both nodes then look alike. */
type Colours = Int32Array;

function refine(graph: Graph, start: Colours): Colours {
  let colours = start;
  let classes = 0;
  for (;;) {
    const found = new Set(colours).size;
    if (found <= classes || found === colours.length) return colours;
    classes = found;
    colours = downwards(graph, upwards(graph, colours));
  }
}

/** Each colour takes in everything above it: one pass, since nodes read only earlier ones. */
function upwards({ nodes }: Graph, colours: Colours): Colours {
  const out = new Int32Array(colours.length);
  for (let i = 0; i < nodes.length; i++) {
    const { inputs, commutative } = nodes[i]!;
    let sum = 0;
    for (let p = 0; p < inputs.length; p++) sum = (sum + mix(out[inputs[p]!]!, commutative ? 0 : p + 1)) | 0;
    out[i] = mix(colours[i]!, sum);
  }
  return out;
}

/** Each colour takes in everything that reads it. */
function downwards({ readers }: Graph, colours: Colours): Colours {
  const out = new Int32Array(colours.length);
  for (let i = colours.length - 1; i >= 0; i--) {
    let sum = i === colours.length - 1 ? 1 : 0;
    for (const { node, position } of readers[i]!) sum = (sum + mix(out[node]!, position + 17)) | 0;
    out[i] = mix(colours[i]!, sum);
  }
  return out;
}

/** The nodes of the smallest class of more than one, of these the one with the least colour. */
function smallestTie(colours: Colours): readonly number[] | undefined {
  const classes = new Map<number, number[]>();
  colours.forEach((colour, i) => {
    const members = classes.get(colour);
    if (members) members.push(i);
    else classes.set(colour, [i]);
  });
  if (classes.size === colours.length) return undefined;
  let best: readonly number[] | undefined;
  let bestColour = 0;
  for (const [colour, members] of classes) {
    if (members.length < 2) continue;
    if (!best || members.length < best.length || (members.length === best.length && colour < bestColour)) {
      best = members;
      bestColour = colour;
    }
  }
  return best;
}

function setOneApart(graph: Graph, colours: Colours, alike: readonly number[]): Colours {
  let best: Colours | undefined;
  let bestSignature = '';
  for (const member of alike) {
    const apart = colours.slice();
    apart[member] = mix(apart[member]!, 0x5bd1e995);
    const refined = refine(graph, apart);
    const signature = refined.slice().sort().join();
    if (!best || signature < bestSignature) {
      best = refined;
      bestSignature = signature;
    }
  }
  return best!;
}

function ranks(colours: Colours): readonly number[] {
  const rank: number[] = [];
  [...colours.keys()]
    .sort((a, b) => colours[a]! - colours[b]!)
    .forEach((node, i) => {
      rank[node] = i;
    });
  return rank;
}

function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(b ^ 0x7f4a7c15, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

const labelHashes = new Map<string, number>();

function hashLabel(label: string): number {
  const known = labelHashes.get(label);
  if (known !== undefined) return known;
  let h = 0x811c9dc5;
  for (let i = 0; i < label.length; i++) h = Math.imul(h ^ label.charCodeAt(i), 0x01000193);
  if (labelHashes.size > 4096) labelHashes.clear();
  labelHashes.set(label, h);
  return h;
}
