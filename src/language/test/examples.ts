/** Texts that between them use every form of the language. */
export const exampleTexts: readonly string[] = [
  `// A searched cell.
import "blocks.cell"

/** Four tensors, six edges. */
cell normal(x) {
  nodes n[3] = sum(edge(all))               // every earlier node
  return n[3]
}
cell shrink(a, b, stride = 2) = fresh normal(a, b)

op edge = none | skip | conv_bn(1) | conv_bn((1, 7))
op conv_bn(k, filters = same) = conv(k, filters, bias: false) -> bn -> relu

space Digits(align = pad) {
  let width = 8 | 16
  input image(8x8x1)
  -> conv(3, width) -> bn -> relu
  -> stage s1 { repeat 1..3 { normal } }
  -> stage s2 { shrink(filters: 2 * width) -> repeat 2 fresh { normal } }
  -> (maybe dropout(0..0.5 step 0.1)) -> dense(10)
  require params < 200k and macs <= 1.5M
}

dataset digits { source builtin("digits")  split 70%, 15%, 15%  normalize on  augment shift(1), flip }
train quick { epochs 5  batch 32 | 64  optimizer adam(lr: 1e-4..1e-2 log)  schedule cosine  loss cross_entropy }

search front {
  space Digits   data digits   train quick
  maximize accuracy   minimize params, latency
  require macs < 5M
  strategy regularized_evolution(population: 20)
  trials 200  time 30min  parallel 2  seed 7
}
`,
  `cell enas(x, h) {
  let s = h + relu(linear(concat(x, h))) * (relu(linear(concat(x, h))) - h)
  nodes n[12] {
    let p = pick of (s, n)
    return p + relu(linear(p)) * -p
  }
  return mean(unused)
}
/* A family: six cells. */
cell motif[6](x) {
  nodes n[1..3] = sum(pick any of (x, n), pick 2 of n, pick 1..2)
  return n[3]
}
op one = pick of motif
space Two {
  let wave = input vector(9)
  let meta = input vector(12)
  return concat(wave -> dense(8) -> rnn(enas, units: 8), meta) -> one
}
search table { space Two  evaluate table("data.csv", key: ops)  maximize val, edges(enas)  report test  strategy random }
`,
];
