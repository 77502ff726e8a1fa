import { didYouMean } from '../base/closest.ts';
import { type TrainingWord, trainingWords } from '../engine/vocabulary.ts';
import { faultOf, isNetwork } from '../network/attributes.ts';
import type { SourceRange } from '../network/network.ts';
import type { Setting, TrainRecipe } from '../network/training.ts';
import type { CellDiagnostic } from '../space/model.ts';
import type { UsedSetting } from '../space/settings.ts';

const article = {
  optimizer: 'an optimizer',
  schedule: 'a schedule',
  loss: 'a loss',
  source: 'a source',
  augmentation: 'an augmentation',
};

export const wordsOf = (role: TrainingWord['role']): TrainingWord[] =>
  trainingWords.filter((word) => word.role === role);

export const problem = (range: SourceRange, code: string, message: string): CellDiagnostic => ({
  range,
  severity: 'error',
  code,
  message,
});

/** Whether a word of a `dataset` or `train` clause exists in its role, and its parameters are in range. */
export function checkSetting(setting: UsedSetting): CellDiagnostic[] {
  const { role, name, range } = setting;
  const words = wordsOf(role);
  const word = words.find((w) => w.name === name);
  if (!word) {
    const names = words.map((w) => w.name);
    const advice = didYouMean(name, names) || ` There are: ${names.join(', ')}.`;
    return [problem(range, 'unknown-name', `'${name}' is not ${article[role]}.${advice}`)];
  }
  const found: CellDiagnostic[] = [];
  for (const parameter of setting.parameters) {
    const known = word.parameters.find((p) => p.name === parameter.name);
    if (!known && parameter.clause !== undefined) {
      const message = `'${parameter.clause}' does not go with the ${role} '${name}'.`;
      found.push(problem(parameter.range, 'unknown-parameter', message));
    }
    const wrong = known && parameter.values.map((value) => faultOf(known, value)).find((fault) => fault !== undefined);
    if (wrong) found.push(problem(parameter.range, 'parameter-range', `'${parameter.name}' of '${name}' ${wrong}.`));
  }
  for (const { name: needed, default: value } of word.parameters) {
    if (value === undefined && !setting.parameters.some((p) => p.name === needed)) {
      found.push(problem(range, 'missing-argument', `'${name}' needs '${needed}'.`));
    }
  }
  return found;
}

/** A setting with the defaults of its word, so that equal trainings are equal recipes. */
export function completeSetting(role: TrainingWord['role'], setting: Setting): Setting {
  const word = wordsOf(role).find((w) => w.name === setting.name);
  const parameters: Record<string, Setting['parameters'][string]> = {};
  for (const { name, default: value } of word?.parameters ?? []) {
    if (value !== undefined && !isNetwork(value)) parameters[name] = value;
  }
  return { name: setting.name, parameters: { ...parameters, ...setting.parameters } };
}

export const completeRecipe = (recipe: TrainRecipe): TrainRecipe => ({
  ...recipe,
  optimizer: completeSetting('optimizer', recipe.optimizer),
  schedule: completeSetting('schedule', recipe.schedule),
  loss: completeSetting('loss', recipe.loss),
});
