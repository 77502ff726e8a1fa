/** Stable codes of the messages of the language; each has a row in docs. */
export const codes = {
  syntax: 'syntax',
  unknownName: 'unknown-name',
  importNotFound: 'import-not-found',
  importPath: 'import-path',
  duplicateName: 'duplicate-name',
  duplicateClause: 'duplicate-clause',
  unknownClause: 'unknown-clause',
  missingClause: 'missing-clause',
  clauseValues: 'clause-values',
  unknownUnit: 'unknown-unit',
  emptyRange: 'empty-range',
  unknownParameter: 'unknown-parameter',
  tooManyArguments: 'too-many-arguments',
  repeatedArgument: 'repeated-argument',
  missingArgument: 'missing-argument',
  notCallable: 'not-callable',
  missingBody: 'missing-body',
  missingReturn: 'missing-return',
  misplacedStatement: 'misplaced-statement',
  splitChain: 'split-chain',
  callAcrossLines: 'call-across-lines',
  pickCount: 'pick-count',
  usedBeforeDefined: 'used-before-defined',
  definesItself: 'defines-itself',
} as const;

export type Code = (typeof codes)[keyof typeof codes];
