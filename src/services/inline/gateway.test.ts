// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are what is tested
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  CallHierarchyPrepareRequest,
  type CodeAction,
  CodeActionRequest,
  CodeLensRequest,
  type CompletionItem,
  type CompletionList,
  CompletionRequest,
  DefinitionRequest,
  DocumentFormattingRequest,
  DocumentLinkRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  type MarkupContent,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type DiagramResult, type Outline, serverRequests } from '../../protocol/server-requests.ts';
import { type Client, connect, type Host, marked } from '../test/client.ts';

let client: Client;
let opened: { uri: string } | undefined;
beforeAll(async () => {
  const blocks = 'op block = relu -> global_avg_pool\n';
  client = await connect(
    Object.fromEntries(['/docs', '/src', '/nb'].map((folder) => [`${folder}/blocks.cell`, blocks])),
  );
});
afterEach(async () => {
  if (opened) await client.connection.sendNotification('textDocument/didClose', { textDocument: opened });
  opened = undefined;
});
afterAll(() => client.dispose());

const hosts = {
  markdown: { uri: 'file:///docs/notes.md', languageId: 'markdown' },
  typescript: { uri: 'file:///src/main.ts', languageId: 'typescript' },
  python: { uri: 'file:///src/main.py', languageId: 'python' },
  notebook: { uri: 'vscode-notebook-cell:/nb/a.ipynb#W0sZmlsZQ%3D%3D', languageId: 'python' },
} as const;

/** The same code in every host: `CODE` is where it stands, at its indentation. */
const templates: Readonly<Record<keyof typeof hosts, (code: string) => string>> = {
  markdown: (code) => `# Notes\n\n\`\`\`cell\n${code}\`\`\`\n\nMore.\n`,
  typescript: (code) => `const a = 1;\nuse(\n  cell\`\n${code.replace(/^(?=.)/gm, '    ')}  \`,\n);\n`,
  python: (code) => `def f():\n    return cell("""\n${code.replace(/^(?=.)/gm, '        ')}        """)\n`,
  notebook: (code) => `%%cell\n${code}`,
};
const names = Object.keys(hosts) as (keyof typeof hosts)[];

async function at(host: Host, source: string) {
  const { text, position, ranges } = marked(source);
  const { textDocument } = await client.open(text, host);
  opened = textDocument;
  return { client, text, position, ranges, textDocument };
}

const apply = (text: string, edits: readonly TextEdit[] | null | undefined): string =>
  TextDocument.applyEdits(TextDocument.create('', '', 0, text), [...(edits ?? [])]);
const options = { tabSize: 2, insertSpaces: true };

