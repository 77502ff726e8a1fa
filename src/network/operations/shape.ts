import { numberOf } from '../attributes.ts';
import type { Primitive } from '../operation.ts';
import { cannotRead, phrase } from '../shapes.ts';
import { channelsOf, elements, image, sequence, type TensorType, vector } from '../tensor-type.ts';

const free = () => ({ params: 0, macs: 0 });

const flatten: Primitive = {
  name: 'flatten',
  family: 'shape',
  doc: 'All values as one vector, in the order of memory. HxWxC → H·W·C; LxC → L·C.',
  parameters: [],
  inputs: 'one',
  infer: ([input]) => (input!.kind === 'tokens' ? cannotRead('flatten', input!, 'numbers') : vector(elements(input!))),
  cost: free,
};

const reshape: Primitive = {
  name: 'reshape',
  family: 'shape',
  doc: 'The same values in another shape, in the order of memory. `reshape(28x28x1)` gives an image, `reshape(28x28)` a sequence of 28 steps, `reshape(784)` a vector.',
  parameters: [
    { name: 'shape', takes: { kind: 'shape' }, doc: 'One to three sizes, with as many values in all as it reads.' },
  ],
  inputs: 'one',
  infer([input], attributes) {
    if (input!.kind === 'tokens') return cannotRead('reshape', input!, 'numbers');
    const { shape } = attributes;
    const type = typeOfShape(typeof shape === 'number' ? [shape] : Array.isArray(shape) ? shape : []);
    if (!type) return { misfit: "'reshape' takes one to three sizes, such as 28x28x1.", parameter: 'shape' };
    if (elements(type) === elements(input!)) return type;
    return {
      misfit: `'reshape' can't make ${phrase(type)} (${elements(type)} values) of ${phrase(input!)} (${elements(input!)} values).`,
      parameter: 'shape',
    };
  },
  cost: free,
};

function typeOfShape([a, b, c, ...rest]: readonly number[]): TensorType | undefined {
  if (a === undefined || rest.length > 0) return undefined;
  if (b === undefined) return vector(a);
  return c === undefined ? sequence(a, b) : image(a, b, c);
}

const upsample: Primitive = {
  name: 'upsample',
  family: 'shape',
  doc: 'Repeats each place `factor` times along height and width (nearest neighbour). HxWxC → f·Hxf·WxC; LxC → f·LxC.',
  parameters: [
    { name: 'factor', takes: { kind: 'integer', min: 1, max: 64 }, default: 2, doc: 'How many times larger.' },
  ],
  inputs: 'one',
  infer([input], attributes) {
    const factor = numberOf(attributes, 'factor');
    switch (input!.kind) {
      case 'image':
        return image(input!.height * factor, input!.width * factor, input!.channels);
      case 'sequence':
        return sequence(input!.length * factor, input!.features);
      default:
        return cannotRead('upsample', input!, 'an image or a sequence');
    }
  },
  cost: free,
  window: (attributes) => ({ kernel: 1, stride: 1 / numberOf(attributes, 'factor'), dilation: 1 }),
};

const translate: Primitive = {
  name: 'translate',
  family: 'shape',
  doc: 'Moves an image up and left, a sequence towards its start; zeros come in at the other side. y[i, j] = x[i + n, j + n]. Part of a `skip` with stride.',
  parameters: [{ name: 'pixels', takes: { kind: 'integer', min: 0 }, default: 1, doc: 'By how many places.' }],
  inputs: 'one',
  infer: ([input]) =>
    input!.kind === 'image' || input!.kind === 'sequence'
      ? input!
      : cannotRead('translate', input!, 'an image or a sequence'),
  cost: free,
};

const padChannels: Primitive = {
  name: 'pad_channels',
  family: 'shape',
  doc: 'Adds channels of zeros after the others. HxWxC → HxWxF, F ≥ C. How `align = pad` lets tensors meet; He et al. 2015, option A.',
  parameters: [{ name: 'filters', takes: { kind: 'integer', min: 1 }, doc: 'Number of channels after padding.' }],
  inputs: 'one',
  infer([input], attributes) {
    if (input!.kind === 'tokens') return cannotRead('pad_channels', input!, 'numbers');
    const channels = numberOf(attributes, 'filters');
    if (channels < channelsOf(input!)) {
      return {
        misfit: `'pad_channels' can't take channels away: it gets ${phrase(input!)} and is asked for ${channels}.`,
        parameter: 'filters',
      };
    }
    switch (input!.kind) {
      case 'image':
        return image(input!.height, input!.width, channels);
      case 'vector':
        return vector(channels);
      case 'sequence':
        return sequence(input!.length, channels);
    }
  },
  cost: free,
};

export const shapes = [flatten, reshape, upsample, translate, padChannels];
