/** Files and fragments that the editor writes for the user. Each is checked and run in tests. Pure. */

export interface Template {
  readonly label: string;
  readonly detail: string;
  readonly text: string;
}

const training = `// The built-in set: 1,797 handwritten digits of 8x8 pixels.
dataset digits { source builtin("digits")  split 70%, 15%, 15%  normalize on }
train quick { epochs 10  batch 64  optimizer adam(lr: 1e-3..1e-2 log)  schedule cosine  loss cross_entropy }
`;

export const templates: readonly Template[] = [
  {
    label: 'A chain of layers',
    detail: 'Widths, kernels and depth are decided; digits, under a minute',
    text: `/** What may vary is written where it stands: 3 | 5 is a choice, 1..2 a range. */
space MySpace {
  let width = 8 | 16 | 24
  input image(8x8x1)
  -> conv(3, width) -> bn -> relu
  -> repeat 1..2 fresh { conv(3 | 5, width) -> bn -> (relu | silu) }
  -> max_pool(2, stride: 2)
  -> global_avg_pool -> dense(10)
  require params < 50k
}

${training}
search my_search {
  space MySpace   data digits   train quick
  maximize accuracy
  strategy regularized_evolution(population: 4, sample: 2)
  trials 8  parallel 2  seed 1
}
`,
  },
  {
    label: 'A searched cell',
    detail: 'What stands on each edge of a cell is decided; digits, about a minute',
    text: `/** What may stand on an edge. */
op edge = none | skip | conv_bn(1) | conv_bn(3) | avg_pool(3)
op conv_bn(k) = conv(k, same, bias: false) -> bn -> relu

/** Node i reads x and every earlier node. */
cell normal(x) {
  nodes n[3] = sum(edge(all))
  return n[3]
}

space MySpace {
  let width = 8 | 16
  input image(8x8x1)
  -> conv(3, width, bias: false) -> bn -> relu
  -> stage s1 { normal }
  -> max_pool(2, stride: 2)
  -> stage s2 { normal }
  -> global_avg_pool -> dense(10)
}

${training}
search my_search {
  space MySpace   data digits   train quick
  maximize accuracy
  strategy regularized_evolution(population: 4, sample: 2)
  trials 8  parallel 2  seed 1
}
`,
  },
];

/** A search with all that it needs, for the end of a file that has none; a snippet. */
export const searchSnippet = (space = 'MySpace'): string => `
dataset \${1:digits} { source builtin("digits")  split 70%, 15%, 15%  normalize on }
train \${2:quick} { epochs 10  batch 64  optimizer adam(lr: 1e-3..1e-2 log)  schedule cosine  loss cross_entropy }

search \${3:my_search} {
  space ${space}   data \${1:digits}   train \${2:quick}
  maximize accuracy
  strategy random
  trials \${4:8}  parallel 2  seed 1
}
`;
