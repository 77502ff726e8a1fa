import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meetingType } from './align.ts';
import { costOf } from './cost.ts';
import { createNetworkBuilder } from './draft.ts';
import { lower } from './lower.ts';
import type { Attributes, Network } from './network.ts';
import { NetworkError } from './network-error.ts';
import { isComposite, type Operation } from './operation.ts';
import { operations } from './operations.ts';
import { image, sequence, describe as shape, type TensorType, tokens, vector } from './tensor-type.ts';

function apply(op: string, input: TensorType | readonly TensorType[], attributes: Attributes = {}): Network {
  const builder = createNetworkBuilder();
  const types: readonly TensorType[] = Array.isArray(input) ? input : [input as TensorType];
  const inputs = types.map((type) => builder.input(type));
  return builder.finish(builder.add(op, inputs, attributes, { scope: [], range }));
}
const range = { uri: 'file:///a.cell', offset: 3, end: 7 };
const outputOf = (...args: Parameters<typeof apply>): string => {
  const network = apply(...args);
  return shape(network.nodes[network.output]!.type);
};
const opsOf = (network: Network): string =>
  lower(network)
    .nodes.map(({ op }) => op)
    .join(' ');

describe('the table', () => {
  const languageMd = `conv dw_conv sep_conv dil_conv bin_conv inverted_residual residual dense linear max_pool avg_pool
    global_avg_pool global_max_pool bn layer_norm group_norm relu relu6 gelu silu hard_swish sigmoid tanh softmax
    leaky_relu elu identity dropout drop_path squeeze_excite attention embedding position lstm gru rnn flatten reshape
    upsample skip none sum concat mean mul`.split(/\s+/);

  test('has every operation of the language', () => {
    expect(languageMd.filter((name) => !operations.has(name))).toEqual([]);
  });

  test.each([...operations.values()])('$name: documented, and its defaults are allowed', (operation) => {
    expect(operation.doc).toMatch(/^[A-Zx].*[.:]/);
    for (const { name, doc } of operation.parameters) expect(doc, name).toMatch(/^`?[A-Z`].*[.…]$/);
    const reads: readonly TensorType[] = [image(8, 8, 16), vector(16), sequence(8, 16), tokens(8, 16)];
    const runs = reads.filter((type) => fits(operation, type));
    expect(runs.length).toBeGreaterThan(0);
  });

  function fits(operation: Operation, type: TensorType): boolean {
    const given: Record<string, Attributes> = {
      reshape: { shape: [128, 8] },
      pad_channels: { filters: 20 },
      residual: { body: apply('relu', vector(16)) },
      rnn: { body: apply('concat', [vector(16), vector(48)]) },
    };
    try {
      const inputs = operation.name === 'sub' ? [type, type] : [type];
      apply(operation.name, inputs, given[operation.name]);
      return true;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      expect(error.message).toMatch(/\.$|\?$/);
      expect(error.range).toEqual(range);
      return operation.name === 'rnn' && error.message.includes('vector of 64');
    }
  }
});

