import { Extremes, goThrough } from './bounds.ts';
import { Costing } from './costing.ts';
import type { CellDiagnostic, Constraint } from './model.ts';
import type { ChoiceHole, SpacePlan } from './plan.ts';
import { childrenOf, type Tree } from './tree.ts';

/** Nodes of all networks that the proofs of one space may build. */
const mostEffort = 8000;

type Limited = Constraint & { readonly limit: NonNullable<Constraint['limit']> };

/**
 * Options that no architecture has which keeps a requirement on what it costs. Told only where it is proven: the least (or
 * most) of all architectures with the option is known. An option that stands for several decisions is ruled out if it is in
 * all of them.
 */
export function optionsRuledOut(plan: SpacePlan, tree: Tree, constraints: readonly Constraint[]): CellDiagnostic[] {
  const limits = constraints.filter((constraint): constraint is Limited => constraint.limit !== undefined);
  if (limits.length === 0) return [];
  const costing = new Costing(plan);
  const budget = { left: mostEffort };
  /** What is nearest to the limit; undefined if it is not known. */
  const nearest = (given: Readonly<Record<string, number>>, { limit }: Limited): number | undefined => {
    const found = new Extremes();
    if (!goThrough(costing, tree, { found, given, budget })) return undefined;
    const { min, max } = found.bounds(true)[limit.measure];
    return limit.from === 'above' ? min : max;
  };
  const findings: CellDiagnostic[] = [];
  for (const constraint of limits) {
    const { limit } = constraint;
    const isMissed = (value: number): boolean => constraint.violation({ [limit.measure]: value }) > 0;
    const all = nearest({}, constraint);
    // Where nothing keeps it, that is said of the requirement.
    if (all === undefined || isMissed(all)) continue;
    for (const holes of bySource(tree)) {
      const [first] = holes;
      for (const [index, option] of first?.options.entries() ?? []) {
        const values = holes.map(({ path }) => nearest({ [path]: index }, constraint));
        if (!first?.range || !values.every((value) => value !== undefined && isMissed(value))) continue;
        const [end, closest] = limit.from === 'above' ? ['least', Math.min] : ['most', Math.max];
        const value = closest(...(values as number[])).toLocaleString('en');
        const message = `No architecture with the option '${option}' keeps '${constraint.text}': the ${end} has ${limit.measure} ${value}. Remove the option, or loosen the requirement.`;
        findings.push({ range: first.range, severity: 'warning', code: 'option-ruled-out', message });
      }
    }
  }
  return findings;
}

/** The choices of a tree; those that are written at one place together. */
function bySource(tree: Tree): readonly (readonly ChoiceHole[])[] {
  const holes = new Map<string, ChoiceHole>();
  const seen = new Set<Tree>();
  const visit = (inner: Tree): void => {
    if (seen.has(inner)) return;
    seen.add(inner);
    if (inner.kind === 'branch' && inner.hole.kind === 'choice') holes.set(inner.hole.path, inner.hole);
    for (const child of childrenOf(inner)) visit(child);
  };
  visit(tree);
  const places = new Map<string, ChoiceHole[]>();
  for (const hole of holes.values()) {
    const key = hole.range ? `${hole.range.uri} ${hole.range.offset} ${hole.range.end}` : hole.path;
    const same = places.get(key);
    if (same) same.push(hole);
    else places.set(key, [hole]);
  }
  return [...places.values()];
}
