import { describe, expect, test } from 'vitest';
import { costOf } from './cost.ts';
import { createNetworkBuilder } from './draft.ts';
import type { Attributes } from './network.ts';
import { image, sequence, type TensorType, tokens, vector } from './tensor-type.ts';
import { nasBench201 } from './test-networks.ts';

type Layer = readonly [op: string, attributes?: Attributes];

/** A chain of layers; the test's own shorthand. */
function chain(input: TensorType, ...layers: readonly Layer[]) {
  const builder = createNetworkBuilder();
  let at = builder.input(input);
  for (const [op, attributes] of layers) at = builder.add(op, [at], attributes);
  return builder.finish(at);
}

const conv = (k: number, filters: number, more: Attributes = {}): Layer => [
  'conv',
  { k, filters, bias: false, ...more },
];

describe('parameters and multiply-accumulates', () => {
  test('a convolution 3x3, 16 to 32 channels, on 32x32', () => {
    expect(costOf(chain(image(32, 32, 16), conv(3, 32)))).toMatchObject({ params: 4608, macs: 4_718_592 });
  });

  test('depthwise and pointwise instead', () => {
    const network = chain(image(32, 32, 16), ['dw_conv', { bias: false }], conv(1, 32));
    expect(costOf(network)).toMatchObject({ params: 656, macs: 671_744 });
  });

  test('groups divide the weights', () => {
    expect(costOf(chain(image(8, 8, 16), conv(3, 32, { groups: 4 })))).toMatchObject({
      params: 1152,
      macs: 73_728,
    });
  });

  test('the bias of dense counts as one more input, that of a convolution is free', () => {
    expect(costOf(chain(vector(64), ['dense', { units: 10 }]))).toMatchObject({ params: 650, macs: 650 });
    expect(costOf(chain(image(1, 1, 64), ['conv', { k: 1, filters: 10 }]))).toMatchObject({ params: 650, macs: 640 });
  });

  test('the recurrent layers of a 200-unit language model', () => {
    const text = tokens(35, 10_000);
    expect(costOf(chain(text, ['embedding', { dim: 200 }])).params).toBe(2_000_000);
    expect(costOf(chain(sequence(35, 200), ['lstm', { units: 200 }])).params).toBe(320_800);
    expect(costOf(chain(sequence(35, 200), ['gru', { units: 200 }])).params).toBe(240_600);
  });

  test('attention of a transformer base layer', () => {
    // Four 512x512 projections with biases: Vaswani et al. 2017, d_model = 512.
    expect(costOf(chain(sequence(10, 512), ['attention', { heads: 8 }])).params).toBe(1_050_624);
  });

  test('a cell run by rnn has its weights once and its work at every step', () => {
    const cell = createNetworkBuilder();
    const x = cell.input(vector(8));
    const h = cell.input(vector(16));
    const both = cell.add('concat', [x, h]);
    const body = cell.finish(cell.add('tanh', [cell.add('linear', [both], { units: 16 })]));
    const network = chain(sequence(5, 8), ['rnn', { body, units: 16 }]);
    expect(costOf(network)).toMatchObject({ params: 400, macs: 2000, depth: 1 });
  });

  test('MobileNetV1, width 1.0, 224x224', () => {
    const network = mobileNetV1();
    expect(costOf(network)).toMatchObject({ params: 4_231_976, macs: 568_740_352, receptive_field: 315, depth: 28 });
  });

  test('the skeleton of NAS-Bench-201, with nothing on its edges', () => {
    expect(costOf(nasBench201(() => 'none'))).toMatchObject({ params: 73_306, macs: 7_783_050 });
  });

  test('every architecture of NAS-Bench-201 follows its published formula', () => {
    const edges = ['conv1', 'conv3', 'skip', 'avg_pool', 'none'] as const;
    for (let first = 0; first < edges.length; first++) {
      const cell = Array.from({ length: 6 }, (_, i) => edges[(first + i * i) % edges.length]!);
      const count = (op: string): number => cell.filter((edge) => edge === op).length;
      expect(costOf(nasBench201((i) => cell[i]!))).toMatchObject({
        params: 73_306 + 28_000 * count('conv1') + 243_040 * count('conv3'),
        macs: 7_783_050 + 3_932_160 * (count('conv1') + 9 * count('conv3')),
      });
    }
  });
});

