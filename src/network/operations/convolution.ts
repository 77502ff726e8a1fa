import { kernelOf, numberOf } from '../attributes.ts';
import type { Attributes } from '../network.ts';
import type { Inferred, Primitive } from '../operation.ts';
import { area, places, slide, type Window } from '../shapes.ts';
import { channelsOf, type TensorType } from '../tensor-type.ts';
import { bias, dilation, filters, kernel, padding, stride } from './parameters.ts';

const windowOf = (attributes: Attributes): Window => ({
  kernel: kernelOf(attributes),
  stride: numberOf(attributes, 'stride'),
  dilation: numberOf(attributes, 'dilation'),
  padding: attributes.padding === 'valid' ? 'valid' : 'same',
});

const receptive = (attributes: Attributes) => ({
  kernel: Math.max(...kernelOf(attributes)),
  stride: numberOf(attributes, 'stride'),
  dilation: numberOf(attributes, 'dilation'),
});

const infer =
  (name: string) =>
  ([input]: readonly TensorType[], attributes: Attributes): Inferred =>
    slide(name, input!, windowOf(attributes), numberOf(attributes, 'filters'));

const conv: Primitive = {
  name: 'conv',
  family: 'convolution',
  doc: `Convolution. Every output channel is a weighted sum over a window of all input channels.

y[i, j, o] = Σ w[a, b, c, o] · x[i·s + a·d, j·s + b·d, c] + bias[o]

HxWxC → ⌈H/s⌉x⌈W/s⌉xF with \`same\` padding; on a sequence LxC → ⌈L/s⌉xF. Parameters k·k·C/groups·F (+ F), multiply-accumulates k·k·C/groups·F for each output position.`,
  parameters: [
    kernel(),
    filters,
    stride,
    dilation(),
    {
      name: 'groups',
      takes: { kind: 'integer', min: 1 },
      default: 1,
      doc: 'Splits input and output channels into this many parts that are convolved apart.',
    },
    padding,
    bias,
  ],
  inputs: 'one',
  infer([input], attributes) {
    const type = slide('conv', input!, windowOf(attributes), numberOf(attributes, 'filters'));
    if ('misfit' in type) return type;
    const groups = numberOf(attributes, 'groups');
    const read = channelsOf(input!);
    const written = channelsOf(type);
    if (read % groups === 0 && written % groups === 0) return type;
    return {
      misfit: `'groups: ${groups}' of 'conv' must divide both the ${read} channels that it reads and its ${written} filters.`,
      parameter: 'groups',
    };
  },
  cost([input], output, attributes) {
    const each = (area(kernelOf(attributes), output) * channelsOf(input!)) / numberOf(attributes, 'groups');
    const weights = each * channelsOf(output);
    return { params: weights + (attributes.bias === true ? channelsOf(output) : 0), macs: weights * places(output) };
  },
  window: receptive,
};

const depthwise: Primitive = {
  name: 'dw_conv',
  family: 'convolution',
  doc: `Depthwise convolution. Each channel is convolved with kernels of its own: one, or \`multiplier\` of them.

y[i, j, c·m + q] = Σ w[a, b, c, q] · x[i·s + a·d, j·s + b·d, c] + bias[c·m + q]

HxWxC → ⌈H/s⌉x⌈W/s⌉x(m·C), m the multiplier. Parameters k·k·C·m (+ C·m), multiply-accumulates k·k·C·m for each output position. Howard et al. 2017 (MobileNet).`,
  parameters: [
    kernel(),
    stride,
    dilation(),
    padding,
    bias,
    {
      name: 'multiplier',
      takes: { kind: 'integer', min: 1, max: 64 },
      default: 1,
      doc: 'Output channels for each input channel.',
    },
  ],
  inputs: 'one',
  infer: ([input], attributes) => {
    const channels = input!.kind === 'tokens' ? undefined : channelsOf(input!) * numberOf(attributes, 'multiplier');
    return slide('dw_conv', input!, windowOf(attributes), channels);
  },
  cost(_inputs, output, attributes) {
    const weights = area(kernelOf(attributes), output) * channelsOf(output);
    return { params: weights + (attributes.bias === true ? channelsOf(output) : 0), macs: weights * places(output) };
  },
  window: receptive,
};

const binarised: Primitive = {
  name: 'bin_conv',
  family: 'convolution',
  doc: `Binarised convolution. Inputs and weights are replaced by their signs, and each filter is scaled by the mean of its weights' absolute values; it has no bias.

y = α · (sign(x) ∗ sign(w)), α = mean |w| of the filter. The gradient passes through sign where |x| ≤ 1. Usually after \`bn\`. Rastegari et al. 2016 (XNOR-Net). Each binary multiplication counts as a multiply-accumulate.`,
  parameters: [kernel(), filters, stride, dilation()],
  inputs: 'one',
  infer: infer('bin_conv'),
  cost([input], output, attributes) {
    const weights = area(kernelOf(attributes), output) * channelsOf(input!) * channelsOf(output);
    return { params: weights, macs: weights * places(output) };
  },
  window: receptive,
};

export const convolutions = [conv, depthwise, binarised];
