import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CodeAction, CodeActionRequest } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Outline, serverRequests } from '../../protocol/server-requests.ts';
import { type Client, connect, marked } from '../test/client.ts';

let client: Client;
beforeAll(async () => {
  client = await connect({
    '/a.cell': 'op a = relu\n',
    '/b.cell': 'op b = bn\n',
    '/c.cell': 'op c = skip\n',
  });
});
afterAll(() => client.dispose());

/** The actions at the selection `⟦…⟧` or the cursor `‸` of a source, and what they make of it. */
async function actionsAt(source: string): Promise<{ text: string; all: Map<string, { kind: string; text: string }> }> {
  const { text, position, ranges } = marked(source);
  await client.open(text, { uri: `file:///${count++}.cell`, languageId: 'cell' });
  const diagnostics = await client.diagnostics();
  const [range = { start: position, end: position }] = ranges;
  const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
    ...{ textDocument: { uri: uri() }, range, context: { diagnostics } },
  })) as CodeAction[];
  const document = TextDocument.create('', '', 0, text);
  const applied = (action: CodeAction) => TextDocument.applyEdits(document, action.edit?.changes?.[uri()] ?? []);
  return {
    text,
    all: new Map(actions.map((action) => [action.title, { kind: action.kind ?? '', text: applied(action) }])),
  };
}
let count = 1;
const uri = () => `file:///${count - 1}.cell`;

/** The number of architectures of each space, and the errors. */
async function meaning(text: string): Promise<Pick<Outline, 'errors'> & { spaces: string[] }> {
  await client.open(text, { uri: `file:///${count++}.cell`, languageId: 'cell' });
  const { spaces, errors }: Outline = await client.connection.sendRequest(serverRequests.outline, { uri: uri() });
  return { errors, spaces: spaces.map(({ name, architectures }) => `${name} ${architectures}`) };
}

const space = (chain: string): string => `space S {\n  input image(8x8x1)\n  -> ${chain}\n  -> global_avg_pool\n}\n`;

describe('keeps the number of architectures', () => {
  test.each([
    // extract
    [
      'Extract an op',
      space('conv(3, 8) -> ⟦bn -> relu⟧'),
      `op extracted = bn -> relu\n\n${space('conv(3, 8) -> extracted')}`,
    ],
    ['Extract an op', space('(⟦relu | bn | skip⟧)'), `op extracted = relu | bn | skip\n\n${space('(extracted)')}`],
    [
      'Extract an op',
      `/** Doc. */\nspace S {\n  let width = 8 | 16\n  input image(8x8x1) -> ⟦conv(3, width) -> relu⟧ -> global_avg_pool\n}\n`,
      `op extracted(width) = conv(3, width) -> relu\n\n/** Doc. */\nspace S {\n  let width = 8 | 16\n  input image(8x8x1) -> extracted(width) -> global_avg_pool\n}\n`,
    ],
    [
      'Extract a cell',
      space('⟦conv(3 | 5, 8) -> bn⟧'),
      `cell extracted(x) {\n  return x -> conv(3 | 5, 8) -> bn\n}\n\n${space('extracted')}`,
    ],
    [
      'Extract a let',
      space('conv(3, ⟦8 | 16⟧)'),
      space('conv(3, extracted)').replace('  input', '  let extracted = 8 | 16\n  input'),
    ],
    // inline
    [
      "Inline 'block' here",
      `op block(k, w = 8) = conv(k, w) -> bn | skip\n${space('‸block(3 | 5) -> relu')}`,
      `op block(k, w = 8) = conv(k, w) -> bn | skip\n${space('(conv(3 | 5, 8) -> bn | skip) -> relu')}`,
    ],
    [
      "Inline 'twice' here",
      `op twice(k) = conv(k * 2 + 1, k)\n${space('‸twice(1)')}`,
      `op twice(k) = conv(k * 2 + 1, k)\n${space('conv(1 * 2 + 1, 1)')}`,
    ],
    [
      "Inline 'wide' here",
      `op wide(k) = conv(3, 2 * k)\n${space('‸wide(k: 4 + 4)')}`,
      `op wide(k) = conv(3, 2 * k)\n${space('conv(3, 2 * (4 + 4))')}`,
    ],
    [
      "Inline 'width'",
      `space S {\n  let wi‸dth = 8\n  input image(8x8x1) -> conv(3, width) -> conv(3, 2 * width) -> global_avg_pool\n}\n`,
      `space S {\n  input image(8x8x1) -> conv(3, 8) -> conv(3, 2 * 8) -> global_avg_pool\n}\n`,
    ],
    // options
    ['Sort the options', space('conv(5‸ | 3 | 1, 8)'), space('conv(1 | 3 | 5, 8)')],
    ['Sort the options', space('(relu ‸| bn)'), space('(bn | relu)')],
    ['Write as 8..32 step 8', space('conv(3, 8 | ‸16 | 24 | 32)'), space('conv(3, 8..32 step 8)')],
    ['Write as 1..3', space('repeat 1 | ‸2 | 3 { relu }'), space('repeat 1..3 { relu }')],
    ['Write as 8 | 16 | 24', space('conv(3, ‸8..24 step 8)'), space('conv(3, 8 | 16 | 24)')],
    ['Write as 1 | 2', space('conv(3, 8 * ‸1..2)'), space('conv(3, 8 * (1 | 2))')],
    // imports
    [
      'Organize imports',
      `‸import "b.cell"\nimport "c.cell"\nimport "a.cell"\nimport "b.cell"\n${space('a -> b')}`,
      `import "a.cell"\nimport "b.cell"\n${space('a -> b')}`,
    ],
    [
      "Inline 'block' here",
      `cell block(x) {\n  return x -> conv(3 | 5, 8)\n    -> bn\n}\n${space('‸block -> relu')}`,
      `cell block(x) {\n  return x -> conv(3 | 5, 8)\n    -> bn\n}\n${space('conv(3 | 5, 8)\n  -> bn -> relu')}`,
    ],
  ])('%s: %s', async (title, source, expected) => {
    const { text, all } = await actionsAt(source);
    expect([...all.keys()]).toContain(title);
    expect(all.get(title)?.text).toBe(expected);
    const before = await meaning(text);
    expect(before.errors).toBe(0);
    expect(await meaning(expected)).toEqual(before);
  });
});

