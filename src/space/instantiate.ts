import { createNetworkBuilder } from '../network/draft.ts';
import type { Network } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import { settle } from './build-align.ts';
import { useCell } from './build-cells.ts';
import { recurrentBody } from './build-steps.ts';
import { tensorOf } from './build-tensors.ts';
import { Building, type Observer, type Walkers } from './building.ts';
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
  const edges = new Map<string, number>();
  const building = new Building(builder, assignment, { align: plan.align, walkers, observer, reuse, edges });
  const output = tensorOf(building, plan.body.result);
  if (!output) throw new NetworkError(`Nothing reaches the output of '${plan.name}': every path is empty.`, plan.range);
  const network = builder.finish(settle(building, output));
  return edges.size === 0 ? network : { ...network, edges: Object.fromEntries(edges) };
}
