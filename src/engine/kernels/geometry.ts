import { backend_util } from '@tensorflow/tfjs-core';

export type WindowGeometry = backend_util.Conv2DInfo;

/** Attributes of the convolution kernels of TensorFlow.js. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: string;
}
export interface PoolAttributes extends ConvolutionAttributes {
  readonly filterSize: number | [number, number];
}

/** Sizes, strides, padding of a convolution of NHWC images `xShape` with a filter [height, width, in, out]. */
export function convolutionGeometry(
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
  kind: 'full' | 'depthwise' = 'full',
): WindowGeometry {
  return backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    kind === 'depthwise',
    'channelsLast',
  );
}

export function poolGeometry(xShape: readonly number[], attributes: PoolAttributes): WindowGeometry {
  return backend_util.computePool2DInfo(
    xShape as [number, number, number, number],
    attributes.filterSize,
    attributes.strides,
    1,
    attributes.pad,
    attributes.dimRoundingMode,
    'channelsLast',
  );
}
