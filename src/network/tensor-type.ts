/** What flows along an edge of a network: one example, without the batch dimension. */
export type TensorType =
  | { readonly kind: 'image'; readonly height: number; readonly width: number; readonly channels: number }
  | { readonly kind: 'vector'; readonly features: number }
  | { readonly kind: 'sequence'; readonly length: number; readonly features: number }
  | { readonly kind: 'tokens'; readonly length: number; readonly vocabulary: number };

export const image = (height: number, width: number, channels: number): TensorType => ({
  kind: 'image',
  height,
  width,
  channels,
});
export const vector = (features: number): TensorType => ({ kind: 'vector', features });
export const sequence = (length: number, features: number): TensorType => ({ kind: 'sequence', length, features });
export const tokens = (length: number, vocabulary: number): TensorType => ({ kind: 'tokens', length, vocabulary });

/** The dimensions, in the order of memory: [height, width, channels], [features], [length, features] or [length]. */
export function dimensions(type: TensorType): number[] {
  switch (type.kind) {
    case 'image':
      return [type.height, type.width, type.channels];
    case 'vector':
      return [type.features];
    case 'sequence':
      return [type.length, type.features];
    case 'tokens':
      return [type.length];
  }
}

/** Number of values in one example. */
export const elements = (type: TensorType): number => dimensions(type).reduce((product, n) => product * n, 1);

/** The size of the last dimension: what a convolution, a dense layer or a norm calls its channels. */
export function channelsOf(type: TensorType): number {
  switch (type.kind) {
    case 'image':
      return type.channels;
    case 'tokens':
      return type.vocabulary;
    default:
      return type.features;
  }
}

/** As users write and read it: `28x28x16`, `128`, `35x200`, `35 tokens of 10000`. */
export function describe(type: TensorType): string {
  switch (type.kind) {
    case 'image':
      return `${type.height}x${type.width}x${type.channels}`;
    case 'vector':
      return `${type.features}`;
    case 'sequence':
      return `${type.length}x${type.features}`;
    case 'tokens':
      return `${type.length} tokens of ${type.vocabulary}`;
  }
}

export function sameType(a: TensorType, b: TensorType): boolean {
  switch (a.kind) {
    case 'image':
      return b.kind === 'image' && a.height === b.height && a.width === b.width && a.channels === b.channels;
    case 'vector':
      return b.kind === 'vector' && a.features === b.features;
    case 'sequence':
      return b.kind === 'sequence' && a.length === b.length && a.features === b.features;
    case 'tokens':
      return b.kind === 'tokens' && a.length === b.length && a.vocabulary === b.vocabulary;
  }
}
