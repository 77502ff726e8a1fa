import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  LinkedEditingRangeRequest,
  type SelectionRange,
  SelectionRangeRequest,
  TypeHierarchyPrepareRequest,
  TypeHierarchySubtypesRequest,
  TypeHierarchySupertypesRequest,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Client, connect, type Host, marked } from './test/client.ts';

let client: Client;
let count = 0;
beforeAll(async () => {
  client = await connect({ '/blocks.cell': 'op block = conv(3) -> bn\n' });
});
afterAll(() => client.dispose());

async function at(source: string, host?: Host) {
  const { text, position, ranges } = marked(source);
  const { textDocument } = await client.open(text, host ?? { uri: `file:///${++count}.cell`, languageId: 'cell' });
  return { text, position, ranges, textDocument, document: TextDocument.create('', '', 0, text) };
}

const cells = `import "blocks.cell"
op edge = none | block
cell nor‸mal(x) {
  nodes n[2] = sum(edge(all))
  return n[2]
}
cell other(x) = fresh normal(x)
space S { input image(8x8x1) -> normal -> other -> normal -> global_avg_pool }
`;

describe('call hierarchy', () => {
  test('who uses a cell, and what it uses, in other files too', async () => {
    const { textDocument, position } = await at(cells);
    const [item] = (await client.connection.sendRequest(CallHierarchyPrepareRequest.type, { textDocument, position }))!;
    expect(item).toMatchObject({ name: 'normal', uri: textDocument.uri });
    const incoming = await client.connection.sendRequest(CallHierarchyIncomingCallsRequest.type, { item: item! });
    expect(incoming?.map(({ from, fromRanges }) => [from.name, fromRanges.length])).toEqual([
      ['other', 1],
      ['S', 2],
    ]);
    const outgoing = await client.connection.sendRequest(CallHierarchyOutgoingCallsRequest.type, { item: item! });
    expect(outgoing?.map(({ to }) => to.name)).toEqual(['edge']);
    const next = await client.connection.sendRequest(CallHierarchyOutgoingCallsRequest.type, {
      item: outgoing![0]!.to,
    });
    expect(next?.map(({ to }) => [to.name, to.uri])).toEqual([['block', 'file:///blocks.cell']]);
  });

  test('inside another file', async () => {
    const host = { uri: 'file:///notes.md', languageId: 'markdown' };
    const { textDocument, position } = await at(`# Notes\n\`\`\`cell\n${cells}\`\`\`\n`, host);
    const [item] = (await client.connection.sendRequest(CallHierarchyPrepareRequest.type, { textDocument, position }))!;
    const incoming = await client.connection.sendRequest(CallHierarchyIncomingCallsRequest.type, { item: item! });
    expect(incoming?.map(({ from, fromRanges }) => [from.uri, from.name, fromRanges[0]?.start.line])).toEqual([
      [host.uri, 'other', 8],
      [host.uri, 'S', 9],
    ]);
  });
});

test('type hierarchy: the cell that a cell has its shape from', async () => {
  const { textDocument, position } = await at(cells);
  const [item] = (await client.connection.sendRequest(TypeHierarchyPrepareRequest.type, { textDocument, position }))!;
  const below = await client.connection.sendRequest(TypeHierarchySubtypesRequest.type, { item: item! });
  expect(below?.map(({ name }) => name)).toEqual(['other']);
  const above = await client.connection.sendRequest(TypeHierarchySupertypesRequest.type, { item: below![0]! });
  expect(above?.map(({ name }) => name)).toEqual(['normal']);
});

test('selection grows from the word over its expressions to the file', async () => {
  const { textDocument, position, document } = await at(
    'op a = relu\nspace S {\n  input image(8x8x1) -> conv(3, ‸8 | 16) -> bn\n}\n',
  );
  const [found] = (await client.connection.sendRequest(SelectionRangeRequest.type, {
    ...{ textDocument, positions: [position] },
  }))!;
  const texts: string[] = [];
  for (let at: SelectionRange | undefined = found; at; at = at.parent) texts.push(document.getText(at.range));
  expect(texts).toEqual([
    '8',
    '8 | 16',
    'conv(3, 8 | 16)',
    'input image(8x8x1) -> conv(3, 8 | 16)',
    'input image(8x8x1) -> conv(3, 8 | 16) -> bn',
    '{\n  input image(8x8x1) -> conv(3, 8 | 16) -> bn\n}',
    'space S {\n  input image(8x8x1) -> conv(3, 8 | 16) -> bn\n}',
    document.getText(),
  ]);
});

test('linked editing: names of a block, not of definitions', async () => {
  const source = 'cell c(x) {\n  let ⟦w⟧ = 8\n  return x -> conv(3, ⟦‸w⟧) -> conv(1, 2 * ⟦w⟧)\n}\n';
  const local = await at(source);
  const found = await client.connection.sendRequest(LinkedEditingRangeRequest.type, local);
  expect(found?.ranges).toEqual(local.ranges);
  const named = await at('op ‸a = relu\nop b = a\n');
  expect(await client.connection.sendRequest(LinkedEditingRangeRequest.type, named)).toBeNull();
});

describe('formatting', () => {
  const options = { tabSize: 2, insertSpaces: true };
  const source = 'op a=relu\n⟦space S {\n// kept\n    input image(8x8x1)->global_avg_pool\n}⟧‸\nop b=bn\n';
  const expected = 'op a=relu\nspace S {\n  // kept\n  input image(8x8x1) -> global_avg_pool\n}\nop b=bn\n';

  test('of a range changes nothing else, and nothing the second time', async () => {
    const { textDocument, ranges, document } = await at(source);
    const request = { textDocument, range: ranges[0]!, options };
    const edits = await client.connection.sendRequest(DocumentRangeFormattingRequest.type, request);
    const formatted = TextDocument.applyEdits(document, edits ?? []);
    expect(formatted).toBe(expected);
    const again = await at(formatted.replace('space S {', '⟦space S {').replace('}\nop b', '}⟧\nop b'));
    const none = await client.connection.sendRequest(DocumentRangeFormattingRequest.type, {
      ...{ textDocument: again.textDocument, range: again.ranges[0]!, options },
    });
    expect(none ?? []).toEqual([]);
  });

  test('by the brace that closes', async () => {
    const { textDocument, position, document } = await at(source);
    const request = { textDocument, position, ch: '}', options };
    const edits = await client.connection.sendRequest(DocumentOnTypeFormattingRequest.type, request);
    expect(TextDocument.applyEdits(document, edits ?? [])).toBe(expected);
  });
});
