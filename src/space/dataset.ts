import type { Settings } from '../language/generated/ast.ts';
import type { DatasetSpec, Setting } from '../network/training.ts';
import { createElaboration } from './create-elaboration.ts';
import type { Elaboration } from './elaboration.ts';
import { Fault, fault, labelOf, nameRange, rangeOf } from './fault.ts';
import { constantOf } from './possible.ts';
import {
  clauseOf,
  fixedNumber,
  fixedValue,
  onlyValue,
  type SettingPlan,
  settingPlan,
  switchOf,
  type UsedSetting,
  usedSettings,
} from './settings.ts';

export interface ElaboratedDataset {
  readonly spec: DatasetSpec;
  readonly settings: readonly UsedSetting[];
}

/** A `dataset` definition. Throws a `Fault`. */
export function elaborateDataset(definition: Settings): ElaboratedDataset {
  const x = createElaboration();
  const source = clauseOf(definition, 'source');
  if (!source)
    throw new Fault(
      nameRange(definition),
      'missing-clause',
      `The data set '${definition.name}' has no source, such as source builtin("digits").`,
    );
  const sourcePlan = settingPlan(x, onlyValue(source), 'source');
  const augments = (clauseOf(definition, 'augment')?.values ?? []).map((e) => settingPlan(x, e, 'augment'));
  const take = clauseOf(definition, 'take');
  const folds = clauseOf(definition, 'folds');
  const spec: DatasetSpec = {
    source: fixedSetting(sourcePlan, definition),
    split: splitOf(x, definition),
    normalize: switchOf(x, definition, 'normalize'),
    augment: augments.map((plan) => fixedSetting(plan, definition)),
    ...(folds && { folds: fixedNumber(x, folds, { min: 2, integer: true, text: 'an integer of at least 2' }) }),
    ...(take && { take: fixedNumber(x, take, { min: 1, integer: true, text: 'an integer of at least 1' }) }),
  };
  const settings = [
    ...usedSettings(sourcePlan, 'source'),
    ...augments.flatMap((plan) => usedSettings(plan, 'augmentation')),
  ];
  return { spec, settings };
}

function fixedSetting(plan: SettingPlan, definition: Settings): Setting {
  if (plan.kind === 'choice')
    throw new Fault(
      plan.hole.range ?? rangeOf(definition),
      'not-fixed',
      'A data set has nothing to decide: choose one.',
    );
  const parameters = plan.parameters.map(({ name, value, range }) => {
    const constant = constantOf(value);
    if (constant === undefined)
      throw new Fault(range, 'not-fixed', 'A data set has nothing to decide: give one fixed value.');
    return [name, constant] as const;
  });
  return { name: plan.name, parameters: Object.fromEntries(parameters) };
}

function splitOf(x: Elaboration, definition: Settings): DatasetSpec['split'] {
  const clause = clauseOf(definition, 'split');
  if (!clause) return [0.8, 0.1, 0.1];
  const shares = clause.values.map((e) => {
    const share = fixedValue(x, e);
    if (typeof share !== 'number' || share < 0 || share > 1)
      fault(e, 'clause-values', `A share is from 0% to 100%; '${labelOf(e)}' is not.`);
    return share;
  });
  const [train = 0, validation = 0, test = 0] = shares;
  const sum = train + validation + test;
  if (shares.length > 3 || sum > 1 + 1e-9) {
    fault(
      clause,
      'clause-values',
      `The shares of training, validation and test make at most 100%, not ${Math.round(sum * 1000) / 10}%.`,
    );
  }
  if (train === 0 || shares.length < 2) {
    const message =
      'Training and validation need a share each, as in split 80%, 20%. With split 100%, 0% trials are judged by the examples that they learn from.';
    fault(clause, 'clause-values', message);
  }
  return [train, validation, test];
}
