// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are what is tested
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editInHost, type Fragment, fromHost, toHost, toHostEnd } from './fragment.ts';
import { fragmentsOf, type HostLanguage } from './fragments.ts';

const texts = (language: HostLanguage, host: string): string[] => fragmentsOf(language, host).map(({ text }) => text);

describe('Markdown', () => {
  test.each([
    ['a block', '# A\n```cell\nop a = relu\n```\ntext', ['op a = relu\n']],
    ['two blocks and another language', '```cell\na\n```\n```ts\nb\n```\n~~~ Cell title="x"\nc\n~~~', ['a\n', 'c\n']],
    ['in braces', '```{cell}\na\n```\n', []],
    ['inside a longer fence', '````md\n```cell\na\n```\n````\n', []],
    ['in a list, indented', '- x\n\n  ```cell\n  a {\n    b\n  }\n  ```\n', ['a {\n  b\n}\n']],
    ['after the mark of a list item', '1. ```cell\n   a\n   ```\n', ['a\n']],
    ['in a quote, which ends it', '> ```cell\n> a\n>  b\nc', ['a\n b\n']],
    ['never closed', '```cell\na', ['a']],
    ['with Windows line ends', '```cell\r\na\r\nb\r\n```\r\n', ['a\r\nb\r\n']],
    ['empty', '```cell\n```', ['']],
    ['not meant to be complete or right', '```cell ignore\na\n```\n```cell wrong\na\n```', []],
    ['of another language that begins alike', '```cellular\na\n```', []],
  ])('%s', (_, host, expected) => expect(texts('markdown', host)).toEqual(expected));
});

describe('templates', () => {
  test.each([
    ['on one line', 'const a = cell`op a = relu`;', ['op a = relu']],
    ['indented', 'f(\n  cell`\n    op a = b\n      -> c\n  `)', ['op a = b\n  -> c\n']],
    ['as a member, with a space', 'cw.cell `a`', ['a']],
    ['with escapes', 'cell`a \\` \\\\ \\x41\\u{42}\\\n\\${b`', ['a ` \\ AB${b']],
    ['in a value of another template', 'x`${cell`a`} ${`${"}"}`} ${1}`; cell`b`', ['a', 'b']],
    ['with values', 'cell`conv(${k}) -> ${f({ a: `}` })}`', ['conv(_) -> _']],
    ['in comments and texts', '// cell`a`\n/* cell`b` */ "cell`c`" \'cell`d`\'', []],
    ['after regular expressions and divisions', 'a = /`/; b = c / d; e = /[/`]/g; cell`x`', ['x']],
    ['after an apostrophe in JSX', "<p>don't</p>;\ncell`x`", ['x']],
    ['of another tag', 'excell`a`; cells`b`; cell; `c`', []],
    ['not closed', 'cell`a', ['a']],
  ])('%s', (_, host, expected) => expect(texts('typescript', host)).toEqual(expected));

  test('tell of the first value that the program would put in', () => {
    const host = 'cell`a(${one}, ${two})`';
    const [fragment] = fragmentsOf('javascript', host);
    expect(host.slice(fragment?.problem?.start, fragment?.problem?.end)).toBe('${one}');
  });
});

describe('Python', () => {
  test.each([
    ['on one line', 'a = cell("""op a = relu""")', ['op a = relu']],
    ['indented, other quotes', "  a = cell(\n    '''\n    op a = b\n      -> c\n    ''')", ['op a = b\n  -> c\n']],
    ['raw', 'cell(r"""a \\n \\" b""")', ['a \\n \\" b']],
    ['with escapes', 'cell("""a\\n\\"\\x41\\u0042\\103\\q\\\n.""")', ['a\n"ABC\\q.']],
    ['in comments and other texts', '# cell("""a""")\n\'cell("""b""")\' """cell(\'\'\'c\'\'\')"""', []],
    ['with one quote', 'cell("a") cell("") cell("" + x)', []],
    ['as a member', 'cellwright.cell("""a""")', ['a']],
    ['of another function', 'excell("""a""") cells("""b""")', []],
    ['in a notebook, the whole cell', '%%cell\nop a = relu\n', ['op a = relu\n']],
    ['not closed', 'cell("""a', ['a']],
  ])('%s', (_, host, expected) => expect(texts('python', host)).toEqual(expected));

  test('tells of formatted strings', () => {
    const [fragment] = fragmentsOf('python', 'x = cell(f"""conv({k})""")');
    expect(fragment?.problem).toMatchObject({ start: 9, end: 10 });
  });
});

