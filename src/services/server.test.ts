import { afterEach, describe, expect, test } from 'vitest';
import {
  type CodeAction,
  CodeActionRequest,
  CodeLensRequest,
  type CompletionItem,
  type CompletionList,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DocumentFormattingRequest,
  DocumentLinkRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  type MarkupContent,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
} from 'vscode-languageserver/node';
import { type DiagramResult, type Outline, serverRequests } from '../protocol/server-requests.ts';
import { strategies } from '../strategies/registry.ts';
import { schemes } from '../strategies/scalar/schemes.ts';
import { type Client, connect, mainUri, marked } from './test/client.ts';

let client: Client | undefined;
afterEach(() => client?.dispose());

const blocks = 'op edge = none | skip\nop block(k, filters = same) = conv(k, filters) -> relu\n';
const space = `space Small {
  let width = 8 | 16
  input image(8x8x1) -> conv(3, width) -> relu -> global_avg_pool -> dense(10)
}
`;

async function at(source: string, files: Record<string, string> = {}) {
  client = await connect(files);
  const { text, position, ranges } = marked(source);
  const { textDocument } = await client.open(text);
  const [range = { start: position, end: position }] = ranges;
  return { client, text, position, ranges, range, textDocument };
}

async function labels(source: string, files: Record<string, string> = {}): Promise<string[]> {
  const { client, textDocument, position } = await at(source, files);
  const found = (await client.connection.sendRequest(CompletionRequest.type, {
    textDocument,
    position,
  })) as CompletionList;
  return found.items.map(({ label }) => label);
}

describe('diagnostics', () => {
  test('of parser, linker and model, and none when they are mended', async () => {
    const { client, ranges } = await at(space.replace('relu', '⟦rleu⟧'));
    const [found, ...others] = await client.diagnostics();
    expect(others).toEqual([]);
    expect(found).toMatchObject({ range: ranges[0], severity: 1, code: 'unknown-name', source: 'cell' });
    expect(found?.message).toBe("Unknown name 'rleu'. Did you mean 'relu'?");
    await client.change(space);
    expect(await client.diagnostics()).toEqual([]);
    await client.change(space.replace('8x8x1', '8x8'));
    expect((await client.diagnostics()).map(({ code }) => code)).toEqual(['input-kind']);
  });

  test('follow an edit of an imported file', async () => {
    const files = { '/blocks.cell': blocks };
    const { client } = await at(`import "blocks.cell"\n${space.replace('relu', 'block(3)')}`, files);
    expect(await client.diagnostics()).toEqual([]);
  });

  test('a quick fix takes the suggestion', async () => {
    const { client, textDocument, range } = await at(space.replace('relu', '⟦rleu⟧'));
    const diagnostics = await client.diagnostics();
    const actions = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range,
      context: { diagnostics },
    });
    expect(actions?.slice(0, 1)).toMatchObject([
      { title: "Change to 'relu'", edit: { changes: { [mainUri]: [{ range, newText: 'relu' }] } } },
    ] satisfies Partial<CodeAction>[]);
  });
});