test('a value becomes a choice, and a choice the value at the cursor', async () => {
  const value = space('conv(3, 8)');
  const choice = space('conv(3 | 5, 8)');
  expect((await actionsAt(value.replace('(3', '(‸3'))).all.get('Choose: 3 | 5')?.text).toBe(choice);
  expect((await actionsAt(choice.replace('(3', '(‸3'))).all.get('Keep only 3')?.text).toBe(value);
  expect((await actionsAt(choice.replace('| 5', '| ‸5'))).all.get('Keep only 5')?.text).toBe(space('conv(5, 8)'));
  expect((await meaning(choice)).spaces).toEqual(['S 2']);
  const bias = space('conv(3, 8, bias: ‸false)');
  expect((await actionsAt(bias)).all.get('Choose: false | true')?.text).toContain('bias: false | true)');
});

describe('is not offered where the meaning would change', () => {
  test.each([
    [
      'a choice of a let that is used twice',
      `space S {\n  let ‸w = 8 | 16\n  input image(8x8x1) -> conv(3, w) -> conv(3, w) -> global_avg_pool\n}\n`,
      /Inline/,
    ],
    [
      'a choice of a let in a part that is repeated',
      `space S {\n  let ‸w = 8 | 16\n  input image(8x8x1) -> repeat 2 fresh { conv(3, w) } -> global_avg_pool\n}\n`,
      /Inline/,
    ],
    ['a choice that an op uses twice', `op twice(k) = conv(k) -> conv(k)\n${space('‸twice(3 | 5)')}`, /Inline/],
    [
      'an op that reads tensors',
      'op e = relu | skip\ncell c(x, y) {\n  nodes n[2] = sum(‸e(all))\n  return n[2]\n}\n',
      /Inline/,
    ],
    [
      'a value that each node decides',
      'cell c(x) {\n  nodes n[2] = sum(conv(⟦3 | 5⟧)(all))\n  return n[2]\n}\n',
      /Extract/,
    ],
    [
      'a step before a cell that reads two outputs',
      `cell two(a, b) = sum(a, b)\n${space('⟦conv(3, 8) -> bn⟧ -> two')}`,
      /cell/,
    ],
    ['tensors of a cell', 'cell c(x, y) {\n  return ⟦x -> relu⟧\n}\n', /Extract/],
    ['a part of an operand', space('⟦conv(3, 8) -> b⟧n'), /Extract/],
    ['the input of a space', 'space S {\n  ⟦input image(8x8x1) -> conv(3, 8)⟧ -> global_avg_pool\n}\n', /Extract/],
    ['a value of a search', 'search s { strategy random  trials ‸5 }\n', /Choose/],
    ['a file with syntax errors', 'op a = conv(‸3 | 5 | 7\n', /Write|Choose|Keep/],
    ['an import of a file that is not there', `‸import "nowhere.cell"\n${space('relu')}`, /Organize/],
    ['imports in order', `‸import "a.cell"\nimport "b.cell"\n${space('a -> b')}`, /Organize/],
    ['a cell that decides once for two places', `cell c(x) = x -> (bn | relu) -> relu\n${space('‸c -> c')}`, /Inline/],
    ['a cell that reads its tensor twice', `cell c(x) = x -> sum(bn(x), x)\n${space('‸c')}`, /Inline/],
    [
      'a cell where a name means something else',
      'op w = relu\ncell c(x) = x -> w -> bn\nspace S {\n  let w = 3\n  input image(8x8x1) -> conv(w, 8) -> ‸c -> global_avg_pool\n}\n',
      /Inline/,
    ],
  ])('%s', async (_, source, title) => {
    const { all } = await actionsAt(source);
    expect([...all.keys()].filter((found) => title.test(found))).toEqual([]);
  });
});

test('all fixes at once', async () => {
  const { all } = await actionsAt(`⟦${space('conf(3, 8) -> rleu')}⟧`);
  expect(all.get('Fix all that can be fixed')).toEqual({
    kind: 'source.fixAll.cell',
    text: space('conv(3, 8) -> relu'),
  });
});

test('a name that another file defines', async () => {
  const { all } = await actionsAt(`import "b.cell"\n${space('⟦a⟧ -> b')}`);
  expect(all.get(`Import 'a' from "a.cell"`)).toEqual({
    kind: 'quickfix',
    text: `import "b.cell"\nimport "a.cell"\n${space('a -> b')}`,
  });
});

test('only the kinds that are asked for', async () => {
  const text = `import "b.cell"\nimport "a.cell"\n${space('a -> b')}`;
  await client.open(text, { uri: `file:///${count++}.cell`, languageId: 'cell' });
  const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: uri() },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    context: { diagnostics: [], only: ['source.organizeImports'] },
  })) as CodeAction[];
  expect(actions.map(({ kind }) => kind)).toEqual(['source.organizeImports']);
});
