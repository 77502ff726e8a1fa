import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalHash } from './canonical.ts';
import { createNetworkBuilder } from './draft.ts';
import type { Attributes, Network, NodeId } from './network.ts';
import { image } from './tensor-type.ts';
import { type Nb201Edge, nasBench201 } from './test-networks.ts';

/** A random network without skip, none or dead nodes, so that its canonical form is itself. */
interface Node {
  readonly op: 'conv1' | 'conv3' | 'relu' | 'sum' | 'sub';
  readonly inputs: readonly number[];
}
const commutes = (op: Node['op']): boolean => op === 'sum';

const x = image(4, 4, 2);
function build(nodes: readonly Node[], output = nodes.length): Network {
  const builder = createNetworkBuilder();
  const at: NodeId[] = [builder.input(x)];
  for (const { op, inputs } of nodes) {
    const sources = inputs.map((i) => at[i]!);
    at.push(
      op === 'conv1' || op === 'conv3'
        ? builder.add('conv', sources, { k: op === 'conv1' ? 1 : 3 })
        : builder.add(op, sources),
    );
  }
  return builder.finish(at[output]!);
}

const graph = (size: number): fc.Arbitrary<readonly Node[]> =>
  fc
    .tuple(
      ...Array.from({ length: size }, (_, i) =>
        fc.oneof(
          fc.record({ op: fc.constantFrom('conv1', 'conv3', 'relu'), inputs: fc.tuple(fc.nat(i)) }),
          fc.record({ op: fc.constantFrom('sum', 'sub'), inputs: fc.tuple(fc.nat(i), fc.nat(i)) }),
        ),
      ),
    )
    .map((nodes) => collectLoose(nodes as readonly Node[]));

/** Sums up every node that nobody reads, so that all are live. */
function collectLoose(nodes: readonly Node[]): readonly Node[] {
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const loose = nodes.map((_, i) => i + 1).filter((i) => !read.has(i));
  return loose.length === 1 ? nodes : [...nodes, { op: 'sum', inputs: loose }];
}

/** By trying every renaming: does one make the graphs equal? The last node is the output. */
function isomorphic(a: readonly Node[], b: readonly Node[]): boolean {
  if (a.length !== b.length) return false;
  const place = (mapping: readonly number[]): boolean => {
    const i = mapping.length;
    if (i > a.length) return mapping[a.length] === b.length;
    return b.some((node, j) => {
      if (mapping.includes(j + 1) || node.op !== a[i - 1]!.op) return false;
      const mapped = a[i - 1]!.inputs.map((input) => mapping[input]!);
      const wanted = [...node.inputs];
      if (commutes(node.op)) {
        mapped.sort((m, n) => m - n);
        wanted.sort((m, n) => m - n);
      }
      return mapped.join() === wanted.join() && place([...mapping, j + 1]);
    });
  };
  return place([0]);
}

/** The same graph with its nodes in another topological order and its sums' inputs in another order. */
function relabel(nodes: readonly Node[], seed: readonly number[]): readonly Node[] {
  const order: number[] = [];
  const left = new Set(nodes.keys());
  let step = 0;
  while (left.size > 0) {
    const ready = [...left].filter((i) => nodes[i]!.inputs.every((input) => input === 0 || order.includes(input - 1)));
    const next = ready[(seed[step++ % seed.length] ?? 0) % ready.length]!;
    order.push(next);
    left.delete(next);
  }
  return order.map((i) => {
    const inputs = nodes[i]!.inputs.map((input) => (input === 0 ? 0 : order.indexOf(input - 1) + 1));
    return { op: nodes[i]!.op, inputs: commutes(nodes[i]!.op) ? inputs.reverse() : inputs };
  });
}

const seeds = fc.array(fc.nat(100), { minLength: 1, maxLength: 8 });

