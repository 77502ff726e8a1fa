// Cross entropy after softmax, with its gradient: each row of `classes` outputs is read while it is in the cache.

/**
 * −Σ y·log softmax(x) of each row with y = `on` at its label and `off` elsewhere (they sum to 1), and `share` times its
 * derivative by x, softmax(x) − y. Writes to `totals` the sum over the rows times `share`, and the number of rows whose
 * first largest output is that of the label.
 */
export function crossEntropy(
  rows: i32, classes: i32, x: usize, labels: usize, on: f32, off: f32, share: f32, dx: usize, totals: usize,
): void {
  const line = <usize>classes << 2, vectors = <usize>(classes & ~3) << 2, last = line - vectors;
  const offs = f32x4.splat(off), shares = f32x4.splat(share);
  let total: f64 = 0, right = 0;
  for (let row = 0; row < rows; row++) {
    const own = <usize>load<i32>(labels) << 2, tops = largest(x, vectors, line);
    const top = f32x4.extract_lane(tops, 0);
    let sums = f32x4.splat(0), shifts = f32x4.splat(0);
    for (let o: usize = 0; o < vectors; o += 16) {
      const shifted = f32x4.sub(v128.load(x + o), tops), power = exponential(shifted);
      v128.store(dx + o, power);
      sums = f32x4.add(sums, power);
      shifts = f32x4.add(shifts, shifted);
    }
    let sum = <f64>lanes(sums), shift = <f64>lanes(shifts);
    for (let o = vectors; o < line; o += 4) {
      const shifted = load<f32>(x + o) - top, power = f32x4.extract_lane(exponential(f32x4.splat(shifted)), 0);
      store<f32>(dx + o, power);
      sum += power;
      shift += shifted;
    }
    const score = load<f32>(x + own);
    // log Σeˣ − Σ y·x, x shifted by the largest: no exponential overflows. An output of −∞ counts only where y does.
    total += logarithm(sum) - <f64>(on - off) * <f64>(score - top);
    if (off != 0) total -= <f64>off * shift;
    if (score == top && !has(x, own, top)) right++;
    const inverse: f32 = <f32>(1 / sum), inverses = f32x4.splat(inverse);
    for (let o: usize = 0; o < vectors; o += 16) {
      v128.store(dx + o, f32x4.mul(f32x4.sub(f32x4.mul(v128.load(dx + o), inverses), offs), shares));
    }
    for (let o = vectors; o < line; o += 4) store<f32>(dx + o, (load<f32>(dx + o) * inverse - off) * share);
    store<f32>(dx + own, load<f32>(dx + own) - (on - off) * share);
    x += line; dx += line; labels += 4;
  }
  store<f32>(totals, <f32>(total * share));
  store<f32>(totals, <f32>right, 4);
}

/** The largest of a row, in all lanes; NaN if there is one. */
@inline function largest(x: usize, vectors: usize, line: usize): v128 {
  let tops = f32x4.splat(load<f32>(x));
  for (let o: usize = 0; o < vectors; o += 16) tops = f32x4.max(tops, v128.load(x + o));
  let top: f32 = max(
    max(f32x4.extract_lane(tops, 0), f32x4.extract_lane(tops, 1)), max(f32x4.extract_lane(tops, 2), f32x4.extract_lane(tops, 3)),
  );
  for (let o = vectors; o < line; o += 4) top = max(top, load<f32>(x + o));
  return f32x4.splat(top);
}

/** Whether the first `bytes` of a row hold a value. */
function has(x: usize, bytes: usize, value: f32): bool {
  const values = f32x4.splat(value), vectors = bytes & ~15;
  for (let o: usize = 0; o < vectors; o += 16) if (v128.any_true(f32x4.eq(v128.load(x + o), values))) return true;
  for (let o = vectors; o < bytes; o += 4) if (load<f32>(x + o) == value) return true;
  return false;
}

/** eˣ of x ≤ 0 to 2 units in the last place (coefficients: Cephes' expf); below −87 as of −87; NaN stays. */
@inline function exponential(x: v128): v128 {
  x = f32x4.max(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  // x − n·log 2, the logarithm in two parts of which the first times n is exact.
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.add(f32x4.mul(f32x4.splat(1.9875691500e-4), r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** log x of x ≥ 1; NaN stays. The library's has tables, for which there is no place in memory that is another's. */
function logarithm(x: f64): f64 {
  if (x != x) return x;
  const bits = reinterpret<i64>(x);
  let exponent = (bits >> 52) - 1023, m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) { m *= 0.5; exponent++; }
  // log m = 2·artanh(s), |s| < 0.172: nine terms of the series give 14 digits.
  const s = (m - 1) / (m + 1), square = s * s;
  let series: f64 = 0;
  for (let k = 17; k > 0; k -= 2) series = series * square + 1 / <f64>k;
  return <f64>exponent * 0.6931471805599453 + 2 * s * series;
}

@inline function lanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}
