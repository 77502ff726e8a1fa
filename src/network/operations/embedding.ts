import { numberOf } from '../attributes.ts';
import type { Primitive } from '../operation.ts';
import { cannotRead } from '../shapes.ts';
import { channelsOf, elements, sequence } from '../tensor-type.ts';

const embedding: Primitive = {
  name: 'embedding',
  family: 'embedding',
  doc: 'Embedding of tokens. A trainable vector for each word of the vocabulary: L tokens of V → Lxdim, V·dim parameters.',
  parameters: [{ name: 'dim', takes: { kind: 'integer', min: 1 }, default: 64, doc: 'Length of each vector.' }],
  inputs: 'one',
  infer: ([input], attributes) =>
    input!.kind === 'tokens'
      ? sequence(input!.length, numberOf(attributes, 'dim'))
      : cannotRead('embedding', input!, 'tokens', 'Leave it out: these are numbers already.'),
  cost: ([input], output) => ({ params: channelsOf(input!) * channelsOf(output), macs: 0 }),
};

const position: Primitive = {
  name: 'position',
  family: 'embedding',
  doc: 'Position of each step, added to it. `learned`: a trainable vector for each step (L·C parameters); `sinusoidal`: sin and cos of the position at C/2 wavelengths from 2π to 20,000π, no parameters. LxC → LxC. Vaswani et al. 2017.',
  parameters: [
    {
      name: 'kind',
      takes: { kind: 'word', words: ['learned', 'sinusoidal'] },
      default: 'learned',
      doc: 'Trained or fixed.',
    },
  ],
  inputs: 'one',
  infer: ([input]) => (input!.kind === 'sequence' ? input! : cannotRead('position', input!, 'a sequence')),
  cost: ([input], _output, attributes) => ({ params: attributes.kind === 'learned' ? elements(input!) : 0, macs: 0 }),
};

export const embeddings = [embedding, position];
