// One step of an optimizer, in place: what src/engine/kernels/update.ts does in plain arithmetic. The last three weights
// of a variable go through a vector of which only they are kept.

/** v = momentum·v + g, w −= rate·v, or with nesterov 1 rate·(g + momentum·v); g with its scale and weight decay. */
export function updateSgd(
  count: i32, w: usize, g: usize, v: usize, rate: f32, scale: f32, decay: f32, momentum: f32, nesterov: f32,
): void {
  const r = f32x4.splat(rate), s = f32x4.splat(scale), d = f32x4.splat(decay), m = f32x4.splat(momentum);
  const ahead = f32x4.splat(nesterov * momentum);
  // Without nesterov the step is v alone, with it g + momentum·v.
  const ofG = f32x4.splat(nesterov), ofV = nesterov != 0 ? ahead : f32x4.splat(1);
  for (let i = 0; i < count; i += 4) {
    const rest = count - i;
    const old = loadSome(w, rest);
    const gradient = f32x4.add(f32x4.mul(s, loadSome(g, rest)), f32x4.mul(d, old));
    const velocity = f32x4.add(f32x4.mul(m, loadSome(v, rest)), gradient);
    storeSome(v, velocity, rest);
    const step = f32x4.add(f32x4.mul(ofG, gradient), f32x4.mul(ofV, velocity));
    storeSome(w, f32x4.sub(old, f32x4.mul(r, step)), rest);
    w += 16; g += 16; v += 16;
  }
}

/**
 * Adam; shares are 1 − beta, which is more exact than the difference of 32-bit floats; `penalty` is decay by way of the gradient, `shrink` decay of the weight itself
 * (AdamW).
 */
export function updateAdam(
  count: i32, w: usize, g: usize, first: usize, second: usize, rate: f32, scale: f32, penalty: f32, shrink: f32,
  beta1: f32, share1: f32, beta2: f32, share2: f32, epsilon: f32, correction1: f32, correction2: f32,
): void {
  const r = f32x4.splat(rate), s = f32x4.splat(scale), p = f32x4.splat(penalty), d = f32x4.splat(shrink);
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2), rest1 = f32x4.splat(share1), rest2 = f32x4.splat(share2);
  const e = f32x4.splat(epsilon), c1 = f32x4.splat(correction1), c2 = f32x4.splat(correction2);
  for (let i = 0; i < count; i += 4) {
    const rest = count - i;
    const old = loadSome(w, rest);
    const gradient = f32x4.add(f32x4.mul(s, loadSome(g, rest)), f32x4.mul(p, old));
    const m = f32x4.add(f32x4.mul(b1, loadSome(first, rest)), f32x4.mul(rest1, gradient));
    const v = f32x4.add(f32x4.mul(b2, loadSome(second, rest)), f32x4.mul(rest2, f32x4.mul(gradient, gradient)));
    storeSome(first, m, rest);
    storeSome(second, v, rest);
    const direction = f32x4.div(f32x4.mul(m, c1), f32x4.add(f32x4.sqrt(f32x4.mul(v, c2)), e));
    storeSome(w, f32x4.sub(old, f32x4.mul(r, f32x4.add(direction, f32x4.mul(d, old)))), rest);
    w += 16; g += 16; first += 16; second += 16;
  }
}

export function updateRmsprop(
  count: i32, w: usize, g: usize, meanSquare: usize, velocity: usize, rate: f32, scale: f32, decay: f32,
  rho: f32, shareOfNew: f32, momentum: f32, epsilon: f32,
): void {
  const r = f32x4.splat(rate), s = f32x4.splat(scale), d = f32x4.splat(decay), m = f32x4.splat(momentum);
  const kept = f32x4.splat(rho), share = f32x4.splat(shareOfNew), e = f32x4.splat(epsilon);
  for (let i = 0; i < count; i += 4) {
    const rest = count - i;
    const old = loadSome(w, rest);
    const gradient = f32x4.add(f32x4.mul(s, loadSome(g, rest)), f32x4.mul(d, old));
    const square = f32x4.add(f32x4.mul(kept, loadSome(meanSquare, rest)), f32x4.mul(share, f32x4.mul(gradient, gradient)));
    storeSome(meanSquare, square, rest);
    const step = f32x4.div(gradient, f32x4.add(f32x4.sqrt(square), e));
    const v = f32x4.add(f32x4.mul(m, loadSome(velocity, rest)), step);
    storeSome(velocity, v, rest);
    storeSome(w, f32x4.sub(old, f32x4.mul(r, v)), rest);
    w += 16; g += 16; meanSquare += 16; velocity += 16;
  }
}

/** Four values, or as many as are left and zeros. */
@inline function loadSome(from: usize, count: i32): v128 {
  return count >= 4 ? v128.load(from) : loadFew(from, count);
}
@inline function storeSome(to: usize, values: v128, count: i32): void {
  if (count >= 4) v128.store(to, values);
  else storeFew(to, values, count);
}
function loadFew(from: usize, count: i32): v128 {
  let values = f32x4.splat(0);
  values = f32x4.replace_lane(values, 0, load<f32>(from));
  if (count > 1) values = f32x4.replace_lane(values, 1, load<f32>(from, 4));
  if (count > 2) values = f32x4.replace_lane(values, 2, load<f32>(from, 8));
  return values;
}
function storeFew(to: usize, values: v128, count: i32): void {
  store<f32>(to, f32x4.extract_lane(values, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(values, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(values, 2), 8);
}
