// Layer norm (Ba et al. 2016): each of `rows` rows of `channels` values to mean 0 and variance 1, then gamma and beta.

/** y = (x − mean)·inverse·gamma + beta; gives mean and inverse = 1/√(variance + epsilon) of each row as well. */
export function normaliseRows(
  rows: i32, channels: i32, x: usize, gamma: usize, beta: usize, epsilon: f32, y: usize, mean: usize, inverse: usize,
): void {
  const line = <usize>channels << 2, vectors = <usize>(channels & ~3) << 2, share: f32 = 1 / <f32>channels;
  for (let row = 0; row < rows; row++) {
    let sums = f32x4.splat(0);
    for (let o: usize = 0; o < vectors; o += 16) sums = f32x4.add(sums, v128.load(x + o));
    let sum = lanes(sums);
    for (let o = vectors; o < line; o += 4) sum += load<f32>(x + o);
    const m = sum * share, ms = f32x4.splat(m);
    sums = f32x4.splat(0);
    for (let o: usize = 0; o < vectors; o += 16) {
      const d = f32x4.sub(v128.load(x + o), ms);
      sums = f32x4.add(sums, f32x4.mul(d, d));
    }
    sum = lanes(sums);
    for (let o = vectors; o < line; o += 4) { const d = load<f32>(x + o) - m; sum += d * d; }
    const i: f32 = 1 / sqrt<f32>(sum * share + epsilon), is = f32x4.splat(i);
    store<f32>(mean, m);
    store<f32>(inverse, i);
    for (let o: usize = 0; o < vectors; o += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + o), ms), is);
      v128.store(y + o, f32x4.add(f32x4.mul(normal, v128.load(gamma + o)), v128.load(beta + o)));
    }
    for (let o = vectors; o < line; o += 4) {
      store<f32>(y + o, (load<f32>(x + o) - m) * i * load<f32>(gamma + o) + load<f32>(beta + o));
    }
    x += line; y += line; mean += 4; inverse += 4;
  }
}

/**
 * With x̂ = (x − mean)·inverse and g = dy·gamma: dx = inverse·(g − mean(g) − x̂·mean(g·x̂)) by row; dGamma = Σ dy·x̂ and
 * dBeta = Σ dy over the rows.
 */
export function normaliseRowsGradient(
  rows: i32, channels: i32, x: usize, gamma: usize, mean: usize, inverse: usize, dy: usize,
  dx: usize, dGamma: usize, dBeta: usize,
): void {
  const line = <usize>channels << 2, vectors = <usize>(channels & ~3) << 2, share: f32 = 1 / <f32>channels;
  memory.fill(dGamma, 0, line);
  memory.fill(dBeta, 0, line);
  for (let row = 0; row < rows; row++) {
    const m = load<f32>(mean), i = load<f32>(inverse), ms = f32x4.splat(m), is = f32x4.splat(i);
    let sums = f32x4.splat(0), products = f32x4.splat(0);
    for (let o: usize = 0; o < vectors; o += 16) {
      const d = v128.load(dy + o), normal = f32x4.mul(f32x4.sub(v128.load(x + o), ms), is);
      const g = f32x4.mul(d, v128.load(gamma + o));
      sums = f32x4.add(sums, g);
      products = f32x4.add(products, f32x4.mul(g, normal));
      v128.store(dGamma + o, f32x4.add(v128.load(dGamma + o), f32x4.mul(d, normal)));
      v128.store(dBeta + o, f32x4.add(v128.load(dBeta + o), d));
    }
    let sum = lanes(sums), product = lanes(products);
    for (let o = vectors; o < line; o += 4) {
      const d = load<f32>(dy + o), normal = (load<f32>(x + o) - m) * i, g = d * load<f32>(gamma + o);
      sum += g;
      product += g * normal;
      store<f32>(dGamma + o, load<f32>(dGamma + o) + d * normal);
      store<f32>(dBeta + o, load<f32>(dBeta + o) + d);
    }
    const offset = sum * share, slope = product * share, offsets = f32x4.splat(offset), slopes = f32x4.splat(slope);
    for (let o: usize = 0; o < vectors; o += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + o), ms), is);
      const g = f32x4.sub(f32x4.mul(v128.load(dy + o), v128.load(gamma + o)), offsets);
      v128.store(dx + o, f32x4.mul(f32x4.sub(g, f32x4.mul(normal, slopes)), is));
    }
    for (let o = vectors; o < line; o += 4) {
      const normal = (load<f32>(x + o) - m) * i;
      store<f32>(dx + o, (load<f32>(dy + o) * load<f32>(gamma + o) - offset - normal * slope) * i);
    }
    x += line; dy += line; dx += line; mean += 4; inverse += 4;
  }
}

@inline function lanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}
