import { numberOf, SAME } from '../attributes.ts';
import type { Primitive } from '../operation.ts';
import { cannotRead, places } from '../shapes.ts';
import { channelsOf } from '../tensor-type.ts';

const attention: Primitive = {
  name: 'attention',
  family: 'attention',
  doc: `Multi-head self-attention. Every step of a sequence reads all steps.

Q, K, V = x·W + b (C → dim), each head softmax(Q·Kᵀ/√(dim/heads))·V, then y = heads·W + b (dim → C). LxC → LxC. Parameters 3·(C + 1)·dim + (dim + 1)·C; multiply-accumulates L times that, and 2·L²·dim. Vaswani et al. 2017.`,
  parameters: [
    { name: 'heads', takes: { kind: 'integer', min: 1 }, default: 4, doc: 'Number of heads; it must divide `dim`.' },
    {
      name: 'dim',
      takes: { kind: 'channels' },
      default: SAME,
      doc: 'Width of queries, keys and values, all heads together; `same`: the channels of the input.',
    },
  ],
  inputs: 'one',
  infer([input], attributes) {
    if (input!.kind !== 'sequence') {
      const advice = input!.kind === 'tokens' ? undefined : "'reshape' it to steps x features.";
      return cannotRead('attention', input!, 'a sequence', advice);
    }
    const heads = numberOf(attributes, 'heads');
    const dim = numberOf(attributes, 'dim');
    if (dim % heads === 0) return input!;
    return { misfit: `'heads: ${heads}' of 'attention' must divide its width ${dim}.`, parameter: 'heads' };
  },
  cost([input], output, attributes) {
    const dim = numberOf(attributes, 'dim');
    const channels = channelsOf(input!);
    const length = places(output);
    const params = 3 * (channels + 1) * dim + (dim + 1) * channels;
    return { params, macs: params * length + 2 * length * length * dim };
  },
};

export const attentions = [attention];
