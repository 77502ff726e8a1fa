import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { fragmentsOf } from '../../inline/fragments.ts';
import { HostDocument } from './host-document.ts';

const uri = 'file:///docs/notes.md';

test('after any edits the server knows the fragments that the text has', () => {
  const piece = fc.constantFrom(
    '```cell\n',
    '```\n',
    'op a = relu\n',
    'op b = bn\n',
    'text\n',
    '~~~cell\n',
    '~~~\n',
    '> ',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const edit = fc.record({ start: fc.nat(200), length: fc.nat(30), text });
  fc.assert(
    fc.property(text, fc.array(edit, { maxLength: 8 }), (first, edits) => {
      const host = new HostDocument(uri, 'markdown', 0, first);
      /** What the server was told. */
      const known = new Map<string, string>();
      const tell = () => {
        const { opened, changed, closed } = host.refresh();
        for (const { uri } of closed) expect(known.delete(uri)).toBe(true);
        for (const { uri, text } of opened) {
          expect(known.has(uri)).toBe(false);
          known.set(uri, text);
        }
        for (const { uri, text } of changed) {
          expect(known.has(uri)).toBe(true);
          known.set(uri, text);
        }
        const expected = fragmentsOf('markdown', host.document.getText()).map((fragment) => fragment.text);
        expect(host.fragments.map((inline) => known.get(inline.uri))).toEqual(expected);
        expect(known.size).toBe(expected.length);
      };
      tell();
      edits.forEach(({ start, length, text }, version) => {
        const size = host.document.getText().length;
        const from = Math.min(start, size);
        const range = {
          start: host.document.positionAt(from),
          end: host.document.positionAt(Math.min(size, from + length)),
        };
        host.document = TextDocument.update(host.document, [{ range, text }], version + 1);
        tell();
      });
    }),
  );
});

test('a fragment stays the same document when others come and go around it', () => {
  const host = new HostDocument(uri, 'markdown', 0, '```cell\nop a = relu\n```\n```cell\nop b = bn\n```\n');
  host.refresh();
  const [a, b] = host.fragments;
  const write = (text: string) => {
    host.document = TextDocument.create(uri, 'markdown', 1, text);
    return host.refresh();
  };
  const between = write('```cell\nop a = relu\n```\n```cell\nop c = skip\n```\n```cell\nop b = bn\n```\n');
  expect([between.opened.length, between.changed.length, between.closed.length]).toEqual([1, 0, 0]);
  expect([host.fragments[0], host.fragments[2]]).toEqual([a, b]);
  const last = write('```cell\nop b = bn\n```\n');
  expect(last.closed.length).toBe(2);
  expect(host.fragments).toEqual([b]);
});

test.each([
  ['file:///docs/a.md', 'file:///docs/a.md%231.cell'],
  ['file:///c%3A/docs/a.md', 'file:///c%3A/docs/a.md%231.cell'],
  ['untitled:Untitled-1', 'untitled:Untitled-1%231.cell'],
  ['vscode-notebook-cell:/nb/a.ipynb#W0sZmlsZQ%3D%3D', 'file:///nb/a.ipynb%23W0sZmlsZQ%231.cell'],
])('a fragment of %s lies beside it', (host, expected) => {
  const document = new HostDocument(host, 'markdown', 0, '```cell\n```\n');
  document.refresh();
  expect(document.fragments.map((inline) => inline.uri)).toEqual([expected]);
});
