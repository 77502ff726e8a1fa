// The transforms of Winograd's minimal filtering F(2 x 2, 3 x 3) (Lavin and Gray 2016): 4 x 4 inputs and a 3 x 3 filter give
// 2 x 2 outputs with 16 products in the place of 36. With Bᵀ, G and Aᵀ of that paper: V = Bᵀ d B, U = G g Gᵀ,
// y = Aᵀ (U ⊙ V) A; backwards dU = V ⊙ (A dy Aᵀ) and dg = Gᵀ dU G. One function transforms all channels of one tile; a
// transformed value of place ξ (0 … 15) lies ξ·step bytes behind that of place 0.

/** V of the tile whose first pixel is at `from`. Row by row, so that the values stay in registers. */
export function transformInput(from: usize, pixel: usize, line: usize, channels: i32, to: usize, step: usize): void {
  const d1 = line, d2 = line << 1, d3 = line + d2;
  for (let c = 0; c < channels; c += 4) {
    // Rows of Bᵀ: d0 − d2, d1 + d2, d2 − d1, d1 − d3.
    writeInputRow(from, from + d2, pixel, to, step);
    let p1 = from + d1, p2 = from + d2;
    const a0 = v128.load(p1), b0 = v128.load(p2); p1 += pixel; p2 += pixel;
    const a1 = v128.load(p1), b1 = v128.load(p2); p1 += pixel; p2 += pixel;
    const a2 = v128.load(p1), b2 = v128.load(p2); p1 += pixel; p2 += pixel;
    const a3 = v128.load(p1), b3 = v128.load(p2);
    let at = to + (step << 2);
    let t0 = f32x4.add(a0, b0), t1 = f32x4.add(a1, b1), t2 = f32x4.add(a2, b2), t3 = f32x4.add(a3, b3);
    v128.store(at, f32x4.sub(t0, t2)); at += step;
    v128.store(at, f32x4.add(t1, t2)); at += step;
    v128.store(at, f32x4.sub(t2, t1)); at += step;
    v128.store(at, f32x4.sub(t1, t3)); at += step;
    t0 = f32x4.sub(b0, a0); t1 = f32x4.sub(b1, a1); t2 = f32x4.sub(b2, a2); t3 = f32x4.sub(b3, a3);
    v128.store(at, f32x4.sub(t0, t2)); at += step;
    v128.store(at, f32x4.add(t1, t2)); at += step;
    v128.store(at, f32x4.sub(t2, t1)); at += step;
    v128.store(at, f32x4.sub(t1, t3)); at += step;
    writeInputRow(from + d1, from + d3, pixel, at, step);
    from += 16; to += 16;
  }
}

/** The four values of the row a − b. */
@inline function writeInputRow(a: usize, b: usize, pixel: usize, to: usize, step: usize): void {
  const t0 = f32x4.sub(v128.load(a), v128.load(b)); a += pixel; b += pixel;
  const t1 = f32x4.sub(v128.load(a), v128.load(b)); a += pixel; b += pixel;
  const t2 = f32x4.sub(v128.load(a), v128.load(b)); a += pixel; b += pixel;
  const t3 = f32x4.sub(v128.load(a), v128.load(b));
  v128.store(to, f32x4.sub(t0, t2)); to += step;
  v128.store(to, f32x4.add(t1, t2)); to += step;
  v128.store(to, f32x4.sub(t2, t1)); to += step;
  v128.store(to, f32x4.sub(t1, t3));
}

/** y = Aᵀ m A; only the first `rows` x `columns` (1 or 2) of the 2 x 2 pixels exist. */
export function transformOutput(
  from: usize, step: usize, filters: i32, to: usize, pixel: usize, line: usize, rows: i32, columns: i32,
): void {
  for (let k = 0; k < filters; k += 4) {
    let at = from, m0: v128, m1: v128, m2: v128, m3: v128;
    const row = step << 2;
    m0 = v128.load(at); m1 = v128.load(at + row); m2 = v128.load(at + (row << 1)); m3 = v128.load(at + row + (row << 1));
    let s0 = f32x4.add(f32x4.add(m0, m1), m2), s1 = f32x4.sub(f32x4.sub(m1, m2), m3);
    let y00 = s0, y10 = s1;
    at += step;
    m0 = v128.load(at); m1 = v128.load(at + row); m2 = v128.load(at + (row << 1)); m3 = v128.load(at + row + (row << 1));
    s0 = f32x4.add(f32x4.add(m0, m1), m2); s1 = f32x4.sub(f32x4.sub(m1, m2), m3);
    y00 = f32x4.add(y00, s0); y10 = f32x4.add(y10, s1);
    let y01 = s0, y11 = s1;
    at += step;
    m0 = v128.load(at); m1 = v128.load(at + row); m2 = v128.load(at + (row << 1)); m3 = v128.load(at + row + (row << 1));
    s0 = f32x4.add(f32x4.add(m0, m1), m2); s1 = f32x4.sub(f32x4.sub(m1, m2), m3);
    y00 = f32x4.add(y00, s0); y10 = f32x4.add(y10, s1); y01 = f32x4.sub(y01, s0); y11 = f32x4.sub(y11, s1);
    at += step;
    m0 = v128.load(at); m1 = v128.load(at + row); m2 = v128.load(at + (row << 1)); m3 = v128.load(at + row + (row << 1));
    s0 = f32x4.add(f32x4.add(m0, m1), m2); s1 = f32x4.sub(f32x4.sub(m1, m2), m3);
    y01 = f32x4.sub(y01, s0); y11 = f32x4.sub(y11, s1);
    v128.store(to, y00);
    if (columns > 1) v128.store(to + pixel, y01);
    if (rows > 1) {
      v128.store(to + line, y10);
      if (columns > 1) v128.store(to + line + pixel, y11);
    }
    from += 16; to += 16;
  }
}

