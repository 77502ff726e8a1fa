// A window that slides over images, as 15 32-bit integers; src/engine/kernels/own-kernels.ts writes them.
// @inline because these stand in address computations of hot loops.

@inline export function batchOf(g: usize): i32 { return load<i32>(g, 0); }
@inline export function heightOf(g: usize): i32 { return load<i32>(g, 4); }
@inline export function widthOf(g: usize): i32 { return load<i32>(g, 8); }
@inline export function channelsOf(g: usize): i32 { return load<i32>(g, 12); }
@inline export function kernelHeightOf(g: usize): i32 { return load<i32>(g, 16); }
@inline export function kernelWidthOf(g: usize): i32 { return load<i32>(g, 20); }
@inline export function filtersOf(g: usize): i32 { return load<i32>(g, 24); }
@inline export function outHeightOf(g: usize): i32 { return load<i32>(g, 28); }
@inline export function outWidthOf(g: usize): i32 { return load<i32>(g, 32); }
@inline export function strideYOf(g: usize): i32 { return load<i32>(g, 36); }
@inline export function strideXOf(g: usize): i32 { return load<i32>(g, 40); }
@inline export function dilationYOf(g: usize): i32 { return load<i32>(g, 44); }
@inline export function dilationXOf(g: usize): i32 { return load<i32>(g, 48); }
@inline export function padTopOf(g: usize): i32 { return load<i32>(g, 52); }
@inline export function padLeftOf(g: usize): i32 { return load<i32>(g, 56); }

/** Rows of the padded image that the windows read in all. */
export function paddedHeight(g: usize): i32 {
  return (outHeightOf(g) - 1) * strideYOf(g) + (kernelHeightOf(g) - 1) * dilationYOf(g) + 1;
}
export function paddedWidth(g: usize): i32 {
  return (outWidthOf(g) - 1) * strideXOf(g) + (kernelWidthOf(g) - 1) * dilationXOf(g) + 1;
}

/** Bytes of `n` floats. */
@inline export function floats(n: i32): i32 { return n << 2; }
/** Rounded up to whole vectors of 16 bytes. */
@inline export function aligned(bytes: i32): i32 { return (bytes + 15) & ~15; }
@inline export function roundUp(n: i32, to: i32): i32 { return (n + to - 1) / to * to; }
@inline export function ceilDivide(a: i32, b: i32): i32 { return (a + b - 1) / b; }
/** Towards −∞; b > 0. */
export function floorDivide(a: i32, b: i32): i32 {
  const quotient = a / b;
  return quotient * b > a ? quotient - 1 : quotient;
}
/** Between 0 and b − 1 also for negative a. */
export function modulo(a: i32, b: i32): i32 {
  const rest = a % b;
  return rest < 0 ? rest + b : rest;
}

/** Copies rows of an image into a larger one (or, with a smaller step, together). */
export function copyRows(from: usize, to: usize, rows: i32, fromStep: usize, toStep: usize, bytes: usize): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, bytes);
    from += fromStep;
    to += toStep;
  }
}
