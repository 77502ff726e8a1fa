import type { CellPlan } from './plan.ts';
import type { TypeBuilder } from './type-builder.ts';

/** Types that uses of a cell can give (undefined: nothing), and most operations that they take. */
export type Results = Map<string, { readonly nodes: readonly (number | undefined)[]; readonly size: number }>;
const results = new WeakMap<CellPlan, { readonly types: TypeBuilder; readonly results: Results }>();

/** Of a cell, whatever space it is used in, as long as it means the same. */
export function resultsOf(cell: CellPlan, types: TypeBuilder): Results {
  const known = results.get(cell);
  if (known?.types === types) return known.results;
  const made = { types, results: new Map() };
  results.set(cell, made);
  return made.results;
}
