import { numberOf } from '../attributes.ts';
import type { Composite, Primitive } from '../operation.ts';
import { cannotRead, places } from '../shapes.ts';
import { channelsOf, vector } from '../tensor-type.ts';
import { bias, units } from './parameters.ts';

const dense: Primitive = {
  name: 'dense',
  family: 'dense',
  doc: `Fully connected layer. Every output is a weighted sum of all features.

y = x·W + b. C → units; on a sequence at every step, LxC → Lxunits; an image must be 1x1. Parameters C·units (+ units). The bias counts as one more input: (C + 1)·units multiply-accumulates.`,
  parameters: [units(), bias],
  inputs: 'one',
  infer([input], attributes) {
    const features = numberOf(attributes, 'units');
    switch (input!.kind) {
      case 'vector':
        return vector(features);
      case 'sequence':
        return { kind: 'sequence', length: input!.length, features };
      case 'image':
        if (places(input!) === 1) return vector(features);
        return cannotRead('dense', input!, 'a vector or a sequence');
      case 'tokens':
        return cannotRead('dense', input!, 'a vector or a sequence');
    }
  },
  cost([input], output, attributes) {
    const read = channelsOf(input!) + (attributes.bias === true ? 1 : 0);
    const params = read * channelsOf(output);
    return { params, macs: params * places(output) };
  },
};

const linear: Composite = {
  name: 'linear',
  family: 'dense',
  doc: 'Another name of `dense`, as recurrent cells are usually written. y = x·W + b.',
  parameters: dense.parameters,
  inputs: 'one',
  expand: (draft, input, attributes) => draft.add('dense', [input], attributes),
};

export const denses = [dense, linear];