describe('receptive field', () => {
  const fieldOf = (...layers: Layer[]): number => costOf(chain(image(224, 224, 3), ...layers)).receptive_field;

  test('three 3x3', () => expect(fieldOf(conv(3, 8), conv(3, 8), conv(3, 8))).toBe(7));
  test('two 3x3 with stride 2, whose values then lie 4 pixels apart', () => {
    expect(fieldOf(conv(3, 8, { stride: 2 }), conv(3, 8, { stride: 2 }))).toBe(7);
    expect(fieldOf(conv(3, 8, { stride: 2 }), conv(3, 8, { stride: 2 }), conv(2, 8))).toBe(11);
  });
  test('5x5 with dilation 2', () => expect(fieldOf(conv(5, 8, { dilation: 2 }))).toBe(9));
  test('sep_conv(5) of DARTS', () => expect(fieldOf(['sep_conv', { k: 5 }])).toBe(9));
  test('VGG16 after its fifth pooling', () => {
    const block = (channels: number, n: number): Layer[] => [
      ...Array.from({ length: n }, () => conv(3, channels)),
      ['max_pool', { k: 2, stride: 2 }],
    ];
    expect(fieldOf(...block(64, 2), ...block(128, 2), ...block(256, 3), ...block(512, 3), ...block(512, 3))).toBe(212);
  });
  test('the widest path counts', () => {
    const builder = createNetworkBuilder();
    const x = builder.input(image(8, 8, 4));
    const [a, b] = [builder.add('conv', [x], { k: 3 }), builder.add('conv', [x], { k: 5 })];
    expect(costOf(builder.finish(builder.add('sum', [a, b]))).receptive_field).toBe(5);
  });
});

describe('memory', () => {
  test('at inference, what is live together at the worst moment', () => {
    // 8x8x4 input (256 values) and 8x8x16 output (1024) of the convolution are live together.
    expect(costOf(chain(image(8, 8, 4), conv(3, 16), ['global_avg_pool'])).memory).toBe((256 + 1024) * 4);
  });
  test('a branch keeps its input alive', () => {
    const builder = createNetworkBuilder();
    const x = builder.input(image(8, 8, 4));
    const a = builder.add('relu', [builder.add('relu', [x])]);
    expect(costOf(builder.finish(builder.add('sum', [x, a]))).memory).toBe(3 * 256 * 4);
  });
  test('flatten and dropout take none', () => {
    expect(costOf(chain(image(8, 8, 4), ['dropout'], ['flatten'])).memory).toBe(256 * 4);
  });
  test('for training, every activation and four copies of the weights', () => {
    expect(costOf(chain(vector(3), ['dense', { units: 2 }])).training_memory).toBe((3 + 2 + 4 * 8) * 4);
  });
});

function mobileNetV1() {
  const normed = (layer: Layer): Layer[] => [layer, ['bn'], ['relu6']];
  const block = (filters: number, stride: number): Layer[] => [
    ...normed(['dw_conv', { stride, bias: false }]),
    ...normed(conv(1, filters)),
  ];
  return chain(
    image(224, 224, 3),
    ...normed(conv(3, 32, { stride: 2 })),
    ...block(64, 1),
    ...block(128, 2),
    ...block(128, 1),
    ...block(256, 2),
    ...block(256, 1),
    ...block(512, 2),
    ...Array.from({ length: 5 }, () => block(512, 1)).flat(),
    ...block(1024, 2),
    ...block(1024, 1),
    ['global_avg_pool'],
    ['reshape', { shape: [1, 1, 1024] }],
    ['conv', { k: 1, filters: 1000 }],
    ['flatten'],
  );
}
