import fc from 'fast-check';
import { type AstNode, URI } from 'langium';
import { describe, expect, test } from 'vitest';
import { cutsOf } from './chunks.ts';
import { nodesOf } from './node-list.ts';
import { exampleTexts } from './test/examples.ts';
import { edit, type Opened, open, reopen } from './test/open.ts';

/** Everything that a reader of a tree can see: types, properties, links, places. */
function snapshot(root: AstNode): string[] {
  return nodesOf(root).map((node) => {
    const place = node.$cstNode ? `${node.$cstNode.offset}-${node.$cstNode.end}:${node.$cstNode.range.start.line}` : '';
    const properties = Object.entries(node).flatMap(([key, value]) => {
      if (key.startsWith('$')) return [];
      if (Array.isArray(value)) return `${key}[${value.length}]`;
      if (value && typeof value === 'object') {
        if ('$refText' in value)
          return `${key}->${value.$refText}:${'ref' in value && value.ref ? value.ref.$type : '?'}`;
        return key;
      }
      return `${key}=${String(value)}`;
    });
    return `${node.$type} ${place} ${properties.join(' ')} in ${node.$container?.$type ?? ''}`;
  });
}

const files = { 'blocks.cell': 'op unused_one = skip\n' };
const inserted = fc.constantFrom(
  ...['', ' ', '\n', 'x', '1', '(', ')', '{', '}', '"', '|', '->', '=', '..', ',', '/*', '*/', '// ', '@', 'é'],
  ...['op z = skip\n', 'space', 'search s {', 'train', 'let a = ', 'pick any', 'stage t {', '\nimport "x.cell"\n'],
);
const edits = fc.array(fc.record({ at: fc.nat(), removed: fc.nat(4), inserted }), { minLength: 1, maxLength: 6 });

const apply = (text: string, { at, removed, inserted }: { at: number; removed: number; inserted: string }): string => {
  const offset = at % (text.length + 1);
  return text.slice(0, offset) + inserted + text.slice(offset + removed);
};

describe('any edit', () => {
  test('never throws, and leaves the state of a fresh parse', async () => {
    const base = await open('', { ...files });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...exampleTexts), edits, async (text, changes) => {
        let opened = await reopen(base, text);
        for (const change of changes) opened = await edit(opened, apply(opened.text, change));
        const state = [opened.messages, snapshot(opened.root)];
        const fresh = await reopen(opened, opened.text);
        expect(state).toEqual([fresh.messages, snapshot(fresh.root)]);
      }),
      { numRuns: 120 },
    );
  });

  test('a truncated file gives at most one syntax error for each definition that it cuts', async () => {
    const base = await open('', { ...files });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...exampleTexts), fc.nat(), async (text, at) => {
        const opened = await reopen(base, text.slice(0, at % text.length));
        expect(opened.messages.filter((message) => message.startsWith('syntax')).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });
});

describe('parsing definition by definition', () => {
  /** The whole text at once: what the grammar alone says. */
  const whole = ({ services, text }: Opened) =>
    services.shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse('file:///whole.cell'), {
      rule: 'File',
    });

  test('gives the tree of the whole', async () => {
    for (const text of exampleTexts) {
      const opened = await open(text, { ...files });
      const names = (tree: AstNode) => snapshot(tree).map((line) => line.replace(/->(\w+):\S+/g, '->$1'));
      // The roots differ: leading and trailing comments lie in the chunks.
      expect(names(opened.root).slice(1)).toEqual(names(whole(opened).parseResult.value).slice(1));
    }
  });

  test('never cuts inside a comment, nor a search at its clauses', () => {
    const text =
      'op a = b /* one\nop c = d */\n"\nop x\nsearch s {\nspace A\ntrain t\n}\nspace B {\n}\n// doc\n\n/* a */\ncell c';
    expect(cutsOf(text).map(({ offset, line }) => `${line}:${text.slice(offset, offset + 8)}`)).toEqual([
      '0:op a = b',
      '3:op x\nsea',
      '4:search s',
      '8:space B ',
      '12:/* a */\n',
    ]);
  });
});
