import { readFileSync } from 'node:fs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { WindowGeometry } from './geometry.ts';

type Address = number;

/** What kernels.wasm exports (src/engine/kernels/assembly/index.ts). */
export interface KernelExports {
  convolve(g: Address, x: Address, w: Address, y: Address, scratch: Address): void;
  convolutionInputGradient(g: Address, dy: Address, w: Address, dx: Address, scratch: Address): void;
  convolutionFilterGradient(g: Address, x: Address, dy: Address, dw: Address, scratch: Address): void;
  convolutionScratch(g: Address): number;
  convolveDepthwise(g: Address, x: Address, w: Address, y: Address): void;
  depthwiseGradients(g: Address, x: Address, w: Address, dy: Address, dx: Address, dw: Address): void;
  matrixScratch(rows: number, columns: number, depth: number, aDepthStep: number): number;
  multiplyMatrices(
    rows: number,
    columns: number,
    depth: number,
    a: Address,
    aRowStep: number,
    aDepthStep: number,
    b: Address,
    bDepthStep: number,
    bColumnStep: number,
    c: Address,
    scratch: Address,
  ): void;
  poolAverage(g: Address, x: Address, y: Address): void;
  poolAverageGradient(g: Address, dy: Address, dx: Address): void;
  poolMaximum(g: Address, x: Address, y: Address): void;
  poolMaximumGradient(g: Address, x: Address, dy: Address, dx: Address): void;
  normaliseBatch(
    rows: number,
    channels: number,
    x: Address,
    gamma: Address,
    beta: Address,
    epsilon: number,
    y: Address,
    mean: Address,
    inverse: Address,
    variance: Address,
  ): void;
  normaliseBatchGradient(
    rows: number,
    channels: number,
    x: Address,
    gamma: Address,
    mean: Address,
    inverse: Address,
    dy: Address,
    dx: Address,
    dGamma: Address,
    dBeta: Address,
  ): void;
  add(count: number, a: Address, b: Address, y: Address): void;
  addRow(rows: number, columns: number, a: Address, b: Address, y: Address): void;
  rectify(count: number, x: Address, y: Address): void;
  rectifyGradient(count: number, y: Address, dy: Address, dx: Address): void;
  sumSegments(rows: number, width: number, segments: number, x: Address, ids: Address, y: Address): void;
  crossEntropy(
    rows: number,
    classes: number,
    x: Address,
    labels: Address,
    on: number,
    off: number,
    share: number,
    dx: Address,
    totals: Address,
  ): void;
  normaliseRows(
    rows: number,
    channels: number,
    x: Address,
    gamma: Address,
    beta: Address,
    epsilon: number,
    y: Address,
    mean: Address,
    inverse: Address,
  ): void;
  normaliseRowsGradient(
    rows: number,
    channels: number,
    x: Address,
    gamma: Address,
    mean: Address,
    inverse: Address,
    dy: Address,
    dx: Address,
    dGamma: Address,
    dBeta: Address,
  ): void;
  updateSgd(
    count: number,
    w: Address,
    g: Address,
    velocity: Address,
    rate: number,
    scale: number,
    decay: number,
    momentum: number,
    nesterov: 0 | 1,
  ): void;
  updateAdam(
    count: number,
    w: Address,
    g: Address,
    first: Address,
    second: Address,
    rate: number,
    scale: number,
    penalty: number,
    shrink: number,
    beta1: number,
    share1: number,
    beta2: number,
    share2: number,
    epsilon: number,
    correction1: number,
    correction2: number,
  ): void;
  updateRmsprop(
    count: number,
    w: Address,
    g: Address,
    meanSquare: Address,
    velocity: Address,
    rate: number,
    scale: number,
    decay: number,
    rho: number,
    share: number,
    momentum: number,
    epsilon: number,
  ): void;
}

/** The parts of the backend's own WebAssembly module that ours works with; its types leave them out. */
interface HeapModule {
  readonly HEAP32: Int32Array;
  readonly asm?: { readonly memory?: WebAssembly.Memory };
  readonly wasmMemory?: WebAssembly.Memory;
  _malloc(bytes: number): Address;
  _free(address: Address): void;
}

/** The kernels on the heap of a backend. */
export interface OwnModule {
  readonly kernels: KernelExports;
  /** Where a tensor's values are. They don't move while the tensor lives. */
  addressOf(tensor: tf.TensorInfo): Address;
  /** A new tensor whose values are not set. */
  output(shape: readonly number[]): tf.TensorInfo;
  /** Writes a geometry where kernels read it; valid until the next call. */
  geometry(g: WindowGeometry): Address;
  /** Memory of at least this size; valid until the next call. */
  scratch(bytes: number): Address;
}

const GEOMETRY_BYTES = 64;

/** Instantiates kernels.wasm on the memory of the active WebAssembly backend. */
export function startOwnModule(file: string): OwnModule {
  const backend = tf.backend() as BackendWasm;
  const heap = backend.wasm as unknown as HeapModule;
  const memory = heap.asm?.memory ?? heap.wasmMemory;
  if (!memory) throw new Error('The WebAssembly backend does not show its memory.');
  const module = new WebAssembly.Module(readFileSync(file));
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const geometryAt = heap._malloc(GEOMETRY_BYTES);
  let scratchAt: Address = 0;
  let scratchBytes = 0;
  return {
    kernels: instance.exports as unknown as KernelExports,
    addressOf: (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset,
    output: (shape) => backend.makeOutput([...shape], 'float32'),
    geometry: (g) => {
      // The order of assembly/geometry.ts. The heap's view is asked for each time: it changes when the memory grows.
      heap.HEAP32.set(
        [
          ...[g.batchSize, g.inHeight, g.inWidth, g.inChannels, g.filterHeight, g.filterWidth, g.outChannels],
          ...[g.outHeight, g.outWidth, g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth],
          ...[g.padInfo.top, g.padInfo.left],
        ],
        geometryAt >>> 2,
      );
      return geometryAt;
    },
    scratch: (bytes) => {
      if (bytes > scratchBytes) {
        if (scratchAt !== 0) heap._free(scratchAt);
        scratchAt = heap._malloc(bytes);
        scratchBytes = bytes;
      }
      return scratchAt;
    },
  };
}
