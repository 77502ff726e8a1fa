import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openProject } from '../../src/project/project.ts';

const folder = new URL('../wrong/', import.meta.url);
const examples = new URL('../../examples/', import.meta.url);

/** One project for all files; what stands here is read instead of the disk. */
const texts = new Map<string, string>();
const project = openProject({
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
  texts.set(uri, text);
  const model = await project.model(uri);
  return model.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ range, code, message }) => `${code} ${place(text, range.offset)} ${message}`);
}

function place(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`;
}

const files = readdirSync(folder).filter((name) => name.endsWith('.cell'));

/** Each file of test/wrong has one mistake and says in its first line what the user reads about it, and where. */
describe('a wrong file gets one message', () => {
  test('the corpus is there', () => expect(files.length).toBeGreaterThanOrEqual(70));

  test.each(files)('%s', async (name) => {
    const uri = new URL(name, folder).href;
    const text = readFileSync(new URL(name, folder), 'utf8');
    const [, where, part] = /^\/\/ expect (\S+ \d+:\d+) "(.*)"/.exec(text) ?? [];
    const errors = await errorsOf(uri, text);
    expect(errors).toEqual([expect.stringContaining(`${where} `)]);
    expect(part).not.toBe('');
    expect(errors[0]).toContain(part);
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
