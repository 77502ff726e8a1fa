import { numberOf } from '../attributes.ts';
import type { Composite, Primitive } from '../operation.ts';
import { cannotRead, slide } from '../shapes.ts';
import { channelsOf, vector } from '../tensor-type.ts';
import { filters, stride } from './parameters.ts';

const skip: Composite = {
  name: 'skip',
  family: 'identity',
  doc: `Skip connection. Gives what it reads.

With \`stride: 2\` or other \`filters\` it is a factorised reduction: relu, two 1x1 convolutions with that stride, the second on the image moved by one pixel, their outputs concatenated, then bn. With other \`filters\` alone: relu, a 1x1 convolution, bn. Liu et al. 2019 (DARTS).`,
  parameters: [stride, filters],
  inputs: 'one',
  expand(draft, input, attributes) {
    const step = numberOf(attributes, 'stride');
    const channels = numberOf(attributes, 'filters');
    const type = draft.typeOf(input);
    if (step === 1 && channels === channelsOf(type)) return input;
    const active = draft.add('relu', [input]);
    if (type.kind === 'vector')
      return draft.add('bn', [draft.add('dense', [active], { units: channels, bias: false })]);
    const part = (from: number, width: number): number =>
      draft.add('conv', [from], { k: 1, filters: width, stride: step, bias: false });
    if (step === 1 || channels === 1) return draft.add('bn', [part(active, channels)]);
    const half = Math.floor(channels / 2);
    const moved = draft.add('translate', [active], { pixels: 1 });
    return draft.add('bn', [draft.add('concat', [part(active, half), part(moved, channels - half)])]);
  },
};

const none: Primitive = {
  name: 'none',
  family: 'identity',
  doc: 'No connection. Gives zeros in the shape that a convolution with this stride and these filters would give; in a sum it is as if the edge were not there.',
  parameters: [stride, filters],
  inputs: 'one',
  infer([input], attributes) {
    const channels = numberOf(attributes, 'filters');
    if (input!.kind === 'vector') return vector(channels);
    if (input!.kind === 'tokens') return cannotRead('none', input!, 'numbers');
    const window = { kernel: [1, 1], stride: numberOf(attributes, 'stride'), dilation: 1, padding: 'same' } as const;
    return slide('none', input!, window, channels);
  },
  cost: () => ({ params: 0, macs: 0 }),
};

export const identities = [skip, none];