describe.each(names)('in %s', (name) => {
  const host = hosts[name];
  const open = (code: string) => at(host, templates[name](code));

  test('diagnostics stand in the code, and go when it is mended', async () => {
    const { client, ranges, text } = await open('op a = relu\nop b = ⟦rleu⟧\n');
    const [found, ...others] = await client.diagnostics(({ length }) => length > 0);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ range: ranges[0], code: 'unknown-name', source: 'cell' });
    await client.change('relu', ranges[0]);
    expect(await client.diagnostics(({ length }) => length === 0)).toEqual([]);
    await client.change(text.replace('op a', '\n\nop aa'));
    const [moved] = await client.diagnostics(({ length }) => length > 0);
    expect(moved?.range.start.line).toBe((ranges[0]?.start.line ?? 0) + 2);
  });

  test('a quick fix mends it', async () => {
    const { client, ranges, text, textDocument } = await open('op b = ⟦rleu⟧\n');
    const diagnostics = await client.diagnostics(({ length }) => length > 0);
    const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
      ...{ textDocument, range: ranges[0]!, context: { diagnostics } },
    })) as CodeAction[];
    const fix = actions.find(({ title }) => title === "Change to 'relu'");
    expect(apply(text, fix?.edit?.changes?.[host.uri])).toBe(text.replace('rleu', 'relu'));
    expect(fix?.diagnostics?.[0]?.range).toEqual(ranges[0]);
  });

  test('completion replaces the word that is being written', async () => {
    const { client, textDocument, position, ranges } = await open('op a = relu -> ⟦con‸⟧\n');
    const { items } = (await client.connection.sendRequest(CompletionRequest.type, {
      ...{ textDocument, position },
    })) as CompletionList;
    const conv = items.find(({ label }: CompletionItem) => label === 'conv');
    expect(conv?.textEdit).toEqual({ range: ranges[0], newText: 'conv' });
  });

  test('hover, definition, references and rename', async () => {
    const { client, text, textDocument, position, ranges } = await open('op ⟦a⟧ = relu\nop b = ⟦‸a⟧ -> bn\n');
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument, position });
    expect((hover?.contents as MarkupContent | undefined)?.value).toContain('op a');
    expect(hover?.range).toEqual(ranges[1]);
    const definition = await client.connection.sendRequest(DefinitionRequest.type, { textDocument, position });
    expect(definition).toMatchObject([
      { targetUri: host.uri, targetSelectionRange: ranges[0], originSelectionRange: ranges[1] },
    ]);
    const context = { includeDeclaration: true };
    const references = await client.connection.sendRequest(ReferencesRequest.type, { textDocument, position, context });
    expect(references?.map(({ uri }) => uri)).toEqual([host.uri, host.uri]);
    const prepared = await client.connection.sendRequest(PrepareRenameRequest.type, { textDocument, position });
    expect(prepared).toEqual(ranges[1]);
    const edit = await client.connection.sendRequest(RenameRequest.type, { textDocument, position, newName: 'unit' });
    expect(apply(text, edit?.changes?.[host.uri])).toBe(text.replace(/\ba\b(?= =| ->)(?! = 1)/g, 'unit'));
  });

  test('formatting changes the code alone, and nothing the second time', async () => {
    const code = 'op a=relu\n\n\n\nop b = a\n-> bn // last\n';
    const { client, text, textDocument } = await open(code);
    const edits = await client.connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
    const formatted = apply(text, edits);
    expect(formatted).toBe(templates[name]('op a = relu\n\nop b = a\n     -> bn // last\n'));
    await client.change(formatted);
    const again = await client.connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
    expect(again ?? []).toEqual([]);
  });

  test('lenses, folding, tokens, hints, signatures, links', async () => {
    const code =
      'import ⟦"blocks.cell"⟧\nspace Small {\n  input image(8x8x1)\n  -> conv(‸3, 16) -> ⟦block⟧ -> dense(10)\n}\n';
    const folder = name === 'markdown' ? '/docs' : name === 'notebook' ? '/nb' : '/src';
    const { client, textDocument, position, ranges } = await open(code);
    expect(await client.diagnostics()).toEqual([]);
    const ask = client.connection;
    const lenses = await ask.sendRequest(CodeLensRequest.type, { textDocument });
    expect(lenses?.map(({ command }) => [command?.title, command?.arguments])).toEqual([
      ['1 architecture · preview', [host.uri, 'Small']],
    ]);
    const [line = 0] = [lenses?.[0]?.range.start.line];
    const folds = await ask.sendRequest(FoldingRangeRequest.type, { textDocument });
    expect(folds?.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([[line, line + 2]]);
    const links = await ask.sendRequest(DocumentLinkRequest.type, { textDocument });
    expect(links).toEqual([{ range: ranges[0], target: `file://${folder}/blocks.cell` }]);
    const help = await ask.sendRequest(SignatureHelpRequest.type, { textDocument, position });
    expect(help?.signatures[0]?.label).toMatch(/^op conv/);
    const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = await ask.sendRequest(InlayHintRequest.type, { textDocument, range: everything });
    expect(hints?.map(({ position }) => position.line)).toContain(line + 2);
    const tokens = await ask.sendRequest(SemanticTokensRequest.type, { textDocument });
    expect(places(tokens?.data ?? [])).toContainEqual(ranges[1]?.start);
  });

  test('the preview finds what is defined there', async () => {
    const { client } = await open('space Small {\n  input image(8x8x1)\n  -> conv(3, 8 | 16) -> global_avg_pool\n}\n');
    const outline: Outline = await client.connection.sendRequest(serverRequests.outline, { uri: host.uri });
    expect(outline.spaces).toMatchObject([{ name: 'Small', architectures: '2', range: { uri: host.uri } }]);
    const found: DiagramResult = await client.connection.sendRequest(serverRequests.diagram, {
      ...{ uri: host.uri, name: 'Small' },
    });
    expect(found).toMatchObject({ kind: 'diagram', diagram: { title: 'Small' } });
    expect(JSON.stringify(found)).not.toContain('#1.cell');
  });
});

