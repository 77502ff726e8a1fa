import { describe, expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { isNetwork } from '../network/attributes.ts';
import { canonicalHash } from '../network/canonical.ts';
import type { Network, NetworkNode } from '../network/network.ts';
import { describe as typeText } from '../network/tensor-type.ts';
import type { Assignment } from './decision.ts';
import { elaboratePath, elaborateText, spaceOf } from './test/open.ts';

const build = async (text: string, assignment: Assignment = {}): Promise<Network> => {
  const model = await spaceOf(text);
  return model.instantiate(model.space.repair(assignment, random(1)));
};
const ops = (network: Network): string[] => network.nodes.map((node) => node.op);
const ofOp = (network: Network, op: string): NetworkNode[] => network.nodes.filter((node) => node.op === op);
const outputType = (network: Network): string => typeText((network.nodes[network.output] as NetworkNode).type);

describe('who decides what, how often', () => {
  test('each use of an op decides for itself', async () => {
    const { space } = await spaceOf('op o = relu | gelu  space S { input vector(4) -> o -> o }');
    expect(space.decisions.map((d) => d.path)).toEqual(['o', 'o#2']);
  });
  test('an operation passed as an argument is decided once', async () => {
    const { space } = await spaceOf('op twice(f) = f -> f  space S { input vector(4) -> twice(relu | gelu) }');
    expect(space.decisions.map((d) => d.path)).toEqual(['twice.f']);
  });
  test('a cell is decided once and has weights at each use; fresh decides anew', async () => {
    const cell = 'cell c(x) { return conv(1 | 3)(x) } ';
    const twice = await spaceOf(`${cell} space S { input image(8x8x4) -> c -> c }`);
    expect(twice.space.count).toBe(2n);
    expect(ofOp(twice.instantiate({ 'c/conv.k': 1 }), 'conv').map((n) => n.attributes.k)).toEqual([3, 3]);
    const fresh = await spaceOf(`${cell} space S { input image(8x8x4) -> c -> fresh c }`);
    expect(fresh.space.count).toBe(4n);
  });
  test('the same shape with decisions of its own', async () => {
    const { space } = await spaceOf(
      'cell a(x) { return conv(1 | 3)(x) } cell b(x) = fresh a(x) space S { input image(8x8x4) -> a -> b -> b }',
    );
    expect(space.count).toBe(4n);
  });
  test('let is one decision for its scope', async () => {
    const network = await build('space S { let w = 4 | 8  input vector(4) -> dense(w) -> dense(2 * w) }', { w: 1 });
    expect(ofOp(network, 'dense').map((n) => n.attributes.units)).toEqual([8, 16]);
  });
  test('a let that nothing uses is no decision', async () => {
    const { space } = await spaceOf('space S { let w = 4 | 8  input vector(4) -> relu }');
    expect(space.decisions).toEqual([]);
  });
  test('repeat shares its decisions among the turns, fresh does not; the count opens turns', async () => {
    const shared = await spaceOf('space S { input vector(4) -> repeat 1..3 { relu | gelu } }');
    expect(shared.space.count).toBe(6n);
    const fresh = await spaceOf('space S { input vector(4) -> repeat 1..3 fresh { relu | gelu } }');
    expect(fresh.space.count).toBe(14n);
    expect(ops(fresh.instantiate({ 'repeat.count': 2, 'repeat[1]/relu|gelu': 0, 'repeat[2]/relu|gelu': 1 }))).toEqual([
      'input',
      'relu',
      'gelu',
    ]);
  });
  test('a choice with one option and a range with one value decide nothing', async () => {
    const { space } = await spaceOf(
      'cell c(x) { return conv(1)(pick) } space S { input image(8x8x4) -> c -> dropout(0.1..0.1) }',
    );
    expect(space.decisions).toEqual([]);
  });
});

describe('what a chain hands on', () => {
  const two = 'cell two(a, b) { return concat(a, b) } ';
  test('a cell of two tensors reads the last two outputs of cells; operations replace the newest; the oldest repeats', async () => {
    const network = await build(
      `cell one(x) { return conv(1, 3)(x) } ${two} space S { input image(8x8x1) -> one -> relu -> two }`,
    );
    const concat = ofOp(network, 'concat')[0] as NetworkNode;
    const read = concat.inputs.map((id) => network.nodes[id] as NetworkNode);
    // the input of the first cell, brought to the channels of the newest, and what came after it
    expect(read.map((n) => n.op)).toEqual(['conv', 'relu']);
    expect(network.nodes[(read[0] as NetworkNode).inputs[0] as number]?.op).toBe('input');
    const repeated = await build(`${two} space S { input image(8x8x1) -> two }`);
    expect((ofOp(repeated, 'concat')[0] as NetworkNode).inputs).toEqual([0, 0]);
  });
  test('channels are those that enter the op', async () => {
    const network = await build(
      'op ffn(r) = dense(r * channels) -> relu -> dense(channels) space S { input vector(5) -> ffn(3) }',
    );
    expect(ofOp(network, 'dense').map((n) => n.attributes.units)).toEqual([15, 5]);
  });
});

describe('settings of a cell', () => {
  const reduce = 'op e = none | skip | conv(3) | avg_pool(3) ';
  test('operations on its input run with its stride, all others as they are', async () => {
    const network = await build(
      'cell c(x, stride = 2) { nodes n[2] = sum(conv(3)(all)) return n[2] } space S { input image(8x8x4) -> c }',
    );
    expect(ofOp(network, 'conv').map((n) => n.attributes.stride)).toEqual([2, 2, 1]);
    expect(outputType(network)).toBe('4x4x4');
  });
  test.each([0, 1, 2, 3])('option %i halves the size and takes the filters', async (option) => {
    const model = await spaceOf(
      `${reduce} cell c(x) { return e(x) } space S { input image(8x8x4) -> c(filters: 6, stride: 2) }`,
    );
    const type = outputType(model.instantiate({ 'c/e': option }));
    expect(type).toBe(option === 3 ? '4x4x4' : '4x4x6');
  });
  test('an operation without stride passes it on; what is read as it is gets it from a convolution', async () => {
    const relu = await build('cell c(x, stride = 2) { return conv(3)(relu(x)) } space S { input image(8x8x4) -> c }');
    expect(ofOp(relu, 'conv').map((n) => n.attributes.stride)).toEqual([2]);
    const bare = await build('cell c(x, stride = 2) { return sum(x, conv(3)(x)) } space S { input image(8x8x4) -> c }');
    expect(ofOp(bare, 'conv').map((n) => [n.attributes.k, n.attributes.stride])).toEqual([
      [3, 2],
      [1, 2],
    ]);
  });
  test('a cell within a cell runs with the stride and the filters of the outer one', async () => {
    const network = await build(
      'cell a(x) { return conv(3)(x) } cell b(x, stride = 2) = fresh a(x) space S { input image(8x8x4) -> b(filters: 6) }',
    );
    expect(outputType(network)).toBe('4x4x6');
  });
  test('inputs of different shapes meet', async () => {
    const network = await build(
      'cell down(x, stride = 2) { return conv(3)(x) } cell two(a, b) { return a + b } space S { input image(8x8x4) -> down(filters: 8) -> two }',
    );
    expect(outputType(network)).toBe('4x4x8');
    expect(ofOp(network, 'conv').at(-1)?.attributes).toMatchObject({ k: 1, stride: 2, filters: 8, bias: false });
  });
  test('a setting of its own is a value of the use', async () => {
    const network = await build(
      'cell c(x, depth = 1) { return x -> repeat depth { relu } } space S { input vector(4) -> c -> c(depth: 3) }',
    );
    expect(ofOp(network, 'relu')).toHaveLength(4);
  });
});

describe('lists of tensors', () => {
  test('unused are the nodes that no node reads', async () => {
    const network = await build(
      'cell c(x) { nodes n[3] = conv(1, 2)(last)  return concat(unused) } space S { input image(8x8x2) -> c }',
    );
    expect((ofOp(network, 'concat')[0] as NetworkNode).inputs).toEqual([3]);
  });
  test('which nodes are unused depends on what is picked', async () => {
    const model = await spaceOf(
      'cell c(x) { nodes n[2] = conv(1, 2)(pick)  return concat(unused) } space S { input image(8x8x2) -> c }',
    );
    const widths = [0, 1].map((pick) => outputType(model.instantiate({ 'c/n2/pick': pick })));
    expect(widths).toEqual(['8x8x4', '8x8x2']);
  });
  test('a family may grow', async () => {
    const model = await spaceOf(
      'cell c(x) { nodes n[1..3] = conv(1, 2)(last)  return concat(n) } space S { input image(8x8x2) -> c }',
    );
    expect([1, 2, 3].map((n) => outputType(model.instantiate({ 'c/n.count': n })))).toEqual([
      '8x8x2',
      '8x8x4',
      '8x8x6',
    ]);
  });
  test('fallback takes the second where the first is empty', async () => {
    const model = await spaceOf(
      'cell c(x) { nodes n = conv(1, 2)(x)  return relu(fallback(concat(pick any of (x, n)), conv(1, 7)(x))) } space S { input image(8x8x2) -> c }',
    );
    expect(outputType(model.instantiate({ 'c/pick': [] }))).toBe('8x8x7');
    expect(outputType(model.instantiate({ 'c/pick': [0, 1] }))).toBe('8x8x4');
  });
  test('an operation on pick k is one decision for each candidate, which exists only if that is picked', async () => {
    const { space } = await spaceOf(
      'op e = relu | gelu  cell c(a, b, d) { return sum(e(pick 2 of (a, b, d))) } space S { input image(8x8x2) -> c }',
    );
    expect(space.count).toBe(3n * 4n);
    expect(space.decisions.find((d) => d.path === 'c/e[b]')?.when).toEqual([[{ path: 'c/pick', option: 1 }]]);
  });
  test('an empty cell gives zeros in the shape that it would have', async () => {
    const model = await spaceOf(
      'cell c(x) { return sum(pick any of (x, relu(x))) } space S { input image(8x8x2) -> c -> conv(1) }',
    );
    expect(ops(model.instantiate({ 'c/pick': [] }))).toEqual(['input', 'none', 'conv']);
  });
});

describe('blocks', () => {
  test('residual adds its input, brought to the shape of the result', async () => {
    const network = await build('space S { input image(8x8x4) -> residual(conv(3, 6, stride: 2) -> relu) }');
    expect(ops(network)).toEqual(['input', 'conv', 'relu', 'conv', 'sum']);
    expect(network.nodes[3]?.attributes).toMatchObject({ k: 1, filters: 6, stride: 2, bias: false });
  });
  test('a recurrent cell is a network of its own, from (x, h) to a state of its units', async () => {
    const network = await build(
      'cell tick(x, h) { return tanh(linear(concat(x, h))) } space S { input sequence(10, 3) -> rnn(tick, units: 7) }',
    );
    const body = ofOp(network, 'rnn')[0]?.attributes.body;
    expect(body !== undefined && isNetwork(body) && [body.inputs.length, outputType(body)]).toEqual([2, '7']);
    expect(outputType(network)).toBe('10x7');
  });
  test('several inputs', async () => {
    const network = await build(
      'space S { let a = input vector(3)  let b = input image(4x4x2) -> global_avg_pool  return concat(a, b) }',
    );
    expect(network.inputs).toHaveLength(2);
    expect(outputType(network)).toBe('5');
  });
  test('align = pad adds zeros, align = off refuses', async () => {
    const text = (align: string) =>
      `cell c(x) { return x + conv(1, 8)(x) } space S(align = ${align}) { input image(4x4x2) -> c }`;
    expect(ops(await build(text('pad')))).toContain('pad_channels');
    const { diagnostics } = await elaborateText(text('off'));
    expect(diagnostics.map((d) => d.code)).toEqual(['shapes']);
  });
});

describe('numbers and tensors', () => {
  test.each([
    ['1 - x', -1, 1],
    ['x - 1', 1, -1],
    ['3 + x', 1, 3],
    ['2 * x', 2, 0],
    ['x / 4', 0.25, 0],
  ])('%s scales and shifts', async (written, scale, shift) => {
    const network = await build(`cell c(x) { return ${written} } space S { input vector(4) -> c }`);
    expect(ofOp(network, 'affine').map((n) => n.attributes)).toEqual([{ scale, shift }]);
  });
  test('the number may be decided', async () => {
    const model = await spaceOf('cell c(x) { return (1 | 2) - x } space S { input vector(4) -> c }');
    expect(model.space.count).toBe(2n);
    const [path] = model.space.decisions.map((d) => d.path);
    const node = model.instantiate({ [path as string]: 1 }).nodes.at(-1);
    expect(node?.attributes).toEqual({ scale: -1, shift: 2 });
  });
});

describe('edges of a cell', () => {
  const edges = async (cell: string, assignment: Assignment = {}) =>
    (await build(`${cell} space S { input image(8x8x2) -> c }`, assignment)).edges?.c;

  test('pairs of tensors of which the later reads the earlier; what none stands on is none', async () => {
    const nb201 = 'op e = none | skip | conv(3)  cell c(x) { nodes n[3] = sum(e(all))  return n[3] }';
    const all = (option: number) =>
      Object.fromEntries(
        ['n1/e[x]', 'n2/e[x]', 'n2/e[n1]', 'n3/e[x]', 'n3/e[n1]', 'n3/e[n2]'].map((p) => [`c/${p}`, option]),
      );
    expect(await edges(nb201, all(2))).toBe(6);
    expect(await edges(nb201, all(1))).toBe(6);
    expect(await edges(nb201, { ...all(2), 'c/n2/e[x]': 0 })).toBe(5);
  });
  test('nodes that the output does not depend on have none', async () => {
    const nb101 = 'cell c(x) { nodes v[2] = relu(sum(pick any))  return concat(pick any of (x, v)) }';
    // x -> v1 -> v2 -> output, and the same without the last edge
    expect(await edges(nb101, { 'c/v1/pick': [0], 'c/v2/pick': [1], 'c/pick': [2] })).toBe(3);
    expect(await edges(nb101, { 'c/v1/pick': [0], 'c/v2/pick': [1], 'c/pick': [0] })).toBe(1);
    expect(await edges(nb101, { 'c/v1/pick': [], 'c/v2/pick': [], 'c/pick': [] })).toBe(0);
  });
  test('a requirement on them is known before training', async () => {
    const { constraints } = await spaceOf(
      'cell c(x) { nodes v[2] = relu(sum(pick any))  return concat(v) } space S { input image(8x8x2) -> c  require edges(c) <= 4 }',
    );
    expect(constraints.map((c) => [c.beforeTraining, c.measures])).toEqual([[true, ['edges(c)']]]);
    expect(constraints[0]?.violation({ 'edges(c)': 5 })).toBeGreaterThan(0);
    expect(constraints[0]?.violation({ 'edges(c)': 4 })).toBe(0);
  });
});

test('a requirement is missed or has room, in units of its limit', async () => {
  const { constraints } = await spaceOf(
    'space S { input image(8x8x2) -> conv(3, 4)  require params <= 100  require macs > 50 and depth < 4  require params < 50 or depth >= 8 }',
  );
  const of = (measures: Record<string, number>) => constraints.map((c) => [c.violation(measures), c.room(measures)]);
  expect(of({ params: 75, macs: 100, depth: 3 })).toEqual([
    [0, 0.25],
    [0, 1],
    [0, 0.25],
    [0.5, 0],
  ]);
  expect(of({ params: 40, macs: 40, depth: 10 })).toEqual([
    [0, 0.6],
    [0.2, 0],
    [1.5, 0],
    [0, 0.25],
  ]);
  expect(constraints[0]?.violation({})).toBe(Number.POSITIVE_INFINITY);
});

test('every node says where it comes from', async () => {
  const [space] = (await elaboratePath('examples/digits-cell.cell')).spaces;
  const model = space?.model;
  const network = model?.instantiate(model.space.sample(random(3)));
  for (const node of network?.nodes ?? []) {
    expect(node.provenance.range, `${node.op} ${node.id}`).toBeDefined();
  }
  const edge = network?.nodes.find((n) => n.provenance.decision?.startsWith('normal/'));
  expect(edge?.provenance.scope.slice(0, 3)).toEqual(['s1', 'repeat[1]', 'normal']);
});

test('an architecture that is written out is the one that was chosen', async () => {
  const model = await spaceOf(
    'op e = skip | conv(3)  cell c(x) { nodes n[2] = sum(e(all)) return n[2] } space S { input image(8x8x4) -> c -> dense_head } op dense_head = global_avg_pool -> dense(2 | 3)',
  );
  const chosen = model.instantiate({ 'c/n1/e[x]': 1, 'c/n2/e[x]': 0, 'c/n2/e[n1]': 1, 'dense_head/dense.units': 1 });
  const written = await build(
    'cell c(x) { nodes a = conv(3)(x)  nodes b = x + conv(3)(a)  return b } space S { input image(8x8x4) -> c -> global_avg_pool -> dense(3) }',
  );
  expect(canonicalHash(chosen)).toBe(canonicalHash(written));
});