describe('completion', () => {
  test('after an arrow: what data flows through, and nothing else', async () => {
    const found = await labels('import "blocks.cell"\ncell mine(x) { return x }\nspace S { input image(8x8x1) -> ‸ }', {
      '/blocks.cell': blocks,
    });
    expect(found).toEqual(expect.arrayContaining(['conv', 'bn', 'block', 'edge', 'mine', 'repeat', 'maybe']));
    for (const other of ['adam', 'all', 'accuracy', 'digits', 'image', 'let', 'random'])
      expect(found).not.toContain(other);
  });

  test('in a cell: its tensors', async () => {
    const found = await labels('cell a(x, y) {\n  nodes n[2] = sum(‸)\n  return n[2]\n}');
    expect(found).toEqual(expect.arrayContaining(['x', 'y', 'n', 'all', 'last', 'pick']));
  });

  const trainClauses = [
    ...['batch', 'optimizer', 'schedule', 'loss', 'weight_decay', 'label_smoothing', 'warmup', 'clip', 'ema'],
    'early_stopping',
  ];
  test.each([
    ['train t {\n  ‸\n}', ['epochs', ...trainClauses]],
    ['train t { epochs 5  ‸ }', trainClauses],
    ['dataset d { source builtin("digits")  normalize ‸ }', ['on', 'off']],
    ['space A { input image(8x8x1) -> relu }\nsearch s { space ‸ }', ['A']],
    ['space S { input ‸ }', ['image', 'vector', 'sequence', 'tokens']],
    ['search s { strategy ‸ }', [...strategies.keys()]],
    ['search s { scalarize ‸ }', [...schemes.keys()]],
    ['search s { fidelity ‸ }', ['epochs', 'examples', 'columns']],
    ['space S { input image(8x8x1) -> ‸', undefined],
    ['op a = conv("‸")', []],
    ['// ‸', []],
    ['cell ‸', []],
  ])('%s', async (source, expected) => {
    const found = await labels(source);
    if (expected) expect(found.sort()).toEqual([...expected].sort());
    else expect(found).toContain('conv');
  });

  test.each(['tpe', 'moead', 'bayesian', 'asha', 'warm_start', 'random'])('each parameter of %s', async (name) => {
    const { parameters } = strategies.get(name) ?? { parameters: [] };
    const found = await labels(`search s { strategy ${name}(‸) }`);
    const wanted = parameters.map((parameter) => `${parameter.name}:`);
    expect(found.filter((label) => label.endsWith(':')).sort()).toEqual(wanted.sort());
  });

  test('optimizers where one is wanted', async () => {
    const found = await labels('train t { epochs 5  optimizer ‸ }');
    expect(found).toEqual(expect.arrayContaining(['adam', 'sgd']));
    expect(found).not.toContain('cosine');
    expect(found).not.toContain('conv');
  });

  test('parameters with ranges and defaults, without those that are given', async () => {
    const { client, textDocument, position } = await at('op a = conv(3, stride: 2, ‸)');
    const { items } = (await client.connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position,
    })) as CompletionList;
    const names = items.map(({ label }) => label);
    expect(names).toContain('bias:');
    expect(names).not.toContain('stride:');
    const bias = items.find(({ label }: CompletionItem) => label === 'bias:');
    expect(bias?.detail).toBe('true or false');
  });

  test('names of other files, with the import that they need', async () => {
    const files = { '/blocks.cell': blocks, '/other.cell': 'import "blocks.cell"\nop more = block(3)\n' };
    const { client, textDocument, position } = await at('import "other.cell"\nop a = relu -> ‸', files);
    const { items } = (await client.connection.sendRequest(CompletionRequest.type, {
      ...{ textDocument, position },
    })) as CompletionList;
    const end = { line: 0, character: 19 };
    expect(items.find(({ label }) => label === 'block')).toMatchObject({
      detail: 'import "blocks.cell"',
      additionalTextEdits: [{ range: { start: end, end }, newText: '\nimport "blocks.cell"' }],
    });
    expect(items.find(({ label }) => label === 'more')?.additionalTextEdits).toBeUndefined();
  });

  test('documentation when someone looks at an item, of operations, words and own names alike', async () => {
    const { client, textDocument, position } = await at('/** What I made. */\nop mine = relu\nop a = relu -> ‸');
    const { items } = (await client.connection.sendRequest(CompletionRequest.type, {
      ...{ textDocument, position },
    })) as CompletionList;
    expect(items.filter(({ documentation }) => documentation !== undefined)).toEqual([]);
    const about = async (label: string) => {
      const item = items.find((found) => found.label === label) as CompletionItem;
      const resolved = await client.connection.sendRequest(CompletionResolveRequest.type, item);
      return (resolved.documentation as MarkupContent | undefined)?.value;
    };
    expect(await about('conv')).toContain('| parameter | default |');
    expect(await about('mine')).toContain('What I made.');
    expect(await about('maybe')).toContain('maybe');
  });

  test('replaces the word that is being written', async () => {
    const { client, textDocument, position, ranges } = await at('op a = relu -> ⟦con‸⟧');
    const { items } = (await client.connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position,
    })) as CompletionList;
    expect(items.find(({ label }) => label === 'conv')?.textEdit).toEqual({ range: ranges[0], newText: 'conv' });
  });
});

