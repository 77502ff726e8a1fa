// Training kernels for the WebAssembly backend: NHWC, 32-bit floats, on the memory of TensorFlow.js's own module.
// AssemblyScript (TypeScript syntax with machine types), compiled by scripts/kernels.mjs. All pointers are byte addresses;
// nothing is allocated and there are no globals: whoever calls gives the outputs and the scratch memory.
export { normaliseBatch, normaliseBatchGradient } from './batch-norm';
export { convolve } from './convolution';
export { convolutionFilterGradient } from './convolution-filter';
export { convolutionInputGradient } from './convolution-input';
export { convolutionScratch } from './convolution-scratch';
export { crossEntropy } from './cross-entropy';
export { convolveDepthwise, depthwiseGradients } from './depthwise';
export { normaliseRows, normaliseRowsGradient } from './layer-norm';
export { matrixScratch, multiplyMatrices } from './matrix';
export { updateAdam, updateRmsprop, updateSgd } from './optimizers';
export { add, addRow, rectify, rectifyGradient, sumSegments } from './pointwise';
export { poolAverage, poolAverageGradient, poolMaximum, poolMaximumGradient } from './pooling';
