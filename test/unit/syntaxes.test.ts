import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const paths: Record<string, string> = {
  'source.cell': 'syntaxes/cell.tmLanguage.json',
  'markdown.cell.codeblock': 'syntaxes/cell.markdown.tmLanguage.json',
  'inline.cell.script': 'syntaxes/cell.script.tmLanguage.json',
  'inline.cell.python': 'syntaxes/cell.python.tmLanguage.json',
};
let cell: IGrammar;
let markdown: IGrammar;
let script: IGrammar;
let python: IGrammar;

beforeAll(async () => {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    async loadGrammar(scope) {
      const path = paths[scope];
      return path ? textmate.parseRawGrammar(readFileSync(join(root, path), 'utf8'), path) : null;
    },
  });
  cell = (await registry.loadGrammar('source.cell'))!;
  markdown = (await registry.loadGrammar('markdown.cell.codeblock'))!;
  script = (await registry.loadGrammar('inline.cell.script'))!;
  python = (await registry.loadGrammar('inline.cell.python'))!;
});

/** `[text, innermost scope]` of every token that is not white space. */
function tokens(grammar: IGrammar, text: string): [string, string][] {
  let state = textmate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens
      .map(({ startIndex, endIndex, scopes }): [string, string] => [
        line.slice(startIndex, endIndex),
        scopes.at(-1) ?? '',
      ])
      .filter(([token]) => token.trim() !== '');
  });
}
const scopeOf = (text: string, word: string, nth = 0): string | undefined =>
  tokens(cell, text).filter(([token]) => token.trim() === word)[nth]?.[1];

describe('the TextMate grammar', () => {
  test.each([
    ['op edge = none', 'op', 'storage.type.op.cell'],
    ['op edge = none', 'edge', 'entity.name.function.op.cell'],
    ['op f(k, s = 2) = conv(k)', 's', 'variable.parameter.cell'],
    ['cell normal(x) {', 'normal', 'entity.name.type.class.cell'],
    ['cell m[6](x) {', '6', 'constant.numeric.cell'],
    ['space Net(align = pad) {', 'Net', 'entity.name.type.space.cell'],
    ['  let width = 8 | 16', 'width', 'variable.other.constant.cell'],
    ['  let width = 8 | 16', '|', 'keyword.operator.choice.cell'],
    ['  -> conv(3, stride: 2)', '->', 'keyword.operator.flow.cell'],
    ['  -> conv(3, stride: 2)', 'conv', 'entity.name.function.cell'],
    ['  -> conv(3, stride: 2)', 'stride', 'variable.parameter.cell'],
    ['  input image(28x28x1)', 'input', 'keyword.control.choice.cell'],
    ['  input image(28x28x1)', '28x28x1', 'constant.numeric.dimension.cell'],
    ['  stage s1 { repeat 1..3 { a } }', 's1', 'entity.name.label.cell'],
    ['  stage s1 { repeat 1..3 { a } }', 'repeat', 'keyword.control.repeat.cell'],
    ['  stage s1 { repeat 1..3 { a } }', '..', 'keyword.operator.range.cell'],
    ['  require params < 200k', '200', 'constant.numeric.cell'],
    ['  require params < 200k', 'k', 'keyword.other.unit.cell'],
    ['op a = dropout(0..0.5 step 0.1)', 'step', 'keyword.operator.range.cell'],
    ['train t { epochs 5  optimizer adam(lr: 1e-3) }', 'epochs', 'keyword.other.clause.cell'],
    ['train t { epochs 5  optimizer adam(lr: 1e-3) }', 'adam', 'entity.name.function.cell'],
    ['search s { space A  maximize accuracy }', 'space', 'keyword.other.clause.cell'],
    ['search s { space A  maximize accuracy }', 'A', 'entity.name.type.cell'],
    ['dataset d { source builtin("digits") }', 'digits', 'string.quoted.double.cell'],
    ['/** Doc. */', ' Doc. ', 'comment.block.documentation.cell'],
    ['a // b', '//', 'punctuation.definition.comment.cell'],
  ])('%s: %s', (text, word, scope) => {
    expect(scopeOf(text, word.trim())).toBe(scope);
  });

  test.each(readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.cell')))(
    'covers examples/%s',
    (file) => {
      const text = readFileSync(join(root, 'examples', file), 'utf8');
      // What only the root scope covers would stay uncoloured.
      expect(tokens(cell, text).filter(([, scope]) => scope === 'source.cell')).toEqual([]);
      // A pattern that runs away would colour the end of the file as something else than its start.
      const last = tokens(cell, `${text}\nop zz = skip`).slice(-4);
      expect(last).toEqual([
        ['op', 'storage.type.op.cell'],
        ['zz', 'entity.name.function.op.cell'],
        ['=', 'keyword.operator.assignment.cell'],
        ['skip', 'variable.other.cell'],
      ]);
    },
  );

  test('fenced blocks in Markdown, and nothing after them', () => {
    const found = tokens(markdown, '```cell\nop a = relu\n```\nop a = relu');
    expect(found).toContainEqual(['op', 'storage.type.op.cell']);
    expect(found.at(-1)).toEqual(['op a = relu', 'markdown.cell.codeblock']);
  });
});

