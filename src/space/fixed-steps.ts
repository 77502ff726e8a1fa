import type { StepPlan, ValuePlan } from './plan.ts';

const known = new WeakMap<StepPlan, boolean>();

/**
 * Whether what a step gives depends on the tensor that it reads and on nothing else: no decisions, no settings of a cell,
 * no cells (which read older tensors too).
 */
export function isFixed(step: StepPlan): boolean {
  let fixed = known.get(step);
  if (fixed === undefined) {
    fixed = decide(step);
    known.set(step, fixed);
  }
  return fixed;
}

function decide(step: StepPlan): boolean {
  switch (step.kind) {
    case 'apply':
    case 'reduce':
      return step.attributes.every((attribute) => attribute.kind === 'value' && isFixedValue(attribute.value));
    case 'chain':
      return step.steps.every(isFixed);
    case 'macro':
    case 'stage':
    case 'residual':
      return isFixed(step.body);
    case 'repeat':
      return isFixedValue(step.count) && step.turns.every(isFixed);
    case 'shared':
      return isFixed(step.group.plan);
    case 'choice':
    case 'use':
      return false;
  }
}

function isFixedValue(value: ValuePlan): boolean {
  switch (value.kind) {
    case 'constant':
    case 'channels':
      return true;
    case 'tuple':
      return value.items.every(isFixedValue);
    case 'arithmetic':
      return isFixedValue(value.left) && isFixedValue(value.right);
    case 'shared':
      return isFixedValue(value.group.plan);
    case 'number':
    case 'choice':
    case 'setting':
      return false;
  }
}
