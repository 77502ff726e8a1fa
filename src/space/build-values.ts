import { NetworkError } from '../network/network-error.ts';
import type { Building } from './building.ts';
import type { Constant, ValuePlan } from './plan.ts';
import { calculate } from './possible.ts';

/** What a value is under the assignment. `channels`: of the tensor that the value configures the reading of. */
export function decidedValue(building: Building, plan: ValuePlan, channels?: number): Constant {
  switch (plan.kind) {
    case 'constant':
      return plan.value;
    case 'number':
      return building.decided(plan.hole) as number;
    case 'choice':
      return decidedValue(building, plan.options[building.decided(plan.hole) as number] as ValuePlan, channels);
    case 'tuple':
      return plan.items.map((item) => decidedValue(building, item, channels) as number);
    case 'arithmetic': {
      const left = decidedValue(building, plan.left, channels);
      const right = decidedValue(building, plan.right, channels);
      if (typeof left === 'number' && typeof right === 'number') return calculate(plan.operator, left, right);
      throw new NetworkError(
        `'${plan.operator}' needs numbers, but gets ${String(left)} and ${String(right)}.`,
        plan.range,
      );
    }
    case 'channels':
      return building.place.channels ?? channels ?? 'channels';
    case 'setting': {
      const setting = building.frame.settings.get(plan.name);
      if (!setting) throw new RangeError(`The setting ${plan.name} has no value here.`);
      return building.inFrame(setting.frame, () => decidedValue(building, setting.plan, channels));
    }
    case 'shared':
      return decidedValue(building, plan.group.plan, channels);
  }
}
