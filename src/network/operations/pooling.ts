import { kernelOf, numberOf } from '../attributes.ts';
import type { Attributes } from '../network.ts';
import type { Primitive } from '../operation.ts';
import { cannotRead, slide } from '../shapes.ts';
import { channelsOf, vector } from '../tensor-type.ts';
import { kernel, padding, stride } from './parameters.ts';

const free = () => ({ params: 0, macs: 0 });

const pool = (name: string, doc: string): Primitive => ({
  name,
  family: 'pooling',
  doc,
  parameters: [kernel(2), stride, padding],
  inputs: 'one',
  infer: ([input], attributes) =>
    slide(name, input!, {
      kernel: kernelOf(attributes),
      stride: numberOf(attributes, 'stride'),
      dilation: 1,
      padding: attributes.padding === 'valid' ? 'valid' : 'same',
    }),
  cost: free,
  window: (attributes: Attributes) => ({
    kernel: Math.max(...kernelOf(attributes)),
    stride: numberOf(attributes, 'stride'),
    dilation: 1,
  }),
});

const globalPool = (name: string, doc: string): Primitive => ({
  name,
  family: 'pooling',
  doc,
  parameters: [],
  inputs: 'one',
  infer: ([input]) =>
    input!.kind === 'image' || input!.kind === 'sequence'
      ? vector(channelsOf(input!))
      : cannotRead(
          name,
          input!,
          'an image or a sequence',
          input!.kind === 'vector' ? 'Leave it out: there is nothing left to pool.' : undefined,
        ),
  cost: free,
});

export const poolings = [
  pool(
    'max_pool',
    'Maximum over a window, for each channel. HxWxC → ⌈H/s⌉x⌈W/s⌉xC; places outside the image never win.',
  ),
  pool(
    'avg_pool',
    'Mean over a window, for each channel. HxWxC → ⌈H/s⌉x⌈W/s⌉xC; places outside the image do not count, neither in the sum nor in the number (as in NAS-Bench-201 and DARTS).',
  ),
  globalPool('global_avg_pool', 'Mean over all places, for each channel. HxWxC → C; LxC → C. Lin et al. 2013.'),
  globalPool('global_max_pool', 'Maximum over all places, for each channel. HxWxC → C; LxC → C.'),
];
