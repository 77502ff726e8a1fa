import type { Inferred, Primitive } from '../operation.ts';
import { phrase } from '../shapes.ts';
import { channelsOf, describe, image, sameType, sequence, type TensorType, vector } from '../tensor-type.ts';

const free = () => ({ params: 0, macs: 0 });

function meet(name: string, inputs: readonly TensorType[]): Inferred {
  const first = inputs[0];
  if (!first) return { misfit: `'${name}' has nothing to read: its list is empty.` };
  if (first.kind === 'tokens') {
    return { misfit: `'${name}' reads numbers, but gets ${phrase(first)}. Put 'embedding(…)' before it.` };
  }
  const other = inputs.find((type) => !sameType(type, first));
  if (!other) return first;
  return {
    misfit: `'${name}' needs tensors of one shape, but gets ${phrase(first)} and ${phrase(other)}. ${bringTogether(first, other)}`,
  };
}

function bringTogether(a: TensorType, b: TensorType): string {
  if (a.kind === b.kind) return "Give them the same size and channels, or let the space align them ('align = conv').";
  return a.kind === 'vector' || b.kind === 'vector'
    ? "Put 'global_avg_pool' or 'flatten' after the larger one."
    : "'reshape' one of them.";
}

const elementwise = (name: string, doc: string): Primitive => ({
  name,
  family: 'reducer',
  doc,
  parameters: [],
  inputs: 'many',
  infer: (inputs) => meet(name, inputs),
  cost: free,
});

/** A vector with as many features as the other tensor has channels: a gate, the same at every place. */
function gated(inputs: readonly TensorType[]): TensorType | undefined {
  const large = inputs.find((type) => type.kind === 'image' || type.kind === 'sequence');
  if (!large) return undefined;
  const fits = inputs.every(
    (type) => sameType(type, large) || (type.kind === 'vector' && type.features === channelsOf(large)),
  );
  return fits ? large : undefined;
}

const mul: Primitive = {
  ...elementwise(
    'mul',
    'Product of tensors, value by value. A vector with as many features as an image or a sequence has channels scales it at every place (a gate).',
  ),
  infer: (inputs) => gated(inputs) ?? meet('mul', inputs),
};

const sub: Primitive = {
  ...elementwise('sub', 'Difference of two tensors, value by value: what `a - b` means for tensors.'),
  infer: (inputs) =>
    inputs.length === 2
      ? meet('sub', inputs)
      : { misfit: `'sub' reads two tensors, but gets ${inputs.length}. Write it as 'a - b'.` },
};

const concat: Primitive = {
  name: 'concat',
  family: 'reducer',
  doc: 'Concatenation along the channels. HxWxC1, HxWxC2, … → HxWx(C1 + C2 + …); vectors and sequences likewise.',
  parameters: [],
  inputs: 'many',
  infer(inputs) {
    const first = inputs[0];
    if (!first || inputs.some((type) => type.kind === 'tokens')) return meet('concat', inputs);
    const other = inputs.find((type) => !sameType(withChannels(type, 1), withChannels(first, 1)));
    if (other) {
      const help =
        other.kind === first.kind
          ? "Give them the same size, or let the space align them ('align = conv')."
          : bringTogether(first, other);
      return {
        misfit: `'concat' needs tensors of one size, but gets ${phrase(first)} and ${phrase(other)}. ${help}`,
      };
    }
    return withChannels(
      first,
      inputs.reduce((total, type) => total + channelsOf(type), 0),
    );
  },
  cost: free,
};

function withChannels(type: TensorType, channels: number): TensorType {
  switch (type.kind) {
    case 'image':
      return image(type.height, type.width, channels);
    case 'vector':
      return vector(channels);
    case 'sequence':
      return sequence(type.length, channels);
    case 'tokens':
      throw new TypeError(`Tokens have no channels: ${describe(type)}.`);
  }
}

export const reducers = [
  elementwise('sum', 'Sum of tensors of one shape, value by value: what `a + b` means for tensors.'),
  concat,
  elementwise('mean', 'Mean of tensors of one shape, value by value.'),
  mul,
  sub,
];
