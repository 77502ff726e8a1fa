import type { LangiumCoreServices } from 'langium';
import type { Words } from '../words.ts';
import { argumentChecks } from './arguments.ts';
import { clauseChecks } from './clauses.ts';
import { importChecks } from './imports.ts';
import { indexChecks } from './indexes.ts';
import { nameChecks } from './names.ts';
import { numberChecks } from './numbers.ts';
import { structureChecks } from './structure.ts';

/** All checks that need no more than the linked tree. */
export function registerChecks(services: LangiumCoreServices, words: Words): void {
  const registry = services.validation.ValidationRegistry;
  registry.register(importChecks(services));
  registry.register(nameChecks);
  registry.register(numberChecks);
  registry.register(argumentChecks(words));
  registry.register(indexChecks);
  registry.register(clauseChecks(words));
  registry.register(structureChecks);
}
