import { createNetworkBuilder, type NodeBuilder } from '../network/draft.ts';
import type { Network, NodeId } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import { settle } from './build-align.ts';
import { useCell } from './build-cells.ts';
import { recurrentBody } from './build-steps.ts';
import { tensorOf } from './build-tensors.ts';
import { Building, type EdgeCounts, type Observer, type UseBuilder, type Walkers } from './building.ts';
import type { Assignment } from './decision.ts';
import type { SpacePlan } from './plan.ts';
import { Reuse, type Sketch } from './reuse.ts';

const walkers: Walkers = { tensor: tensorOf, use: useCell, body: recurrentBody };

/** The network of an assignment. Throws a `NetworkError` (with a source range) where shapes can't meet. */
export const instantiate = (plan: SpacePlan, assignment: Assignment): Network => build(plan, assignment, {});

/** What checks and costs need to know of that network, with every repeated part built once. Throws alike. */
export function sketch(plan: SpacePlan, assignment: Assignment, observer?: Observer): Sketch {
  const reuse = new Reuse();
  return { network: build(plan, assignment, { observer, reuse }), whole: reuse.whole };
}

function build(
  plan: SpacePlan,
  assignment: Assignment,
  { observer, reuse }: { readonly observer?: Observer | undefined; readonly reuse?: Reuse },
): Network {
  const builder = createNetworkBuilder();
  const counts = new Map<string, number>();
  const edges = { counts, nodeAt: builder.nodeAt };
  const network = builder.finish(buildOn(builder, plan, assignment, { observer, reuse, edges }));
  return counts.size === 0 ? network : { ...network, edges: Object.fromEntries(counts) };
}

/** Builds the network of an assignment on whatever takes nodes; gives its output. Throws as `instantiate` does. */
export function buildOn(
  builder: NodeBuilder,
  plan: SpacePlan,
  assignment: Assignment,
  {
    observer,
    reuse,
    edges,
  }: {
    readonly observer?: Observer | undefined;
    readonly reuse?: UseBuilder | undefined;
    readonly edges?: EdgeCounts;
  },
): NodeId {
  const building = new Building(builder, assignment, { align: plan.align, walkers, observer, reuse, edges });
  const output = tensorOf(building, plan.body.result);
  if (!output) throw new NetworkError(`Nothing reaches the output of '${plan.name}': every path is empty.`, plan.range);
  return settle(building, output);
}