describe('positions', () => {
  const code = fc.stringMatching(/^(?:[a-z(){}|>= "]|\\|`|\$|\{|\n {0,4})*$/, { maxLength: 60 });
  /** Hosts that hold the code at an indentation; each twice, with other text around. */
  const hosts: Record<HostLanguage & ('markdown' | 'typescript' | 'python'), (text: string, indent: string) => string> =
    {
      markdown: (text, indent) => `# T\n\n${indented(`\`\`\`cell\n${text}\n\`\`\``, indent)}\n\nmore\n`,
      typescript: (text, indent) => {
        const written = text.replace(/[\\`]|\$(?=\{)/g, '\\$&');
        return `const a = cell\`\n${indented(written, indent)}\n${indent}\`;\nf("x");\n`;
      },
      python: (text, indent) => {
        const written = text.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"');
        return `a = cell("""\n${indented(written, indent)}\n${indent}""")\n`;
      },
    };
  const indented = (text: string, indent: string): string => text.replace(/^(?=.)/gm, indent);
  const languages = fc.constantFrom(...(Object.keys(hosts) as (keyof typeof hosts)[]));
  const indents = fc.constantFrom('', '  ');
  const only = (language: HostLanguage, host: string): Fragment => {
    const found = fragmentsOf(language, host);
    expect(found.length).toBe(1);
    return found[0]!;
  };
  /** White space at line ends and beginnings aside, and lines that are blank at the ends: the host keeps its own. */
  const plain = (text: string): string =>
    text
      .replace(/[ \t]+$/gm, '')
      .replace(/^[ \t]+/gm, '')
      .trim();

  test('there and back', () => {
    fc.assert(
      fc.property(languages, code, indents, (language, text, indent) => {
        const host = hosts[language](text, indent);
        const fragment = only(language, host);
        let before = fragment.start;
        for (let at = 0; at <= fragment.text.length; at++) {
          const there = toHost(fragment, at);
          expect(there).toBeGreaterThanOrEqual(before);
          expect(toHostEnd(fragment, at)).toBeLessThanOrEqual(there);
          expect(toHostEnd(fragment, at)).toBeGreaterThanOrEqual(before);
          before = there;
          expect(fromHost(fragment, there)).toBe(at);
          const character = fragment.text[at];
          if (character && character !== '\\' && host[there] !== '\\') expect(host[there]).toBe(character);
        }
      }),
    );
  });

  test('an edit of the code is that edit of the host', () => {
    const edits = fc.tuple(code, fc.nat(), fc.nat());
    fc.assert(
      fc.property(languages, code, indents, edits, (language, text, indent, [inserted, from, length]) => {
        const host = hosts[language](text, indent);
        const fragment = only(language, host);
        const start = from % (fragment.text.length + 1);
        const end = Math.min(fragment.text.length, start + (length % 12));
        const edit = editInHost(fragment, { start, end, text: inserted });
        const changed = host.slice(0, edit.start) + edit.text + host.slice(edit.end);
        const expected = fragment.text.slice(0, start) + inserted + fragment.text.slice(end);
        // What an edit brings together with its neighbours to mean something in the host is no Cell code.
        fc.pre(!/\$\{|"""/.test(expected));
        fc.pre(language !== 'markdown' || !/^\s*```/m.test(expected));
        expect(plain(only(language, changed).text)).toBe(plain(expected));
      }),
      { numRuns: 500 },
    );
  });
});
