import { numberOf } from '../attributes.ts';
import type { Primitive } from '../operation.ts';
import { cannotRead } from '../shapes.ts';
import { channelsOf } from '../tensor-type.ts';

const norm = (name: string, doc: string): Primitive => ({
  name,
  family: 'normalisation',
  doc,
  parameters: [],
  inputs: 'one',
  infer: ([input]) => (input!.kind === 'tokens' ? cannotRead(name, input!, 'numbers') : input!),
  cost: ([input]) => ({ params: 2 * channelsOf(input!), macs: 0 }),
});

const groupNorm: Primitive = {
  ...norm(
    'group_norm',
    'Group normalisation. Channels are split into groups; each group of each example is normalised to mean 0 and variance 1, then y = γ·x̂ + β for each channel. Same at training and inference. Wu and He 2018.',
  ),
  parameters: [
    {
      name: 'groups',
      takes: { kind: 'integer', min: 1 },
      default: 8,
      doc: 'Number of groups; it must divide the number of channels.',
    },
  ],
  infer([input], attributes) {
    if (input!.kind === 'tokens') return cannotRead('group_norm', input!, 'numbers');
    const groups = numberOf(attributes, 'groups');
    if (channelsOf(input!) % groups === 0) return input!;
    return {
      misfit: `'groups: ${groups}' of 'group_norm' must divide the ${channelsOf(input!)} channels that it reads.`,
      parameter: 'groups',
    };
  },
};

export const normalisations = [
  norm(
    'bn',
    'Batch normalisation. Each channel is normalised to mean 0 and variance 1 over the batch, then y = γ·x̂ + β; at inference with running averages. 2·C parameters (γ and β). Ioffe and Szegedy 2015.',
  ),
  norm(
    'layer_norm',
    'Layer normalisation. The channels at each place are normalised to mean 0 and variance 1, then y = γ·x̂ + β. 2·C parameters. Ba et al. 2016.',
  ),
  groupNorm,
];