/** A dy Aᵀ of 2 x 2 pixels. */
export function transformGradient(from: usize, pixel: usize, line: usize, filters: i32, to: usize, step: usize): void {
  for (let k = 0; k < filters; k += 4) {
    const y00 = v128.load(from), y01 = v128.load(from + pixel);
    const y10 = v128.load(from + line), y11 = v128.load(from + line + pixel);
    let at = writeGradientRow(y00, y01, to, step);
    at = writeGradientRow(f32x4.add(y00, y10), f32x4.add(y01, y11), at, step);
    at = writeGradientRow(f32x4.sub(y00, y10), f32x4.sub(y01, y11), at, step);
    writeGradientRow(f32x4.neg(y10), f32x4.neg(y11), at, step);
    from += 16; to += 16;
  }
}

@inline function writeGradientRow(a: v128, b: v128, to: usize, step: usize): usize {
  v128.store(to, a); to += step;
  v128.store(to, f32x4.add(a, b)); to += step;
  v128.store(to, f32x4.sub(a, b)); to += step;
  v128.store(to, f32x4.neg(b));
  return to + step;
}

/**
 * U of the filter from one channel to another, whose 9 taps lie `tap` bytes apart (less than 0: turned round). Written to
 * the column of a panel.
 */
export function transformFilter(from: usize, tap: isize, to: usize, step: usize): void {
  const row = tap + (tap << 1);
  for (let j = 0; j < 4; j++) {
    // One column of G g, then that of it times Gᵀ: three taps are enough for each.
    const t0 = filterColumn(from, tap, j), t1 = filterColumn(from + row, tap, j), t2 = filterColumn(from + (row << 1), tap, j);
    let at = to + <usize>j * step;
    store<f32>(at, t0); at += step << 2;
    store<f32>(at, 0.5 * (t0 + t1 + t2)); at += step << 2;
    store<f32>(at, 0.5 * (t0 - t1 + t2)); at += step << 2;
    store<f32>(at, t2);
  }
}

/** Value j of (g0, g1, g2)·Gᵀ. */
@inline function filterColumn(from: usize, tap: isize, j: i32): f32 {
  const g0 = load<f32>(from), g1 = load<f32>(from + tap), g2 = load<f32>(from + (tap << 1));
  return j == 0 ? g0 : j == 1 ? <f32>0.5 * (g0 + g1 + g2) : j == 2 ? <f32>0.5 * (g0 - g1 + g2) : g2;
}

/** Gᵀ dU G of one filter, in single values. */
export function filterOfGradient(from: usize, step: usize, to: usize, tap: usize): void {
  for (let i = 0; i < 3; i++) {
    const s0 = gradientRow(from, step, i), s1 = gradientRow(from + step, step, i);
    const s2 = gradientRow(from + (step << 1), step, i), s3 = gradientRow(from + step + (step << 1), step, i);
    store<f32>(to, s0 + <f32>0.5 * (s1 + s2)); to += tap;
    store<f32>(to, <f32>0.5 * (s1 - s2)); to += tap;
    store<f32>(to, <f32>0.5 * (s1 + s2) + s3); to += tap;
  }
}

/** Row i of Gᵀ times a column of dU. */
@inline function gradientRow(from: usize, step: usize, i: i32): f32 {
  const row = step << 2;
  const u1 = load<f32>(from + row), u2 = load<f32>(from + (row << 1));
  if (i == 0) return load<f32>(from) + <f32>0.5 * (u1 + u2);
  if (i == 1) return <f32>0.5 * (u1 - u2);
  return <f32>0.5 * (u1 + u2) + load<f32>(from + row + (row << 1));
}