describe('canonicalHash', () => {
  test('stays when nodes are renamed', () => {
    fc.assert(
      fc.property(graph(8), seeds, (nodes, seed) => {
        expect(canonicalHash(build(relabel(nodes, seed)))).toBe(canonicalHash(build(nodes)));
      }),
      { numRuns: 300 },
    );
  });

  test('is equal exactly for isomorphic networks', () => {
    const samples = fc.sample(graph(3), { numRuns: 250, seed: 1 });
    const hashes = samples.map((nodes) => canonicalHash(build(nodes)));
    let equal = 0;
    for (let i = 0; i < samples.length; i++) {
      for (let j = 0; j < i; j++) {
        const same = hashes[i] === hashes[j];
        if (same) equal++;
        if (same !== isomorphic(samples[i]!, samples[j]!)) expect.fail(JSON.stringify([samples[i], samples[j]]));
      }
    }
    expect(equal).toBeGreaterThan(40);
  });

  test('changes with an operation or an edge on the live path', () => {
    const edits = fc.tuple(graph(6), fc.nat(100), fc.nat(100), fc.boolean());
    fc.assert(
      fc.property(edits, ([nodes, where, what, rewire]) => {
        const at = where % nodes.length;
        const node = nodes[at]!;
        const changed: Node = rewire
          ? { ...node, inputs: [what % (at + 1), ...node.inputs.slice(1)] }
          : { ...node, op: node.inputs.length > 1 ? (node.op === 'sum' ? 'sub' : 'sum') : pick(what) };
        if (changed.op === 'sub' && changed.inputs.length !== 2) return;
        const edited = collectLoose(nodes.map((old, i) => (i === at ? changed : old)));
        const same = canonicalHash(build(edited)) === canonicalHash(build(nodes));
        expect(same).toBe(isomorphic(edited, nodes));
      }),
      { numRuns: 1500 },
    );
  });

  test('tells apart what colour refinement alone does not', () => {
    // Two twins p, q with a convolution each; sums pair each with its own convolution, or with the other's.
    const twins: Node[] = [
      { op: 'conv3', inputs: [0] },
      { op: 'conv3', inputs: [0] },
      { op: 'conv3', inputs: [1] },
      { op: 'conv3', inputs: [2] },
    ];
    const pairs = (one: [number, number], other: [number, number]): Node[] => [
      ...twins,
      { op: 'sum', inputs: one },
      { op: 'sum', inputs: other },
      { op: 'conv1', inputs: [5] },
      { op: 'conv1', inputs: [6] },
      { op: 'sum', inputs: [7, 8] },
    ];
    const own = canonicalHash(build(pairs([1, 3], [2, 4])));
    expect(canonicalHash(build(pairs([2, 4], [1, 3])))).toBe(own);
    expect(canonicalHash(build(pairs([1, 4], [2, 3])))).not.toBe(own);
  });

  test('keeps two parallel convolutions two: they have weights of their own', () => {
    const shared = build([
      { op: 'conv3', inputs: [0] },
      { op: 'sum', inputs: [1, 1] },
    ]);
    const apart = build([
      { op: 'conv3', inputs: [0] },
      { op: 'conv3', inputs: [0] },
      { op: 'sum', inputs: [1, 2] },
    ]);
    expect(canonicalHash(shared)).not.toBe(canonicalHash(apart));
  });

  test('drops dead nodes, skips, identities, dropout of rate 0 and edges without connection', () => {
    const plain = build([{ op: 'conv3', inputs: [0] }]);
    const builder = createNetworkBuilder();
    const input = builder.input(x);
    builder.add('conv', [input], { k: 1 });
    const skipped = builder.add('dropout', [builder.add('skip', [builder.add('identity', [input])])], { rate: 0 });
    const nothing = builder.add('relu', [builder.add('none', [input])]);
    const sum = builder.add('sum', [nothing, builder.add('conv', [skipped], { k: [3, 3] })]);
    expect(canonicalHash(builder.finish(sum))).toBe(canonicalHash(plain));
  });

  test('keeps what zeros still do: half a mean, channels of a concat, a constant that is trained', () => {
    const over = (...ops: readonly [string, Attributes?][]): string => {
      const builder = createNetworkBuilder();
      const input = builder.input(x);
      let at = builder.add('none', [input]);
      for (const [op, attributes] of ops) {
        at = builder.add(op, op === 'sum' || op === 'mean' || op === 'concat' ? [at, input] : [at], attributes);
      }
      return canonicalHash(builder.finish(at));
    };
    const alone = over(['sum']);
    const others = [over(['mean']), over(['concat']), over(['bn'], ['sum']), over(['conv', { k: 1 }], ['sum']), over()];
    expect(new Set([alone, ...others]).size).toBe(6);
    expect(over(['conv', { k: 1, bias: false }], ['relu'], ['sum'])).toBe(alone);
  });

  test('sees attributes, the shape of the input and the body of a residual', () => {
    const one = (op: string, attributes: Attributes, size = 8): string => {
      const builder = createNetworkBuilder();
      return canonicalHash(builder.finish(builder.add(op, [builder.input(image(size, size, 4))], attributes)));
    };
    const residual = (k: number): string => {
      const body = createNetworkBuilder();
      const inner = body.finish(body.add('conv', [body.input(image(8, 8, 4))], { k }));
      return one('residual', { body: inner });
    };
    const hashes = [
      one('conv', { k: 3 }),
      one('conv', { k: [1, 3] }),
      one('conv', { k: 3 }, 9),
      one('dropout', { rate: 0.1 }),
      one('dropout', { rate: 0.2 }),
      residual(1),
      residual(3),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(residual(3)).toBe(residual(3));
  });

  test('a composite is what it stands for', () => {
    const builder = createNetworkBuilder();
    const input = builder.input(image(8, 8, 4));
    const by = builder.finish(builder.add('dil_conv', [input], { k: 5 }));
    const hand = createNetworkBuilder();
    const relu = hand.add('relu', [hand.input(image(8, 8, 4))]);
    const deep = hand.add('dw_conv', [relu], { k: 5, dilation: 2, bias: false });
    const wide = hand.add('conv', [deep], { k: 1, bias: false });
    expect(canonicalHash(hand.finish(hand.add('bn', [wide])))).toBe(canonicalHash(by));
  });

  test('NAS-Bench-201 has 6,585 different networks', () => {
    // More than the 6,466 of the paper: its string form also merges nodes that are shared with nodes that are alike
    // (no matter that the latter have weights of their own), and we keep what bn makes of an edge without connection.
    const ops: readonly Nb201Edge[] = ['none', 'skip', 'conv1', 'conv3', 'avg_pool'];
    const hashes = new Set<string>();
    for (let index = 0; index < 5 ** 6; index++) {
      hashes.add(canonicalHash(nasBench201((i) => ops[Math.floor(index / 5 ** i) % 5]!, 1)));
    }
    expect(hashes.size).toBe(6585);
  });
});

const pick = (n: number): Node['op'] => (['conv1', 'conv3', 'relu'] as const)[n % 3]!;
