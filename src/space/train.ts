import type { Clause, Settings } from '../language/generated/ast.ts';
import type { TrainRecipe } from '../network/training.ts';
import { decidedValue } from './build-values.ts';
import { valueContext } from './building.ts';
import { createElaboration } from './create-elaboration.ts';
import type { Assignment } from './decision.ts';
import type { Elaboration } from './elaboration.ts';
import { Fault, fault, labelOf, nameRange, rangeOf } from './fault.ts';
import type { ValuePlan } from './plan.ts';
import { possibleValues } from './possible.ts';
import { Env } from './scope.ts';
import {
  clauseOf,
  onlyValue,
  type SettingPlan,
  settingPlan,
  settingTree,
  settingUnder,
  type UsedSetting,
  usedSettings,
} from './settings.ts';
import { all, type Tree, TreeMaker } from './tree.ts';

export interface ElaboratedTrain {
  readonly tree: Tree;
  readonly settings: readonly UsedSetting[];
  recipe(assignment: Assignment): TrainRecipe;
}

const roles = ['optimizer', 'schedule', 'loss'] as const;
const defaults = { optimizer: 'adam', schedule: 'constant', loss: 'cross_entropy' } as const;

/** A `train` definition; its numbers may be decisions. Throws a `Fault`. */
export function elaborateTrain(definition: Settings): ElaboratedTrain {
  const x = createElaboration();
  const epochs = clauseOf(definition, 'epochs');
  if (!epochs)
    throw new Fault(nameRange(definition), 'missing-clause', `'${definition.name}' has no epochs, such as epochs 10.`);
  const batch = clauseOf(definition, 'batch');
  // in the order of the source, which is the order of the decisions
  const trees: { readonly at: number; readonly tree: Tree }[] = [];
  const maker = new TreeMaker();
  const note = (clause: Clause, tree: Tree): void => void trees.push({ at: clause.$cstNode?.offset ?? 0, tree });

  const number = (clause: Clause): ValuePlan => {
    const plan = positiveInteger(x, clause);
    note(clause, maker.value(plan));
    return plan;
  };
  const setting = (role: (typeof roles)[number]): SettingPlan => {
    const clause = clauseOf(definition, role);
    if (!clause) return { kind: 'call', name: defaults[role], parameters: [], range: rangeOf(definition) };
    const plan = settingPlan(x, onlyValue(clause), `train/${role}`);
    note(clause, settingTree(maker, plan));
    return plan;
  };
  const plans = {
    epochs: number(epochs),
    batch: batch ? number(batch) : ({ kind: 'constant', value: 32 } as const),
    optimizer: setting('optimizer'),
    schedule: setting('schedule'),
    loss: setting('loss'),
  };
  return {
    tree: all(trees.sort((a, b) => a.at - b.at).map(({ tree }) => tree)),
    settings: roles.flatMap((role) => usedSettings(plans[role], role)),
    recipe(assignment) {
      const place = valueContext(assignment);
      return {
        epochs: decidedValue(place, plans.epochs) as number,
        batch: decidedValue(place, plans.batch) as number,
        optimizer: settingUnder(place, plans.optimizer),
        schedule: settingUnder(place, plans.schedule),
        loss: settingUnder(place, plans.loss),
      };
    },
  };
}

function positiveInteger(x: Elaboration, clause: Clause): ValuePlan {
  const e = onlyValue(clause);
  const plan = x.value(e, new Env(), `train/${clause.name}`);
  const values = possibleValues(plan, 100_000);
  const whole = values?.every((n) => typeof n === 'number' && Number.isInteger(n) && n >= 1);
  if (!whole)
    fault(
      e,
      'clause-values',
      `'${clause.name}' is an integer of at least 1, or a choice of them; '${labelOf(e)}' is not.`,
    );
  return plan;
}