describe('shapes', () => {
  test.each<[string, string, TensorType, Attributes, string]>([
    ['same padding keeps the size', 'conv', image(28, 28, 1), { k: 5, filters: 8 }, '28x28x8'],
    ['stride rounds up', 'conv', image(7, 8, 3), { stride: 2 }, '4x4x3'],
    ['valid padding takes the border', 'conv', image(28, 28, 1), { k: 5, padding: 'valid' }, '24x24x1'],
    ['a gap widens the window', 'conv', image(9, 9, 1), { k: 3, dilation: 2, padding: 'valid' }, '5x5x1'],
    ['a kernel may have two sizes', 'conv', image(9, 9, 1), { k: [1, 7], padding: 'valid' }, '9x3x1'],
    ['along a sequence', 'conv', sequence(35, 8), { k: 3, filters: 4, stride: 2 }, '18x4'],
    ['pooling', 'max_pool', image(8, 8, 3), { k: 2, stride: 2 }, '4x4x3'],
    ['dense at every step', 'dense', sequence(5, 3), { units: 7 }, '5x7'],
    ['dense on one place', 'dense', image(1, 1, 3), { units: 7 }, '7'],
    ['sep_conv', 'sep_conv', image(9, 9, 4), { k: 5, filters: 6, stride: 2 }, '5x5x6'],
    ['a strided skip', 'skip', image(8, 8, 5), { stride: 2, filters: 7 }, '4x4x7'],
    ['a strided none', 'none', image(7, 7, 5), { stride: 2 }, '4x4x5'],
    ['an embedding', 'embedding', tokens(35, 1000), { dim: 20 }, '35x20'],
    ['upsampling', 'upsample', image(4, 4, 2), { factor: 3 }, '12x12x2'],
    ['reshape to an image', 'reshape', vector(784), { shape: [28, 28, 1] }, '28x28x1'],
    ['flatten', 'flatten', image(4, 4, 2), {}, '32'],
    ['inverted residual', 'inverted_residual', image(8, 8, 4), { filters: 6, stride: 2, se: 0.25 }, '4x4x6'],
    ['lstm', 'lstm', sequence(5, 3), { units: 8 }, '5x8'],
  ])('%s', (_name, op, input, attributes, expected) => {
    expect(outputOf(op, input, attributes)).toBe(expected);
  });

  test('reducers', () => {
    expect(outputOf('concat', [image(4, 4, 2), image(4, 4, 3)])).toBe('4x4x5');
    expect(outputOf('mul', [image(4, 4, 3), vector(3)])).toBe('4x4x3');
    expect(outputOf('sub', [vector(3), vector(3)])).toBe('3');
  });
});

describe('what a user reads when it does not fit', () => {
  test.each<[string, TensorType | readonly TensorType[], Attributes, string]>([
    ['conv', vector(128), {}, "'conv' reads an image or a sequence, but gets a vector of 128. Put it before"],
    ['dense', image(8, 8, 16), { units: 10 }, "gets an image 8x8x16. Put 'global_avg_pool' or 'flatten' before it."],
    ['conv', tokens(35, 100), {}, "gets 35 tokens of 100. Put 'embedding(…)' before it."],
    ['conv', image(4, 4, 1), { k: 5, padding: 'valid' }, "The window of 'conv' (5x5) is larger than an image 4x4x1."],
    ['conv', image(4, 4, 6), { groups: 4 }, 'must divide both the 6 channels that it reads and its 6 filters'],
    ['conv', image(4, 4, 6), { stirde: 2 }, "'conv' has no parameter 'stirde'. Did you mean 'stride'?"],
    ['conv', image(4, 4, 6), { k: 0 }, "'k' of 'conv' must be a size from 1 to 255 or a pair such as (1, 7), not 0."],
    ['conv', image(4, 4, 6), { padding: 'full' }, "'padding' of 'conv' must be same or valid, not full."],
    ['dropout', vector(4), { rate: 1.5 }, "'rate' of 'dropout' must be a number from 0 to 0.99, not 1.5."],
    ['attention', sequence(5, 10), { heads: 4 }, "'heads: 4' of 'attention' must divide its width 10."],
    ['reshape', vector(10), {}, "'reshape' needs 'shape': a shape such as 28x28x1."],
    ['reshape', vector(10), { shape: [3, 3] }, "can't make a sequence 3x3 (9 values) of a vector of 10 (10 values)"],
    ['sum', [image(4, 4, 2), vector(2)], {}, "gets an image 4x4x2 and a vector of 2. Put 'global_avg_pool'"],
    ['sum', [], {}, "'sum' has nothing to read: its list is empty."],
    ['sep_conv', vector(8), {}, "In 'sep_conv': 'dw_conv' reads an image or a sequence"],
    ['relu', [vector(8), vector(8)], {}, "'relu' reads one tensor, but gets 2."],
    ['convv', vector(8), {}, "There is no operation 'convv'. Did you mean 'conv'?"],
  ])('%s', (op, input, attributes, message) => {
    expect(() => apply(op, input, attributes)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), range }),
    );
  });
});

