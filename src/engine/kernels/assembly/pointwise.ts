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

/** y = a + b */
export function add(count: i32, a: usize, b: usize, y: usize): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(y, f32x4.add(v128.load(a), v128.load(b)));
    a += 16; b += 16; y += 16;
  }
  for (; i < count; i++) {
    store<f32>(y, load<f32>(a) + load<f32>(b));
    a += 4; b += 4; y += 4;
  }
}

/** y = a + b where b is one row of `columns`, such as a bias, for all rows of a. */
export function addRow(rows: i32, columns: i32, a: usize, b: usize, y: usize): void {
  const line = <usize>columns << 2;
  for (let row = 0; row < rows; row++) {
    add(columns, a, b, y);
    a += line;
    y += line;
  }
}

/** y[ids[row]] = Σ of the rows of x with that id, `width` values each; ids outside of 0 … segments − 1 count for nothing. */
export function sumSegments(rows: i32, width: i32, segments: i32, x: usize, ids: usize, y: usize): void {
  const line = <usize>width << 2;
  memory.fill(y, 0, <usize>segments * line);
  for (let row = 0; row < rows; row++) {
    const segment = load<i32>(ids);
    if (segment >= 0 && segment < segments) {
      const to = y + <usize>segment * line;
      add(width, to, x, to);
    }
    ids += 4;
    x += line;
  }
}
