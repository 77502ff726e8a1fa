import type { LangiumCoreServices } from 'langium';
import type { Vocabulary } from '../vocabulary.ts';
import { importChecks } from './imports.ts';

/** All checks that need no more than the linked tree. */
export function registerChecks(services: LangiumCoreServices, _vocabulary: Vocabulary): void {
  const registry = services.validation.ValidationRegistry;
  registry.register(importChecks(services));
}
