import { NetworkError } from '../network/network-error.ts';
import type { ValueContext } from './building.ts';
import type { Constant, ValuePlan } from './plan.ts';
import { calculate } from './possible.ts';

/** What a value is under the assignment. `channels`: of the tensor that the value configures the reading of. */
export function decidedValue(context: ValueContext, plan: ValuePlan, channels?: number): Constant {
  switch (plan.kind) {
    case 'constant':
      return plan.value;
    case 'number':
      return context.decided(plan.hole) as number;
    case 'choice':
      return decidedValue(context, plan.options[context.decided(plan.hole) as number] as ValuePlan, channels);
    case 'tuple':
      return plan.items.map((item) => decidedValue(context, item, channels) as number);
    case 'arithmetic': {
      const left = decidedValue(context, plan.left, channels);
      const right = decidedValue(context, plan.right, channels);
      if (typeof left === 'number' && typeof right === 'number') return calculate(plan.operator, left, right);
      throw new NetworkError(
        `'${plan.operator}' needs numbers, but gets ${String(left)} and ${String(right)}.`,
        plan.range,
      );
    }
    case 'channels':
      return context.place.channels ?? channels ?? 'channels';
    case 'setting': {
      const setting = context.frame.settings.get(plan.name);
      if (!setting) throw new RangeError(`The setting ${plan.name} has no value here.`);
      return context.inFrame(setting.frame, () => decidedValue(context, setting.plan, channels));
    }
    case 'shared':
      return decidedValue(context, plan.group.plan, channels);
  }
}