describe('Cell code in programs', () => {
  const pieces = [
    'op a = relu // note',
    '/** Doc. */\n  op a = relu',
    '\n  op a = relu\n  ',
    // While it is being written it ends at the delimiter all the same.
    'op a',
    'cell a(x',
    'cell a(x) {',
    'train t { epochs 5',
    'op a = conv(n[',
    'import "blocks',
    '/* never closed',
  ];
  test.each(pieces)('in a template, and not after it: %s', (code) => {
    const found = tokens(script, `cell\`${code}\`;`);
    expect(found[0]).toEqual(['cell', 'entity.name.function.tagged-template.cell']);
    expect(found.slice(-2)).toEqual([
      ['`', 'punctuation.definition.string.template.end.cell'],
      [';', 'inline.cell.script'],
    ]);
    if (code.includes('relu')) expect(found).toContainEqual(['op', 'storage.type.op.cell']);
  });
  test.each(pieces.flatMap((code) => ['"""', "'''"].map((quote) => [quote, code] as const)))(
    'in %s of Python, and not after it: %s',
    (quote, code) => {
      const found = tokens(python, `cell(r${quote}${code}${quote})`);
      expect(found.slice(-2)).toEqual([
        [quote, 'punctuation.definition.string.end.cell'],
        [')', 'inline.cell.python'],
      ]);
    },
  );
  test('in a cell of a notebook', () => {
    expect(tokens(python, '%%cell\nop a = relu')).toContainEqual(['op', 'storage.type.op.cell']);
    expect(tokens(python, 'x\n%%cell\nop a = relu')).not.toContainEqual(['op', 'storage.type.op.cell']);
  });
});

describe('the language configuration', () => {
  interface Configuration {
    onEnterRules: { beforeText: string; action: { appendText?: string } }[];
    indentationRules: { increaseIndentPattern: string; decreaseIndentPattern: string };
    wordPattern: string;
  }
  const configuration = JSON.parse(readFileSync(join(root, 'language-configuration.json'), 'utf8')) as Configuration;
  const enter = (line: string): string | undefined =>
    configuration.onEnterRules.find(({ beforeText }) => new RegExp(beforeText).test(line))?.action.appendText;

  test('Enter goes on with a doc comment, and with nothing else', () => {
    expect(enter('/** Halves')).toBe(' * ');
    expect(enter(' * more')).toBe('* ');
    expect(enter('  -> conv(3) -> bn')).toBeUndefined();
    expect(enter('  input image(8x8x1)')).toBeUndefined();
  });

  test('indents after an open brace', () => {
    const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
    expect(new RegExp(increaseIndentPattern).test('space S {')).toBe(true);
    expect(new RegExp(increaseIndentPattern).test('train t { epochs 5 }')).toBe(false);
    expect(new RegExp(decreaseIndentPattern).test('}')).toBe(true);
  });

  test('a word is a name or a number with its unit', () => {
    expect('conv_bn 200k 1e-4 x1'.match(new RegExp(configuration.wordPattern, 'g'))).toEqual([
      'conv_bn',
      '200k',
      '1e-4',
      'x1',
    ]);
  });
});
