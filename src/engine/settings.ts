import type { Setting } from '../network/training.ts';
import { EngineError } from './engine-error.ts';
import { type TrainingWord, trainingWords } from './vocabulary.ts';

/** Reads the values of a setting; what is not given takes the default of the table of training words. */
export interface SettingReader {
  number(parameter: string): number;
  boolean(parameter: string): boolean;
  text(parameter: string): string;
  /** For a name that nothing implements. */
  unknown(): never;
}

export function settingReader(role: TrainingWord['role'], setting: Setting): SettingReader {
  const word = trainingWords.find((candidate) => candidate.role === role && candidate.name === setting.name);
  const unknown = (): never => {
    const names = trainingWords.filter((candidate) => candidate.role === role).map((candidate) => candidate.name);
    throw new EngineError('recipe', `There is no ${role} '${setting.name}'. There are: ${names.join(', ')}.`);
  };
  const value = (name: string): unknown => {
    const parameter = (word ?? unknown()).parameters.find((candidate) => candidate.name === name);
    return setting.parameters[name] ?? parameter?.default;
  };
  const wrong = (name: string, wanted: string, found: unknown): never => {
    const what = found === undefined ? 'is missing' : `is ${String(found)}`;
    throw new EngineError('recipe', `'${name}' of '${setting.name}' ${what}; it must be ${wanted}.`);
  };
  return {
    number: (name) => {
      const found = value(name);
      return typeof found === 'number' && Number.isFinite(found) ? found : wrong(name, 'a number', found);
    },
    boolean: (name) => {
      const found = value(name);
      return typeof found === 'boolean' ? found : wrong(name, 'true or false', found);
    },
    text: (name) => {
      const found = value(name);
      return typeof found === 'string' ? found : wrong(name, 'a text in quotes', found);
    },
    unknown,
  };
}
