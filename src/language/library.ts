import { URI } from 'langium';
import type { Vocabulary, VocabularyEntry } from './vocabulary.ts';

/** The document that every file sees without importing it. */
export const libraryUri = URI.parse('builtin:///library.cell');

export const isLibrary = (uri: URI): boolean => uri.scheme === libraryUri.scheme;

/**
 * The library as source text, so that hover, definition and completion treat built-in names like the user's own:
 * one `op` without a body per word, its documentation as a doc comment.
 */
export function printLibrary(vocabulary: Vocabulary): string {
  return vocabulary.map(printEntry).join('\n');
}

function printEntry(entry: VocabularyEntry): string {
  // Names such as `n` in `pick n` could be words of the language itself one day: a default is printed, not parsed anew.
  const parameters = entry.parameters.map(({ name, default: value }) =>
    value === undefined ? name : `${name} = ${value}`,
  );
  const doc = entry.doc
    .replaceAll('*/', '* /')
    .split('\n')
    .map((line) => ` * ${line}`.trimEnd());
  return [
    '/**',
    ...doc,
    ' */',
    `op ${entry.name}${parameters.length > 0 ? `(${parameters.join(', ')})` : ''}`,
    '',
  ].join('\n');
}
