import type { WindowGeometry } from '../geometry.ts';

/** Calls back with the part of the image that each window sees: rows [y0, y1), columns [x0, x1), and its first output. */
function eachWindow(
  g: WindowGeometry,
  visit: (image: number, y0: number, y1: number, x0: number, x1: number, output: number) => void,
): void {
  for (let n = 0; n < g.batchSize; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const y0 = Math.max(0, oy * g.strideHeight - g.padInfo.top);
      const y1 = Math.min(g.inHeight, oy * g.strideHeight - g.padInfo.top + g.filterHeight);
      for (let ox = 0; ox < g.outWidth; ox++) {
        const x0 = Math.max(0, ox * g.strideWidth - g.padInfo.left);
        const x1 = Math.min(g.inWidth, ox * g.strideWidth - g.padInfo.left + g.filterWidth);
        visit(n * g.inHeight * g.inWidth, y0, y1, x0, x1, ((n * g.outHeight + oy) * g.outWidth + ox) * g.inChannels);
      }
    }
  }
}

/** The first largest value of each window takes its gradient. Adds to `dx`. */
export function maxPoolGradient(x: Float32Array, dy: Float32Array, dx: Float32Array, g: WindowGeometry): void {
  const channels = g.inChannels;
  eachWindow(g, (image, y0, y1, x0, x1, output) => {
    for (let c = 0; c < channels; c++) {
      let best = Number.NEGATIVE_INFINITY;
      let at = -1;
      for (let y = y0; y < y1; y++) {
        for (let i = x0; i < x1; i++) {
          const index = (image + y * g.inWidth + i) * channels + c;
          const value = x[index] as number;
          if (value > best) {
            best = value;
            at = index;
          }
        }
      }
      if (at >= 0) dx[at] = (dx[at] as number) + (dy[output + c] as number);
    }
  });
}

/** Each value of a window takes an equal share; padding is not counted, as in the forward pass. Adds to `dx`. */
export function averagePoolGradient(dy: Float32Array, dx: Float32Array, g: WindowGeometry): void {
  const channels = g.inChannels;
  eachWindow(g, (image, y0, y1, x0, x1, output) => {
    const share = 1 / ((y1 - y0) * (x1 - x0));
    for (let y = y0; y < y1; y++) {
      for (let i = x0; i < x1; i++) {
        const index = (image + y * g.inWidth + i) * channels;
        for (let c = 0; c < channels; c++) {
          dx[index + c] = (dx[index + c] as number) + (dy[output + c] as number) * share;
        }
      }
    }
  });
}
