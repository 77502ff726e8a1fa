import type { Diagram } from '../protocol/diagram.ts';
import type { Assignment } from './decision.ts';
import type { SpacePlan, StepPlan } from './plan.ts';
import type { SearchSpace } from './search-space.ts';
export function diagramOfSpace(plan: SpacePlan, _space: SearchSpace, _assignment?: Assignment): Diagram {
  return { title: plan.name, subtitle: '', nodes: [], edges: [] };
}
export function diagramOfCell(_use: StepPlan, _space: SearchSpace): Diagram {
  return { title: '', subtitle: '', nodes: [], edges: [] };
}
