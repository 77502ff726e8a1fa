import { AbstractParserErrorMessageProvider, DefaultLexerErrorMessageProvider } from 'langium';
import { didYouMean } from '../base/closest.ts';

type Mismatch = Parameters<AbstractParserErrorMessageProvider['buildMismatchTokenMessage']>[0];
type NoAlternative = Parameters<AbstractParserErrorMessageProvider['buildNoViableAltMessage']>[0];
type EarlyExit = Parameters<AbstractParserErrorMessageProvider['buildEarlyExitMessage']>[0];
type NotAllInput = Parameters<AbstractParserErrorMessageProvider['buildNotAllInputParsedMessage']>[0];
type Token = Mismatch['actual'];

/** The words that begin a definition. */
const definitions = ['op', 'cell', 'space', 'dataset', 'train', 'search', 'import'];
const values = 'a name, a number, or an expression';

/** What each rule of the grammar wants when nothing that it knows comes next, in the words of the manual. */
const wanted: Readonly<Record<string, string>> = {
  Operand: values,
  Range: values,
  Expression: values,
  Binary: values,
  Argument: 'an argument',
  Body: "'= …' or a body in braces '{ … }'",
  CellDef: "'= …' or a body in braces '{ … }'",
  Op: "'= …' or a body in braces '{ … }'",
  Space: "'= …' or a body in braces '{ … }'",
  Nodes: "'= …' or a body in braces '{ … }'",
  Statement: "a statement (let, nodes, require, return, or a flow 'a -> b')",
  Block: "a statement or '}'",
  Clause: "a clause ('word value') or '}'",
  ClauseName: "a clause ('word value') or '}'",
  Definition: `a definition (${definitions.slice(0, -1).join(', ')})`,
};

/** What a definition is called, for `A space needs a name`. */
const declares: Readonly<Record<string, string>> = {
  Op: 'An op needs a name: op NAME = …',
  CellDef: 'A cell needs a name: cell NAME(x) { … }',
  Space: 'A space needs a name: space NAME { … }',
  Settings: 'A dataset, train or search needs a name: search NAME { … }',
  Let: 'A let needs a name: let NAME = …',
  Nodes: 'The nodes need a name: nodes NAME[3] = …',
  Operand: 'A stage needs a name: stage NAME { … }',
  Parameter: 'A parameter is a name: (x, stride = 1)',
};

const plain = (ruleName: string): string => ruleName.replace('\u200B', '');
const isEnd = (token: Token): boolean => token.tokenType.name === 'EOF';
const isWord = (token: Token): boolean => /^[a-zA-Z_]\w*$/.test(token.image);
const isReserved = (token: Token): boolean => isWord(token) && token.tokenType.name !== 'ID';

function nameOf(type: Mismatch['expected']): string {
  switch (type.name) {
    case 'ID':
      return 'a name';
    case 'NUMBER':
      return 'a number';
    case 'STRING':
      return 'a text in double quotes';
    case 'DIMENSION':
      return 'a shape such as 28x28x1';
    default:
      return `'${type.name.replace(/:KW$/, '')}'`;
  }
}

const quoted = (token: Token): string => (token.image.startsWith('"') ? token.image : `'${token.image}'`);

/** One sentence about what was found and what could stand there. */
function sentence(actual: Token, expected: string, previous: Token | undefined): string {
  if (isEnd(actual)) return `This ends too early: ${expected} is missing.`;
  const after = previous?.image ? ` after ${quoted(previous)}` : '';
  return `${quoted(actual)} can't stand here: expected ${expected}${after}.`;
}

/** Syntax errors in a person's words: what was found and what could stand here. */
export class CellParserMessages extends AbstractParserErrorMessageProvider {
  override buildMismatchTokenMessage({ expected, actual, previous, ruleName }: Mismatch): string {
    const rule = plain(ruleName);
    if (expected.name === 'EOF') return this.buildNotAllInputParsedMessage({ firstRedundant: actual, ruleName });
    if (/^[0-9]+x$/.test(actual.image)) return 'This shape ends in x: a number is missing, as in 28x28x1.';
    if (expected.name === 'ID' && declares[rule]) {
      if (isReserved(actual)) return `'${actual.image}' is a word of the language and can't be a name.`;
      return `${declares[rule]}.`;
    }
    if (rule === 'Import') return 'An import names a file in double quotes: import "blocks.cell".';
    if (rule === 'Settings' && expected.name === '}' && !isEnd(actual)) {
      return actual.tokenType.name === 'ID'
        ? sentence(actual, "a clause ('word value') or '}'", previous)
        : `${quoted(actual)} can't stand here: a clause is 'word value', with commas between several values.`;
    }
    if (/^[)\]]$/.test(actual.image) && expected.name === '}') return `This '${actual.image}' closes nothing.`;
    if (rule === 'Block' && expected.name === '}' && !isEnd(actual)) {
      if (actual.image === '->' && previous?.image !== undefined && /^(->|[{}])$/.test(previous.image)) {
        return "Nothing stands before this '->': a flow begins with a tensor, such as input image(28x28x1).";
      }
      return sentence(actual, "'->', an operator, a new statement, or '}'", previous);
    }
    if (expected.name === ')')
      return sentence(actual, previous.image === ',' ? "an argument or ')'" : "',' or ')'", previous);
    return sentence(actual, nameOf(expected), previous);
  }

  override buildNotAllInputParsedMessage({ firstRedundant }: NotAllInput): string {
    if (/^[)\]}]$/.test(firstRedundant.image)) return `This '${firstRedundant.image}' closes nothing.`;
    if (isWord(firstRedundant)) {
      const hint = didYouMean(firstRedundant.image, definitions);
      return `'${firstRedundant.image}' does not start a definition (${definitions.join(', ')}).${hint}`;
    }
    return `${quoted(firstRedundant)} can't stand here: a definition starts with ${definitions.join(', ')}.`;
  }

  override buildNoViableAltMessage({ actual, previous, ruleName }: NoAlternative): string {
    const found = actual[0];
    const expected = wanted[plain(ruleName)] ?? values;
    return found ? sentence(found, expected, previous) : `This ends too early: ${expected} is missing.`;
  }

  override buildEarlyExitMessage({ actual, previous, ruleName }: EarlyExit): string {
    return this.buildNoViableAltMessage({
      actual,
      previous,
      ruleName,
      expectedPathsPerAlt: [],
      customUserDescription: '',
    });
  }
}

/** Characters that no word of the language contains. */
export class CellLexerMessages extends DefaultLexerErrorMessageProvider {
  override buildUnexpectedCharactersMessage(text: string, offset: number, length: number): string {
    const found = text.slice(offset, offset + length);
    if (found.startsWith('"')) return 'This text is not closed: a double quote is missing at the end of the line.';
    if (found.startsWith("'")) return `Texts stand in double quotes: "…".`;
    if (/^\.\d?/.test(found)) return `A number starts with a digit: write 0.5, not .5.`;
    // What can't be seen is named: U+0000.
    const seen = found.replace(/\p{C}/gu, (c) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} `);
    return `The ${[...found].length === 1 ? 'character' : 'characters'} ${seen.trim()} can't stand here.`;
  }
}
