import type { Named, Op } from './generated/ast.ts';
import type { Vocabulary, VocabularyEntry } from './vocabulary.ts';

/** An `op` without a body: a word of the library. */
export const isBuiltin = (target: Named | undefined): target is Op =>
  target?.$type === 'Op' && !target.value && !target.block;

/** The entries of a vocabulary by what a name links to. */
export class Words {
  private readonly byName: ReadonlyMap<string, VocabularyEntry>;
  readonly all: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.all = vocabulary;
    this.byName = new Map(vocabulary.map((entry) => [entry.name, entry]));
  }

  /** The entry that a name stands for; undefined for the user's own definitions, which may share a name with it. */
  of(target: Named | undefined): VocabularyEntry | undefined {
    return isBuiltin(target) ? this.byName.get(target.name) : undefined;
  }

  names(role: VocabularyEntry['role']): string[] {
    return this.all.filter((entry) => entry.role === role).map((entry) => entry.name);
  }
}
