import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { type LangiumDocument, URI } from 'langium';
import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { nodeDataFiles } from '../../src/project/node-data-files.ts';
import { openProject } from '../../src/project/project.ts';
import { quickFixes } from '../../src/services/code-actions.ts';
import { toLsp } from '../../src/services/diagnostics.ts';
import type { CellDiagnostic } from '../../src/space/model.ts';

const folder = new URL('../wrong/', import.meta.url);
const examples = new URL('../../examples/', import.meta.url);

/** One project for all files; what stands here is read instead of the disk. */
const texts = new Map<string, string>();
const project = openProject({
  ...nodeDataFiles,
  async readText(uri) {
    const text = texts.get(uri);
    if (text !== undefined) return text;
    try {
      return readFileSync(fileURLToPath(uri), 'utf8');
    } catch {
      return undefined;
    }
  },
});

async function errorsOf(uri: string, text: string): Promise<string[]> {
  return (await diagnosticsOf(uri, text))
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) => described(diagnostic, text));
}

async function diagnosticsOf(uri: string, text: string): Promise<readonly CellDiagnostic[]> {
  texts.set(uri, text);
  return (await project.model(uri)).diagnostics.filter(({ range }) => range.uri === uri);
}

const described = ({ range, code, message }: CellDiagnostic, text: string): string =>
  `${code} ${place(text, range.offset)} ${message}`;

/** What the editor offers, as the text after it: `Remove 'width'`. */
function offeredFor(uri: string, text: string, diagnostic: CellDiagnostic): string[] {
  const textDocument = TextDocument.create(uri, 'cell', 1, text);
  const document = { uri: URI.parse(uri), textDocument } as LangiumDocument;
  return quickFixes(document, [toLsp(diagnostic, document)]).map((action) => action.title);
}

function place(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`;
}

const files = readdirSync(folder).filter((name) => name.endsWith('.cell'));

/** Each file of test/wrong has one mistake and says in its first line what the user reads about it, and where. */
describe('a wrong file gets one message', () => {
  test('the corpus is there', () => expect(files.length).toBeGreaterThanOrEqual(190));

  test.each(files)('%s', async (name) => {
    const uri = new URL(name, folder).href;
    const text = readFileSync(new URL(name, folder), 'utf8');
    const [, where, part] = /^\/\/ expect (\S+ \d+:\d+) "(.*)"/.exec(text) ?? [];
    const messages = (await diagnosticsOf(uri, text)).map((diagnostic) => described(diagnostic, text));
    expect(messages).toEqual([expect.stringContaining(`${where} `)]);
    expect(part).not.toBe('');
    expect(messages[0]).toContain(part);
  });

  /** For reading: what is said of every file, and what the editor offers to do about it. */
  test('test/wrong/messages.md shows them all', async () => {
    const sections: string[] = [];
    for (const name of [...files].sort()) {
      const uri = new URL(name, folder).href;
      const text = readFileSync(new URL(name, folder), 'utf8');
      const source = text.split('\n').slice(1).join('\n').trimEnd();
      const messages = (await diagnosticsOf(uri, text)).map((diagnostic) => {
        const { severity, code, message, range } = diagnostic;
        const marked = text.slice(range.offset, range.end).split('\n')[0];
        const fixes = offeredFor(uri, text, diagnostic).map((title) => `\n- fix: ${title}`);
        return `${place(text, range.offset)} \`${marked}\`\n\n- ${severity} \`${code}\`: ${message}${fixes.join('')}`;
      });
      sections.push(`## ${name}\n\n\`\`\`\n${source}\n\`\`\`\n\n${messages.join('\n\n')}\n`);
    }
    const head =
      '# What is said of wrong files\n\nWritten by the tests (`npx vitest run -u test/unit/wrong-files.test.ts`); for reviewing.\n';
    await expect([head, ...sections].join('\n')).toMatchFileSnapshot('../wrong/messages.md');
  });
});

describe('no text is too broken', () => {
  const digits = readFileSync(new URL('digits-cell.cell', examples), 'utf8');
  const uri = new URL('broken.cell', examples).href;

  test('an empty file and one of comments have no mistakes', async () => {
    expect(await errorsOf(uri, '')).toEqual([]);
    expect(await errorsOf(uri, '// nothing yet\n\n')).toEqual([]);
  });

  test('an example cut off anywhere, or with a part missing, gets messages in words', async () => {
    const cut = fc.tuple(fc.nat(digits.length), fc.nat(40), fc.boolean());
    await fc.assert(
      fc.asyncProperty(cut, async ([at, length, truncated]) => {
        const text = digits.slice(0, at) + (truncated ? '' : digits.slice(at + length));
        for (const error of await errorsOf(uri, text)) {
          // A sentence, or one that ends in an example: `… such as: maximize accuracy`.
          expect(error).toMatch(/[.?)"}]$|: [a-z_]+ \S.*$/);
          expect(error).not.toMatch(/undefined|\[object|TypeError|at .*\.ts/);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('bytes that are no text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const text = new TextDecoder().decode(bytes);
        const errors = await errorsOf(uri, text);
        for (const error of errors) expect(error).toMatch(/^[a-z-]+ \d+:\d+ ./);
      }),
      { numRuns: 40 },
    );
  });
});