/** Where the tokens of an answer begin. */
function places(data: readonly number[]) {
  const found: { line: number; character: number }[] = [];
  let line = 0;
  let character = 0;
  for (let i = 0; i < data.length; i += 5) {
    character = data[i] === 0 ? character + data[i + 1]! : data[i + 1]!;
    line += data[i]!;
    found.push({ line, character });
  }
  return found;
}

describe('a host', () => {
  test('outside of its fragments has no answer', async () => {
    const { client, textDocument } = await at(hosts.markdown, '# conv\n\n```cell\nop a = relu\n```\n');
    const position = { line: 0, character: 3 };
    expect(await client.connection.sendRequest(HoverRequest.type, { textDocument, position })).toBeNull();
    expect(await client.connection.sendRequest(CompletionRequest.type, { textDocument, position })).toBeNull();
    expect(await client.connection.sendRequest(PrepareRenameRequest.type, { textDocument, position })).toBeNull();
  });

  test('has fragments that do not see one another, and may define the same', async () => {
    const space = (width: number, step = 'bn') =>
      `space S { input image(8x8x1) -> conv(3, ${width}) -> ${step} -> global_avg_pool }\n`;
    const source = `\`\`\`cell\nop a = relu\n\`\`\`\n\`\`\`cell\n${space(8, '⟦a⟧')}\`\`\`\n\`\`\`cell\n${space(9)}\`\`\`\n`;
    const { client, ranges, textDocument } = await at(hosts.markdown, source);
    const [found] = await client.diagnostics(({ length }) => length > 0);
    expect(found).toMatchObject({ range: ranges[0], code: 'unknown-name' });
    await client.change('relu', ranges[0]);
    await client.diagnostics(({ length }) => length === 0);
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument });
    expect(lenses?.map(({ command }) => command?.arguments?.[1])).toEqual(['S', 'S (2)']);
    const uri = textDocument.uri;
    const [one, two] = await Promise.all(
      ['S', 'S (2)'].map((name) => client.connection.sendRequest<unknown>(serverRequests.diagram, { uri, name })),
    );
    expect(one).toMatchObject({ kind: 'diagram' });
    expect(JSON.stringify(one)).not.toBe(JSON.stringify(two));
  });

  test('tells once of values of the program, and of nothing that follows from them', async () => {
    const source = 'const s = cell`\n  op a = conv(⟦${k}⟧, ${f}) -> nonsense\n`;\n';
    const { client, ranges } = await at(hosts.typescript, source);
    const found = await client.diagnostics(({ length }) => length > 0);
    expect(found).toMatchObject([{ range: ranges[0], code: 'inline-value' }]);
  });

  test('keeps what its language needs escaped', async () => {
    const { client, text, textDocument } = await at(hosts.typescript, 'const s = cell`/** \\`a\\` */ op a=relu`;\n');
    const edits = await client.connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
    expect(apply(text, edits)).toContain('/** \\`a\\` */');
    expect(apply(text, edits)).toMatch(/op a = relu`;\n$/);
  });

  test('is left alone when it is closed: nothing is known of it', async () => {
    const { client, textDocument } = await at(hosts.markdown, '```cell\nop b = rleu\n```\n');
    await client.diagnostics(({ length }) => length > 0);
    const closed = client.diagnostics(({ length }) => length === 0);
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
    opened = undefined;
    expect(await closed).toEqual([]);
    const symbols = await client.connection.sendRequest<{ location: { uri: string } }[]>('workspace/symbol', {
      query: 'b',
    });
    expect(symbols.filter(({ location }) => location.uri.includes('notes'))).toEqual([]);
  });

  test('shares names with the files that its fragments import: rename reaches both', async () => {
    const source = '```cell\nimport "blocks.cell"\nop b = ‸block\n```\n';
    const { client, textDocument, position } = await at(hosts.markdown, source);
    const edit = await client.connection.sendRequest(RenameRequest.type, { textDocument, position, newName: 'unit' });
    expect(Object.keys(edit?.changes ?? {}).sort()).toEqual(['file:///docs/blocks.cell', hosts.markdown.uri]);
  });

  test('in any other language is none of ours', async () => {
    const { client, textDocument } = await at({ uri: 'file:///a.ts', languageId: 'typescript' }, 'const a = `b`;\n');
    const position = { line: 0, character: 11 };
    expect(await client.connection.sendRequest(HoverRequest.type, { textDocument, position })).toBeNull();
    expect(
      await client.connection
        .sendRequest(CallHierarchyPrepareRequest.type, { textDocument, position })
        .catch(() => null),
    ).toBeNull();
  });
});
