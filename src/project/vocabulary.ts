import { trainingWords } from '../engine/vocabulary.ts';
import type { Vocabulary, VocabularyEntry } from '../language/vocabulary.ts';
import type { AttributeValue } from '../network/network.ts';
import type { Operation, Parameter } from '../network/operation.ts';
import { operations } from '../network/operations.ts';
import { strategies } from '../strategies/registry.ts';
import { penalties } from '../strategies/scalar/penalty.ts';
import type { Scheme } from '../strategies/scalar/scheme.ts';
import { schemes } from '../strategies/scalar/schemes.ts';
import type { StrategyDefinition, StrategyParameter } from '../strategies/strategy.ts';
import { fixedWords } from './fixed-words.ts';

/** All names that a file sees without importing them, from the tables that define them. A name stands once. */
export const vocabulary: Vocabulary = unique([
  ...[...operations.values()].map(operationWord),
  ...trainingWords.map(({ name, role, doc, parameters }) => ({
    name,
    role,
    doc,
    parameters: parameters.map(describe),
  })),
  ...[...strategies.values()].map(strategyWord),
  ...[...schemes.values()].map(schemeWord),
  ...fixedWords,
  ...penaltyWords(),
  ...[...strategies.values()].flatMap(wordsOf),
]);

/** `kind: square` in `scalarize penalty(…)`. */
function penaltyWords(): VocabularyEntry[] {
  return Object.entries(penalties).map(([name, { doc }]) => ({
    name,
    role: 'value',
    doc: `Adds ${doc}: \`scalarize penalty(kind: ${name})\`.`,
    parameters: [],
  }));
}

/** Where two tables name the same thing (a measure that is known before training and after it), the first one wins. */
function unique(entries: readonly VocabularyEntry[]): VocabularyEntry[] {
  const byName = new Map<string, VocabularyEntry>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}

function operationWord(operation: Operation): VocabularyEntry {
  const { name, doc, parameters } = operation;
  return {
    name,
    role: operation.inputs === 'many' ? 'reducer' : 'operation',
    doc,
    parameters: parameters.map(describe),
  };
}

function strategyWord({ name, doc, parameters }: StrategyDefinition): VocabularyEntry {
  return {
    name,
    role: 'strategy',
    doc,
    parameters: parameters.map((p) => ({
      name: p.name,
      doc: p.doc,
      default: sourceOf(p.default),
      takes: takes(p.takes),
    })),
  };
}

function schemeWord({ name, doc, example }: Scheme): VocabularyEntry {
  return { name, role: 'scheme', doc: `${doc} \`${example}\`.`, parameters: [] };
}

/** The words that parameters of a strategy take: `scalar: pbi` in `strategy moead(scalar: pbi)`. */
function wordsOf({ name: strategy, parameters }: StrategyDefinition): VocabularyEntry[] {
  return parameters.flatMap(({ name, doc, takes }) =>
    takes.kind !== 'word'
      ? []
      : takes.words.map((word) => ({
          name: word,
          role: 'value' as const,
          doc: `${doc} \`strategy ${strategy}(${name}: ${word})\`.`,
          parameters: [],
        })),
  );
}

function describe(parameter: Parameter) {
  const { name, doc } = parameter;
  const { default: value } = parameter;
  // A text stands in quotes, also where it looks like a name.
  const written =
    value === undefined ? undefined : parameter.takes.kind === 'text' ? JSON.stringify(value) : sourceOf(value);
  return { name, doc, takes: takes(parameter.takes), ...(written !== undefined && { default: written }) };
}

/** A value as it is written in a `.cell` file. */
function sourceOf(value: AttributeValue): string {
  if (Array.isArray(value)) return `(${value.join(', ')})`;
  if (typeof value === 'string') return /^[a-zA-Z_]\w*$/.test(value) ? value : JSON.stringify(value);
  // A network as a default has no source form; an operation that stands for it does.
  if (typeof value === 'object') return 'skip';
  return String(value);
}

function takes(kind: Parameter['takes'] | StrategyParameter['takes']): string {
  switch (kind.kind) {
    case 'integer':
    case 'real':
      return `${kind.kind === 'integer' ? 'integer' : 'number'}${interval(kind.min, kind.max)}`;
    case 'boolean':
      return 'true or false';
    case 'kernel':
      return `size${interval(kind.min, kind.max)}, or one per axis`;
    case 'channels':
      return 'number of channels, or same';
    case 'word':
      return `one of ${kind.words.join(', ')}`;
    case 'shape':
      return 'shape such as 4x4x16';
    case 'text':
      return 'text';
    case 'operation':
      return 'operation or cell';
  }
}

function interval(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` ${min}–${max}`;
  if (min !== undefined) return ` ≥ ${min}`;
  return max === undefined ? '' : ` ≤ ${max}`;
}
