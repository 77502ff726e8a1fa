import { random } from '../base/random.ts';
import { costOf, structureOf } from '../network/cost.ts';
import type { Network } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import { countAssignments } from './count.ts';
import type { Assignment } from './decision.ts';
import { drawValue } from './decision-values.ts';
import type { Constraint, Interval, Satisfying, SpaceModel } from './model.ts';
import type { Hole } from './plan.ts';
import type { Tree } from './tree.ts';
import { walk } from './tree-space.ts';

type Model = Pick<SpaceModel, 'space' | 'instantiate'>;

/** Smaller spaces are looked at as a whole. */
const fewEnough = 2000n;
/** Nodes of all networks that are built: a tenth of a second. */
const mostEffort = 40_000;
const mostDrawn = 400;
const leastDrawn = 60;

/**
 * By enumeration of spaces of up to `enumerated`, else by a seeded sample. A walk that decides one by one does not draw
 * all assignments alike: one of few decisions comes more often than one of many. Each is weighed by what its draw was
 * worth (importance sampling, self-normalised), and the error is that of a ratio. Undefined if there is nothing to keep,
 * or a real number without a grid makes the space endless.
 */
export function countSatisfying(
  model: Model,
  tree: Tree,
  constraints: readonly Constraint[],
  enumerated = fewEnough,
): Satisfying | undefined {
  const { count } = model.space;
  const early = constraints.filter((constraint) => constraint.beforeTraining);
  if (early.length === 0 || count === undefined) return undefined;
  let effort = 0;
  const keeps = (assignment: Assignment): boolean => {
    const network = built(model, assignment);
    effort += 20 + (network?.nodes.length ?? 0);
    if (!network) return false;
    const measures = structureOf(network);
    return early.every((constraint) => constraint.violation(measures) === 0);
  };
  if (count <= enumerated) {
    let kept = 0n;
    for (const assignment of model.space.enumerate()) if (keeps(assignment)) kept++;
    return { share: Number(kept) / Number(count), error: 0, looked: Number(count), count: kept };
  }
  const source = random('requirements');
  const drawn: { readonly weight: number; readonly kept: boolean }[] = [];
  while (drawn.length < mostDrawn && (drawn.length < leastDrawn || effort < mostEffort)) {
    let weight = 0;
    const assignment = walk(tree, (hole) => {
      weight += Math.log(valuesOf(hole));
      return drawValue(hole, source);
    });
    drawn.push({ weight, kept: keeps(assignment) });
  }
  const heaviest = drawn.reduce((most, { weight }) => Math.max(most, weight), 0);
  const weighed = drawn.map(({ weight, kept }) => ({ w: Math.exp(weight - heaviest), kept: Number(kept) }));
  const total = weighed.reduce((sum, { w }) => sum + w, 0);
  const share = weighed.reduce((sum, { w, kept }) => sum + w * kept, 0) / total;
  const error = Math.sqrt(weighed.reduce((sum, { w, kept }) => sum + (w * (kept - share)) ** 2, 0)) / total;
  return { share, error, looked: drawn.length };
}

/** How many values a decision has, as the count of a space of this decision alone. */
function valuesOf(hole: Hole): number {
  if (hole.kind === 'choice') return hole.options.length;
  const tree: Tree =
    hole.kind === 'subset'
      ? { kind: 'subset', hole, items: hole.options.map(() => ({ kind: 'all', parts: [] })) }
      : { kind: 'number', hole };
  return Number(countAssignments(tree) ?? 1n);
}

function built(model: Model, assignment: Assignment): Network | undefined {
  try {
    return model.instantiate(assignment);
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}

/**
 * Least and most bytes of activations at inference. A peak does not add up over decisions, so it is exact only where every
 * architecture is looked at; else it is the least and most of those `among` which are looked at.
 */
export function memoryBounds(model: Model, among: Iterable<Assignment>): Interval & { readonly exact: boolean } {
  const { count } = model.space;
  const exact = count !== undefined && count <= 400n;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const assignment of exact ? model.space.enumerate() : among) {
    const network = built(model, assignment);
    if (!network) continue;
    const { memory } = costOf(network);
    min = Math.min(min, memory);
    max = Math.max(max, memory);
  }
  return Number.isFinite(min) ? { min, max, exact } : { min: 0, max: 0, exact };
}
