// The inner loops of convolutions and matrix products: tiles of 4 x 8 sums, all held in vector registers.
// They are not unrolled by hand on purpose: V8 unrolls this form itself, and spills the sums of an unrolled one to memory
// at half the speed. Larger tiles (5 x 8, 6 x 8) spill as well.

/** Rows of a tile. */
export const ROWS: i32 = 4;
/** Columns of a tile, and of a panel of packed weights. */
export const COLUMNS: i32 = 8;

/**
 * c_r[0 … columns) = Σ over runs s and i < length of a_r[offsets[s] + i] · panel[(s·length + i)·8 …], r = 0 … 3.
 * A row of a is read in runs because a window over an image is several contiguous stretches of it.
 */
export function multiplyTile(
  runs: i32, offsets: usize, length: i32,
  a0: usize, a1: usize, a2: usize, a3: usize,
  panel: usize,
  c0: usize, c1: usize, c2: usize, c3: usize, columns: i32,
): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
  let x: v128, w0: v128, w1: v128;
  const lastOffset = offsets + (<usize>runs << 2);
  const runBytes = <usize>length << 5;
  for (; offsets < lastOffset; offsets += 4) {
    const offset = <usize>load<i32>(offsets);
    let p0 = a0 + offset, p1 = a1 + offset, p2 = a2 + offset, p3 = a3 + offset;
    const end = panel + runBytes;
    while (panel < end) {
      w0 = v128.load(panel, 0); w1 = v128.load(panel, 16);
      x = v128.load_splat<f32>(p0); s00 = f32x4.add(s00, f32x4.mul(x, w0)); s01 = f32x4.add(s01, f32x4.mul(x, w1));
      x = v128.load_splat<f32>(p1); s10 = f32x4.add(s10, f32x4.mul(x, w0)); s11 = f32x4.add(s11, f32x4.mul(x, w1));
      x = v128.load_splat<f32>(p2); s20 = f32x4.add(s20, f32x4.mul(x, w0)); s21 = f32x4.add(s21, f32x4.mul(x, w1));
      x = v128.load_splat<f32>(p3); s30 = f32x4.add(s30, f32x4.mul(x, w0)); s31 = f32x4.add(s31, f32x4.mul(x, w1));
      panel += 32; p0 += 4; p1 += 4; p2 += 4; p3 += 4;
    }
  }
  if (columns == COLUMNS) {
    v128.store(c0, s00); v128.store(c0, s01, 16);
    v128.store(c1, s10); v128.store(c1, s11, 16);
    v128.store(c2, s20); v128.store(c2, s21, 16);
    v128.store(c3, s30); v128.store(c3, s31, 16);
  } else {
    storeSome(c0, s00, s01, columns);
    storeSome(c1, s10, s11, columns);
    storeSome(c2, s20, s21, columns);
    storeSome(c3, s30, s31, columns);
  }
}

/** The first `count` (1 to 7) of eight values. */
function storeSome(to: usize, low: v128, high: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, low);
    to += 16;
    count -= 4;
    low = high;
  }
  if (count > 0) store<f32>(to, f32x4.extract_lane(low, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(low, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(low, 2), 8);
}

/**
 * sums[m][0 … 8) += Σ over pixels of a block of x[pixel][m] · dy[pixel][0 … 8), m = 0 … 3. The block has `rows` of
 * `columns` pixels; steps are in bytes, from pixel to pixel and from row to row.
 */
export function outerProduct4(
  x: usize, dy: usize, rows: i32, columns: i32,
  xStep: usize, xRow: usize, dyStep: usize, dyRow: usize,
  sums: usize, sumsRow: usize,
): void {
  const q1 = sums + sumsRow, q2 = q1 + sumsRow, q3 = q2 + sumsRow;
  let s00 = v128.load(sums), s01 = v128.load(sums, 16), s10 = v128.load(q1), s11 = v128.load(q1, 16);
  let s20 = v128.load(q2), s21 = v128.load(q2, 16), s30 = v128.load(q3), s31 = v128.load(q3, 16);
  let a: v128, g0: v128, g1: v128;
  for (let row = 0; row < rows; row++) {
    let xAt = x, dyAt = dy;
    const end = dyAt + <usize>columns * dyStep;
    while (dyAt < end) {
      g0 = v128.load(dyAt); g1 = v128.load(dyAt, 16);
      a = v128.load_splat<f32>(xAt, 0); s00 = f32x4.add(s00, f32x4.mul(a, g0)); s01 = f32x4.add(s01, f32x4.mul(a, g1));
      a = v128.load_splat<f32>(xAt, 4); s10 = f32x4.add(s10, f32x4.mul(a, g0)); s11 = f32x4.add(s11, f32x4.mul(a, g1));
      a = v128.load_splat<f32>(xAt, 8); s20 = f32x4.add(s20, f32x4.mul(a, g0)); s21 = f32x4.add(s21, f32x4.mul(a, g1));
      a = v128.load_splat<f32>(xAt, 12); s30 = f32x4.add(s30, f32x4.mul(a, g0)); s31 = f32x4.add(s31, f32x4.mul(a, g1));
      xAt += xStep; dyAt += dyStep;
    }
    x += xRow; dy += dyRow;
  }
  v128.store(sums, s00); v128.store(sums, s01, 16); v128.store(q1, s10); v128.store(q1, s11, 16);
  v128.store(q2, s20); v128.store(q2, s21, 16); v128.store(q3, s30); v128.store(q3, s31, 16);
}

/** The same for m = 0 … 2: first layers, whose 3 x 3 taps of 1 or 3 channels would leave a quarter of the work idle. */
export function outerProduct3(
  x: usize, dy: usize, rows: i32, columns: i32,
  xStep: usize, xRow: usize, dyStep: usize, dyRow: usize,
  sums: usize, sumsRow: usize,
): void {
  const q1 = sums + sumsRow, q2 = q1 + sumsRow;
  let s00 = v128.load(sums), s01 = v128.load(sums, 16), s10 = v128.load(q1), s11 = v128.load(q1, 16);
  let s20 = v128.load(q2), s21 = v128.load(q2, 16);
  let a: v128, g0: v128, g1: v128;
  for (let row = 0; row < rows; row++) {
    let xAt = x, dyAt = dy;
    const end = dyAt + <usize>columns * dyStep;
    while (dyAt < end) {
      g0 = v128.load(dyAt); g1 = v128.load(dyAt, 16);
      a = v128.load_splat<f32>(xAt, 0); s00 = f32x4.add(s00, f32x4.mul(a, g0)); s01 = f32x4.add(s01, f32x4.mul(a, g1));
      a = v128.load_splat<f32>(xAt, 4); s10 = f32x4.add(s10, f32x4.mul(a, g0)); s11 = f32x4.add(s11, f32x4.mul(a, g1));
      a = v128.load_splat<f32>(xAt, 8); s20 = f32x4.add(s20, f32x4.mul(a, g0)); s21 = f32x4.add(s21, f32x4.mul(a, g1));
      xAt += xStep; dyAt += dyStep;
    }
    x += xRow; dy += dyRow;
  }
  v128.store(sums, s00); v128.store(sums, s01, 16); v128.store(q1, s10); v128.store(q1, s11, 16);
  v128.store(q2, s20); v128.store(q2, s21, 16);
}
