/** y = max(0, x). Operands in this order let NaN pass, so that a training that diverges is seen. */
export function rectify(count: i32, x: usize, y: usize): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(y, f32x4.pmax(v128.load(x), zero));
    x += 16; y += 16;
  }
  for (; i < count; i++) {
    const value = load<f32>(x);
    store<f32>(y, value < 0 ? 0 : value);
    x += 4; y += 4;
  }
}

/** dx = dy where y, the rectified x, is above 0. */
export function rectifyGradient(count: i32, y: usize, dy: usize, dx: usize): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(dx, v128.and(f32x4.gt(v128.load(y), zero), v128.load(dy)));
    y += 16; dy += 16; dx += 16;
  }
  for (; i < count; i++) {
    store<f32>(dx, load<f32>(y) > 0 ? load<f32>(dy) : 0);
    y += 4; dy += 4; dx += 4;
  }
}