describe('composites', () => {
  test('sep_conv is relu, depthwise, pointwise, bn, twice, with the stride in the first (DARTS)', () => {
    const low = lower(apply('sep_conv', image(8, 8, 4), { k: 5, filters: 6, stride: 2 }));
    expect(opsOf(low)).toBe('input relu dw_conv conv bn relu dw_conv conv bn');
    expect(low.nodes.map(({ attributes }) => attributes.stride ?? '-').join(' ')).toBe('- - 2 1 - - 1 1 -');
    expect(low.nodes.map(({ type }) => shape(type)).join(' ')).toBe(
      '8x8x4 8x8x4 4x4x4 4x4x4 4x4x4 4x4x4 4x4x4 4x4x6 4x4x6',
    );
  });

  test('a strided skip is a factorised reduction', () => {
    const network = apply('skip', image(8, 8, 5), { stride: 2 });
    expect(opsOf(network)).toBe('input relu translate conv conv concat bn');
    expect(costOf(network).params).toBe(5 * 2 + 5 * 3 + 2 * 5);
  });

  test('a plain skip is nothing', () => expect(opsOf(apply('skip', vector(3)))).toBe('input'));

  test('inverted_residual of MobileNetV2: 16 channels to 24, six times as many inside', () => {
    // Sandler et al. 2018, second block: 16·96 + 9·96 + 96·24 weights, batch norms of 96, 96 and 24.
    expect(costOf(apply('inverted_residual', image(112, 112, 16), { filters: 24, stride: 2 })).params).toBe(5136);
    expect(opsOf(apply('inverted_residual', image(8, 8, 4), { expand: 1 }))).toBe('input dw_conv bn relu6 conv bn sum');
  });

  test('residual adds its input, through a strided 1x1 convolution where the shape changes', () => {
    const x = image(8, 8, 4);
    expect(opsOf(apply('residual', x, { body: apply('relu', x) }))).toBe('input relu sum');
    const halved = apply('residual', x, { body: apply('conv', x, { filters: 8, stride: 2 }) });
    expect(opsOf(halved)).toBe('input conv conv sum');
    expect(outputOf('residual', x, { body: apply('conv', x, { filters: 8, stride: 2 }) })).toBe('4x4x8');
    expect(() => apply('residual', x, { body: apply('flatten', x) })).toThrow("'residual' can't add its input.");
  });

  test.each(
    [...operations.values()].filter(isComposite).filter(({ name }) => name !== 'residual' && name !== 'linear'),
  )('$name: lowered, it has the same shape and only primitives, which point at its source', (operation) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (size, channels) => {
        const network = apply(operation.name, image(size, size, channels));
        const low = lower(network);
        expect(low.nodes.some(({ op }) => isComposite(operations.get(op) ?? operation) && op !== 'input')).toBe(false);
        expect(low.nodes[low.output]!.type).toEqual(network.nodes[network.output]!.type);
        for (const node of low.nodes) if (node.op !== 'input') expect(node.provenance.range).toEqual(range);
      }),
      { numRuns: 20 },
    );
  });
});

test('equal settings are equal attributes', () => {
  const attributes = (given: Attributes): Attributes => apply('conv', image(4, 4, 6), given).nodes[1]!.attributes;
  expect(attributes({ k: [3, 3], filters: 6 })).toEqual(attributes({}));
  expect(attributes({})).toEqual({ k: 3, filters: 6, stride: 1, dilation: 1, groups: 1, padding: 'same', bias: true });
});

test('tensors meet at the smallest size and the most channels, in any order', () => {
  const types = [image(8, 4, 3), image(4, 8, 5), image(8, 8, 1)];
  expect(meetingType(types)).toEqual(image(4, 4, 5));
  expect(meetingType([...types].reverse())).toEqual(image(4, 4, 5));
  expect(meetingType([vector(3), image(1, 1, 3)])).toBeUndefined();
});