describe('hover', () => {
  const hover = async (source: string): Promise<string> => {
    const { client, textDocument, position } = await at(source);
    const found = await client.connection.sendRequest(HoverRequest.type, { textDocument, position });
    return (found?.contents as MarkupContent | undefined)?.value ?? '';
  };

  test('an operation: documentation and parameters', async () => {
    const text = await hover('op a = co‸nv(3)');
    expect(text).toContain('op conv(k');
    expect(text).toContain('| `stride` |');
  });
  test('a space: how many architectures', async () => {
    expect(await hover(space.replace('Small', 'Sm‸all'))).toContain('2 architectures');
  });
  test('a doc comment', async () => {
    expect(await hover('/** Halves the size. */\nop half = conv(3, stride: 2)\nop b = ha‸lf')).toContain(
      'Halves the size.',
    );
  });
  test('the name of an argument', async () => {
    expect(await hover('op a = conv(3, str‸ide: 2)')).toContain('stride = 1');
  });
  test('a clause and a word of the language', async () => {
    expect(await hover('train t { epo‸chs 5 }')).toContain('Passes over the training part.');
    expect(await hover('op a = may‸be relu')).toContain('e | skip');
  });
});

describe('names', () => {
  const files = { '/blocks.cell': blocks };
  const source = 'import "blocks.cell"\nspace S { input image(8x8x1) -> blo‸ck(3, filters: 8) -> block(5) }';

  test('go to a definition in another file, in the library, and to an imported file', async () => {
    const { client, textDocument, position } = await at(source, files);
    const go = async (where: typeof position) =>
      (await client.connection.sendRequest(DefinitionRequest.type, { textDocument, position: where })) as {
        targetUri: string;
      }[];
    expect(await go(position)).toMatchObject([{ targetUri: 'file:///blocks.cell' }]);
    expect(await go({ line: 1, character: 19 })).toMatchObject([{ targetUri: 'builtin:/library.cell' }]);
    expect(await go({ line: 0, character: 10 })).toMatchObject([{ targetUri: 'file:///blocks.cell' }]);
  });

  test('references and rename, across imports', async () => {
    const { client, textDocument, position } = await at(source, files);
    const found = await client.connection.sendRequest(ReferencesRequest.type, {
      textDocument,
      position,
      context: { includeDeclaration: true },
    });
    expect(found?.map(({ uri }) => uri).sort()).toEqual(['file:///blocks.cell', mainUri, mainUri]);
    const edit = await client.connection.sendRequest(RenameRequest.type, { textDocument, position, newName: 'unit' });
    expect(edit?.changes?.[mainUri]?.length).toBe(2);
    expect(edit?.changes?.['file:///blocks.cell']?.length).toBe(1);
  });

  test('a parameter is renamed with the arguments that set it', async () => {
    const { client, textDocument, position, ranges } = await at(
      'op a(⟦wid‸th⟧) = conv(3, ⟦width⟧)\nop b = a(⟦width⟧: 8) -> dense(units: 3)',
    );
    const edit = await client.connection.sendRequest(RenameRequest.type, { textDocument, position, newName: 'w' });
    expect(edit?.changes?.[mainUri]?.map(({ range }) => range)).toEqual(expect.arrayContaining([...ranges]));
    expect(edit?.changes?.[mainUri]?.length).toBe(3);
  });

  test('a built-in name stays, a reserved word is refused', async () => {
    const { client, textDocument, position } = await at('op a = co‸nv(3)\nop b = a');
    expect(await client.connection.sendRequest(PrepareRenameRequest.type, { textDocument, position })).toBeNull();
    const rename = { textDocument, position: { line: 1, character: 7 }, newName: 'stage' };
    await expect(client.connection.sendRequest(RenameRequest.type, rename)).rejects.toThrow(
      "'stage' is a word of the language.",
    );
  });
});

