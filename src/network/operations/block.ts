import { align } from '../align.ts';
import { bodyOf, kernelOf, numberOf } from '../attributes.ts';
import type { Attributes, AttributeValue, Network, NodeId } from '../network.ts';
import { NetworkError } from '../network-error.ts';
import type { Composite, Draft } from '../operation.ts';
import { channelsOf } from '../tensor-type.ts';
import { dilation, filters, kernel, stride } from './parameters.ts';

const kernelValue = (attributes: Attributes): AttributeValue => [...kernelOf(attributes)];

/** relu → depthwise → pointwise → bn: what DARTS' operations are made of. */
function separable(draft: Draft, input: NodeId, depthwise: Attributes, channels: number): NodeId {
  const active = draft.add('relu', [input]);
  const deep = draft.add('dw_conv', [active], { ...depthwise, bias: false });
  return draft.add('bn', [draft.add('conv', [deep], { k: 1, filters: channels, bias: false })]);
}

const sepConv: Composite = {
  name: 'sep_conv',
  family: 'block',
  doc: `Separable convolution, applied twice. relu → depthwise k → 1x1 → bn, two times; only the first has the stride, only the second changes the channels.

HxWxC → ⌈H/s⌉x⌈W/s⌉xF. Liu et al. 2019 (DARTS), after Zoph et al. 2018.`,
  parameters: [kernel(), filters, stride],
  inputs: 'one',
  expand(draft, input, attributes) {
    const k = kernelValue(attributes);
    const first = separable(
      draft,
      input,
      { k, stride: numberOf(attributes, 'stride') },
      channelsOf(draft.typeOf(input)),
    );
    return separable(draft, first, { k }, numberOf(attributes, 'filters'));
  },
};

const dilConv: Composite = {
  name: 'dil_conv',
  family: 'block',
  doc: `Dilated separable convolution. relu → depthwise k with gaps → 1x1 → bn.

HxWxC → ⌈H/s⌉x⌈W/s⌉xF. Liu et al. 2019 (DARTS).`,
  parameters: [kernel(), filters, stride, dilation(2)],
  inputs: 'one',
  expand: (draft, input, attributes) =>
    separable(
      draft,
      input,
      {
        k: kernelValue(attributes),
        stride: numberOf(attributes, 'stride'),
        dilation: numberOf(attributes, 'dilation'),
      },
      numberOf(attributes, 'filters'),
    ),
};

const squeezeExcite: Composite = {
  name: 'squeeze_excite',
  family: 'block',
  doc: 'Squeeze and excitation. Channels are weighted by a small network that sees their means: global_avg_pool → dense(C / ratio) → relu → dense(C) → sigmoid, times the input. HxWxC → HxWxC. Hu et al. 2018.',
  parameters: [
    {
      name: 'ratio',
      takes: { kind: 'real', min: 1 },
      default: 4,
      doc: 'How many times fewer features the small network has between.',
    },
  ],
  inputs: 'one',
  expand(draft, input, attributes) {
    const channels = channelsOf(draft.typeOf(input));
    const units = Math.max(1, Math.round(channels / numberOf(attributes, 'ratio')));
    const small = draft.add('relu', [draft.add('dense', [draft.add('global_avg_pool', [input])], { units })]);
    const gate = draft.add('sigmoid', [draft.add('dense', [small], { units: channels })]);
    return draft.add('mul', [input, gate]);
  },
};

const invertedResidual: Composite = {
  name: 'inverted_residual',
  family: 'block',
  doc: `Inverted residual block. 1x1 to expand·C → bn → relu6 → depthwise k → bn → relu6 → (squeeze_excite) → 1x1 to F → bn; the input is added where size and channels stay.

HxWxC → ⌈H/s⌉x⌈W/s⌉xF. With \`expand: 1\` the first convolution is left out. Sandler et al. 2018 (MobileNetV2); squeeze after Howard et al. 2019.`,
  parameters: [
    kernel(),
    filters,
    stride,
    { name: 'expand', takes: { kind: 'real', min: 1 }, default: 6, doc: 'How many times more channels inside.' },
    {
      name: 'se',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0,
      doc: 'Width of squeeze and excitation as a fraction of the inner channels; 0: without.',
    },
  ],
  inputs: 'one',
  expand(draft, input, attributes) {
    const channels = channelsOf(draft.typeOf(input));
    const normed = (node: NodeId): NodeId => draft.add('relu6', [draft.add('bn', [node])]);
    const inner = Math.round(channels * numberOf(attributes, 'expand'));
    const wide = inner === channels ? input : normed(draft.add('conv', [input], { k: 1, filters: inner, bias: false }));
    const step = numberOf(attributes, 'stride');
    const deep = normed(draft.add('dw_conv', [wide], { k: kernelValue(attributes), stride: step, bias: false }));
    const se = numberOf(attributes, 'se');
    const gated = se > 0 ? draft.add('squeeze_excite', [deep], { ratio: 1 / se }) : deep;
    const written = numberOf(attributes, 'filters');
    const narrow = draft.add('bn', [draft.add('conv', [gated], { k: 1, filters: written, bias: false })]);
    return step === 1 && written === channels ? draft.add('sum', [input, narrow]) : narrow;
  },
};

const residual: Composite = {
  name: 'residual',
  family: 'block',
  doc: 'Residual connection. Adds the input to what an operation makes of it: y = f(x) + x. Where f changes size or channels, x passes a 1x1 convolution with the stride that fits, without bias. He et al. 2015.',
  parameters: [
    { name: 'body', takes: { kind: 'operation' }, doc: 'The operation f; a chain in parentheses, or a cell.' },
  ],
  inputs: 'one',
  expand(draft, input, attributes) {
    const made = inline(draft, bodyOf(attributes), [input]);
    const shortcut = align(draft, input, draft.typeOf(made), 'conv');
    if (typeof shortcut !== 'number') {
      throw new NetworkError(`'residual' can't add its input. ${shortcut.misfit}`, draft.provenance.range);
    }
    return draft.add('sum', [made, shortcut]);
  },
};

/** Writes the nodes of a network into a draft, its inputs replaced by nodes there. */
function inline(draft: Draft, network: Network, inputs: readonly NodeId[]): NodeId {
  const written: NodeId[] = [];
  for (const node of network.nodes) {
    const input = network.inputs.indexOf(node.id);
    written.push(
      input >= 0
        ? inputs[input]!
        : draft.add(
            node.op,
            node.inputs.map((id) => written[id]!),
            node.attributes,
            node.provenance,
          ),
    );
  }
  return written[network.output]!;
}

export const blocks = [sepConv, dilConv, invertedResidual, residual, squeezeExcite];
