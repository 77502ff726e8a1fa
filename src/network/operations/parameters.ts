import { SAME } from '../attributes.ts';
import type { Parameter } from '../operation.ts';

/** The parameters that several operations share, so that they are named, bounded and described alike. */
export const kernel = (value = 3): Parameter => ({
  name: 'k',
  takes: { kind: 'kernel', min: 1, max: 255 },
  default: value,
  doc: 'Size of the window: one number, or a pair (height, width). On a sequence: its length.',
});

export const filters: Parameter = {
  name: 'filters',
  takes: { kind: 'channels' },
  default: SAME,
  doc: 'Number of output channels; `same`: as many as it reads.',
};

export const stride: Parameter = {
  name: 'stride',
  takes: { kind: 'integer', min: 1, max: 64 },
  default: 1,
  doc: 'Step of the window; 2 halves height and width.',
};

export const dilation = (value = 1): Parameter => ({
  name: 'dilation',
  takes: { kind: 'integer', min: 1, max: 64 },
  default: value,
  doc: 'Distance between the values that the window reads; 1: neighbours.',
});

export const padding: Parameter = {
  name: 'padding',
  takes: { kind: 'word', words: ['same', 'valid'] },
  default: 'same',
  doc: '`same` pads with zeros so that stride 1 keeps the size; `valid` does not pad.',
};

export const bias: Parameter = {
  name: 'bias',
  takes: { kind: 'boolean' },
  default: true,
  doc: 'Whether a trainable constant is added to each output channel; of no use before `bn`.',
};

export const units = (value: number | typeof SAME = SAME): Parameter => ({
  name: 'units',
  takes: value === SAME ? { kind: 'channels' } : { kind: 'integer', min: 1 },
  default: value,
  doc: value === SAME ? 'Number of outputs; `same`: as many as it reads.' : 'Number of outputs at each step.',
});
