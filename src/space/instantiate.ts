import { createNetworkBuilder, type NodeBuilder } from '../network/draft.ts';
import type { Network, NodeId } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import { settle } from './build-align.ts';
import { useCell } from './build-cells.ts';
import { recurrentBody } from './build-steps.ts';
import { tensorOf } from './build-tensors.ts';
import { Building, type EdgeCounts, type UseBuilder, type Walkers } from './building.ts';
import type { Assignment } from './decision.ts';
import type { SpacePlan } from './plan.ts';
import { Reuse } from './reuse.ts';

const walkers: Walkers = { tensor: tensorOf, use: useCell, body: recurrentBody };

/** The network of an assignment. Throws a `NetworkError` (with a source range) where shapes can't meet. */
export const instantiate = (plan: SpacePlan, assignment: Assignment): Network => build(plan, assignment);

/** The same with every repeated part built once: all that checks need to know. Throws alike. */
export const sketch = (plan: SpacePlan, assignment: Assignment): Network => build(plan, assignment, new Reuse());

function build(plan: SpacePlan, assignment: Assignment, reuse?: Reuse): Network {
  const builder = createNetworkBuilder();
  const counts = new Map<string, number>();
  const network = builder.finish(
    buildOn(builder, plan, assignment, { reuse, edges: { counts, nodeAt: builder.nodeAt } }),
  );
  return counts.size === 0 ? network : { ...network, edges: Object.fromEntries(counts) };
}

/** Builds the network of an assignment on whatever takes nodes; gives its output. Throws as `instantiate` does. */
export function buildOn(
  builder: NodeBuilder,
  plan: SpacePlan,
  assignment: Assignment,
  { reuse, edges }: { readonly reuse: UseBuilder | undefined; readonly edges: EdgeCounts | undefined },
): NodeId {
  const building = new Building(builder, assignment, { align: plan.align, walkers, reuse, edges });
  const output = tensorOf(building, plan.body.result);
  if (!output) throw new NetworkError(`Nothing reaches the output of '${plan.name}': every path is empty.`, plan.range);
  return settle(building, output);
}
