/**
 * Weight vectors spread evenly over the simplex (Das and Dennis 1998): as many divisions as give at most `size` vectors, but
 * at least one division. In the order of the first weights.
 */
export function evenWeights(m: number, size: number): number[][] {
  if (m === 1) return [[1]];
  let divisions = 1;
  while (simplexSize(m, divisions + 1) <= size) divisions++;
  const all: number[][] = [];
  const fill = (prefix: readonly number[], left: number): void => {
    if (prefix.length === m - 1) all.push([...prefix, left].map((part) => part / divisions));
    else for (let part = 0; part <= left; part++) fill([...prefix, part], left - part);
  };
  fill([], divisions);
  return all;
}

/** Vectors of `m` whole numbers that sum to `divisions`: C(divisions + m - 1, m - 1). */
export function simplexSize(m: number, divisions: number): number {
  let count = 1;
  for (let k = 1; k < m; k++) count = (count * (divisions + k)) / k;
  return Math.round(count);
}
