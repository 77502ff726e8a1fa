const suffixes = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** Few significant digits with the field's suffixes: 950, 12.3k, 4.56M, 1.2G, 3T, 5P; beyond them 1.2e+19. */
export function quantity(value: number, digits = 3): string {
  const size = Math.abs(value);
  // What would round to 1000 of one suffix is 1 of the next.
  const rounds = 1 - 0.5 * 10 ** -digits;
  if (size >= 1e18 * rounds) return Number(value.toPrecision(digits)).toExponential();
  const [limit, suffix] = suffixes.find(([least]) => size >= least * rounds) ?? ([1, ''] as const);
  return `${Number((value / limit).toPrecision(digits))}${suffix}`;
}
