import type { Clause, Expression, Settings } from '../language/generated/ast.ts';
import type { TrainRecipe } from '../network/training.ts';
import { decidedValue } from './build-values.ts';
import { valueContext } from './building.ts';
import { createElaboration } from './create-elaboration.ts';
import type { Assignment } from './decision.ts';
import type { Elaboration } from './elaboration.ts';
import { Fault, fault, labelOf, nameRange, rangeOf } from './fault.ts';
import type { ValuePlan } from './plan.ts';
import { extremes, possibleValues } from './possible.ts';
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
  withParameter,
} from './settings.ts';
import { all, type Tree, TreeMaker } from './tree.ts';

export interface ElaboratedTrain {
  readonly tree: Tree;
  readonly settings: readonly UsedSetting[];
  /** Of the longest training. */
  readonly mostEpochs: number;
  recipe(assignment: Assignment): TrainRecipe;
}

const roles = ['optimizer', 'schedule', 'loss'] as const;
const defaults = { optimizer: 'adam', schedule: 'constant', loss: 'cross_entropy' } as const;
/** Clauses that say a parameter of another clause's word, whichever word that is: equal trainings are equal recipes. */
const parameterClauses = {
  optimizer: { clause: 'weight_decay', parameter: 'weight_decay' },
  schedule: { clause: 'warmup', parameter: 'warmup' },
  loss: { clause: 'label_smoothing', parameter: 'smoothing' },
} as const;
const zero: ValuePlan = { kind: 'constant', value: 0 };

/** A `train` definition; its numbers may be decisions. Throws a `Fault`. */
export function elaborateTrain(definition: Settings): ElaboratedTrain {
  const x = createElaboration();
  const epochs = clauseOf(definition, 'epochs');
  if (!epochs)
    throw new Fault(nameRange(definition), 'missing-clause', `'${definition.name}' has no epochs, such as epochs 10.`);
  // in the order of the source, which is the order of the decisions
  const trees: { readonly at: number; readonly tree: Tree }[] = [];
  const maker = new TreeMaker();
  const note = (clause: Clause, tree: Tree): void => void trees.push({ at: clause.$cstNode?.offset ?? 0, tree });

  const number = (name: string, wish: Wish, otherwise: ValuePlan): ValuePlan => {
    const clause = clauseOf(definition, name);
    if (!clause) return otherwise;
    const plan = numberPlan(x, name, onlyValue(clause), wish);
    note(clause, maker.value(plan));
    return plan;
  };
  const setting = (role: (typeof roles)[number]): SettingPlan => {
    const clause = clauseOf(definition, role);
    const plan: SettingPlan = clause
      ? settingPlan(x, onlyValue(clause), `train/${role}`)
      : { kind: 'call', name: defaults[role], parameters: [], range: rangeOf(definition) };
    if (clause) note(clause, settingTree(maker, plan));
    const { clause: name, parameter } = parameterClauses[role];
    const said = clauseOf(definition, name);
    if (!said) return plan;
    const value = number(name, atLeast(0), zero);
    return withParameter(plan, { name: parameter, value, range: rangeOf(onlyValue(said)), clause: name });
  };
  const stopping = (): { patience: ValuePlan; minDelta: ValuePlan } => {
    const clause = clauseOf(definition, 'early_stopping');
    const [patience, minDelta] = clause?.values ?? [];
    if (!clause || !patience) return { patience: zero, minDelta: zero };
    const plans = {
      patience: numberPlan(x, 'early_stopping', patience, wholeFrom(0)),
      minDelta: minDelta ? numberPlan(x, 'early_stopping.min_delta', minDelta, atLeast(0)) : zero,
    };
    note(clause, all([maker.value(plans.patience), maker.value(plans.minDelta)]));
    return plans;
  };
  const plans = {
    epochs: number('epochs', wholeFrom(1), zero),
    batch: number('batch', wholeFrom(1), { kind: 'constant', value: 32 }),
    optimizer: setting('optimizer'),
    schedule: setting('schedule'),
    loss: setting('loss'),
    clip: number('clip', atLeast(0), zero),
    ema: number('ema', { text: 'a number from 0 to below 1', fits: (n) => n >= 0 && n < 1 }, zero),
    ...stopping(),
  };
  return {
    tree: all(trees.sort((a, b) => a.at - b.at).map(({ tree }) => tree)),
    mostEpochs: Math.max(...extremes(plans.epochs).map(Number)),
    settings: roles.flatMap((role) => usedSettings(plans[role], role)),
    recipe(assignment) {
      const place = valueContext(assignment);
      const decided = (plan: ValuePlan): number => decidedValue(place, plan) as number;
      const { clip, ema, patience } = {
        clip: decided(plans.clip),
        ema: decided(plans.ema),
        patience: decided(plans.patience),
      };
      return {
        epochs: decided(plans.epochs),
        batch: decided(plans.batch),
        optimizer: settingUnder(place, plans.optimizer),
        schedule: settingUnder(place, plans.schedule),
        loss: settingUnder(place, plans.loss),
        ...(clip > 0 && { clip }),
        ...(ema > 0 && { ema }),
        ...(patience > 0 && { earlyStopping: { patience, minDelta: decided(plans.minDelta) } }),
      };
    },
  };
}

/** What the numbers of a clause have to be; `text` is for people: `an integer of at least 1`. */
interface Wish {
  readonly text: string;
  /** An endless range can't be checked value by value. */
  readonly whole?: boolean;
  fits(value: number): boolean;
}
const wholeFrom = (min: number): Wish => ({
  text: `an integer of at least ${min}`,
  whole: true,
  fits: (n) => Number.isInteger(n) && n >= min,
});
const atLeast = (min: number): Wish => ({ text: `a number of at least ${min}`, fits: (n) => n >= min });

function numberPlan(x: Elaboration, name: string, e: Expression, wish: Wish): ValuePlan {
  const plan = x.value(e, new Env(), `train/${name}`);
  const values = wish.whole ? possibleValues(plan, 100_000) : extremes(plan);
  if (values && values.length > 0 && values.every((n) => typeof n === 'number' && wish.fits(n))) return plan;
  const [clause] = name.split('.');
  fault(e, 'clause-values', `'${clause}' is ${wish.text}, or a choice of them; '${labelOf(e)}' is not.`);
}
