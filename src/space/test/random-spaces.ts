import fc from 'fast-check';

/** Texts of small spaces that use every form in which decisions meet: sharing, nesting, repetition, cells, families. */
const { step } = fc.letrec<{ step: string; leaf: string; option: string }>((tie) => ({
  leaf: fc.constantFrom(
    'relu',
    'conv(1)',
    'conv(1 | 3)',
    'conv(1, w)',
    'f',
    'twice(gelu | relu)',
    'plain',
    'fresh plain',
    'pair',
    'pick of family',
    'family[2]',
    'dropout(0 | 0.5)',
  ),
  option: tie('step').map((inner) => `relu -> ${inner}`),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.tuple(tie('step'), tie('step')).map(([a, b]) => `${a} -> ${b}`),
    fc.array(tie('option'), { minLength: 2, maxLength: 3 }).map((options) => `(${options.join(' | ')})`),
    tie('option').map((inner) => `(maybe (${inner}))`),
    tie('step').map((inner) => `residual(relu -> ${inner})`),
    tie('step').map((inner) => `stage part { ${inner} }`),
    fc
      .tuple(fc.constantFrom('1', '2', 'n', '1..2', '0 | 2', 'n - 1'), fc.boolean(), tie('step'))
      .map(([count, fresh, inner]) => `repeat ${count}${fresh ? ' fresh' : ''} { ${inner} }`),
  ),
}));

const definitions = `
op e = none | skip | conv(1)
op twice(g) = g -> conv(1) -> g
cell plain(x) { nodes n[2] = sum(e(pick any))  return n[2] }
cell pair(a, b) { nodes n[1..2] = e(pick) + a  return concat(unused) -> conv(1, 4) }
cell family[2](x) { let k = 1 | 3  return conv(k, 4)(x) + x }
`;

export const spaceText: fc.Arbitrary<string> = step.map(
  (body) => `${definitions}
space S {
  let w = 4 | 8
  let n = 1..2
  let f = relu | gelu
  input image(4x4x4) -> ${body} -> global_avg_pool -> dense(2)
}`,
);