describe('structure', () => {
  test('symbols', async () => {
    const { client, textDocument } = await at(
      `${space}cell c(x) { nodes n[2] = sum(all)  return n[2] }\ntrain t { epochs 1 }\n`,
    );
    const found = (await client.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument,
    })) as DocumentSymbol[];
    expect(found.map(({ name, children }) => [name, children?.map((child) => child.name)])).toEqual([
      ['Small', ['width']],
      ['c', ['n']],
      ['t', []],
    ]);
  });

  test('folding: braces and comments', async () => {
    const { client, textDocument } = await at(`// one\n// two\n${space}`);
    const found = await client.connection.sendRequest(FoldingRangeRequest.type, { textDocument });
    expect(found?.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [0, 1],
      [2, 4],
    ]);
  });

  test('links to imports and data files that are there', async () => {
    const files = { '/blocks.cell': blocks, '/d.csv': 'a,b\n' };
    const { client, textDocument, ranges } = await at(
      `import ⟦"blocks.cell"⟧\n${space}search s { space Small  maximize b  evaluate table(⟦"d.csv"⟧) }\ndataset d { source csv("no.csv", target: "a") }`,
      files,
    );
    const links = await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument });
    expect(links?.map(({ range }) => range)).toEqual(ranges);
  });

  test('formatting gives the formatted text', async () => {
    const { client, textDocument, text } = await at('op a=relu\n\n\n\nop b =bn\nop c = skip\n  ');
    const edits = await client.connection.sendRequest(DocumentFormattingRequest.type, {
      textDocument,
      options: { tabSize: 2, insertSpaces: true },
    });
    const { TextDocument } = await import('vscode-languageserver-textdocument');
    const document = TextDocument.create(mainUri, 'cell', 1, text);
    expect(TextDocument.applyEdits(document, edits ?? [])).toBe('op a = relu\n\nop b = bn\nop c = skip\n');
  });

  test('semantic tokens, signature help, inlay hints', async () => {
    const { client, textDocument, position } = await at('op a = conv(3, ‸16)');
    const tokens = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    expect(tokens?.data.length).toBe(2 * 5);
    const help = await client.connection.sendRequest(SignatureHelpRequest.type, { textDocument, position });
    expect(help?.activeParameter).toBe(1);
    expect(help?.signatures[0]?.label).toMatch(/^op conv\(k = 3, filters = same/);
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    const hints = await client.connection.sendRequest(InlayHintRequest.type, { textDocument, range });
    expect(hints?.map(({ label }) => label)).toEqual(['filters:']);
  });
});

describe('models', () => {
  const search = `${space}search s { space Small  evaluate table("d.csv", key: ops)  maximize b  strategy random  trials 2 }\n`;
  const files = { '/d.csv': 'ops,b\n0,1\n1,2\n' };

  test('code lenses', async () => {
    const { client, textDocument } = await at(search, files);
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument });
    expect(lenses?.map(({ command }) => [command?.title, command?.command, command?.arguments])).toEqual([
      ['2 architectures · preview', 'cellwright.previewCell', [mainUri, 'Small']],
      ['run', 'cellwright.runSearch', [mainUri, 's']],
    ]);
  });

  test('outline and diagram', async () => {
    const { client } = await at(search, files);
    const outline: Outline = await client.connection.sendRequest(serverRequests.outline, { uri: mainUri });
    expect(outline.spaces).toMatchObject([{ name: 'Small', architectures: '2', decisions: 1, extent: { offset: 0 } }]);
    expect(outline.searches).toMatchObject([{ name: 's', space: 'Small' }]);
    expect(outline.errors).toBe(0);
    const result: DiagramResult = await client.connection.sendRequest(serverRequests.diagram, {
      uri: mainUri,
      name: 'Small',
    });
    expect(result).toMatchObject({ kind: 'diagram', diagram: { title: 'Small' } });
    const none: DiagramResult = await client.connection.sendRequest(serverRequests.diagram, {
      uri: mainUri,
      name: 'Other',
    });
    expect(none).toEqual({ kind: 'problem', message: "There is no space or cell 'Other' in this file." });
  });
});
