import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import * as vscode from 'vscode';
import { at, closeAll, eventually, example, open } from '../workspace.ts';

const ask = <T>(command: string, uri: vscode.Uri, ...rest: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, uri, ...rest);

describe('language', () => {
  afterEach(closeAll);

  it('reports a wrong name where it stands, with a code and the right name', async () => {
    const document = await open(
      'wrong-name.cell',
      'space S {\n  input image(8x8x1) -> convv(3, 8) -> global_avg_pool -> dense(10)\n}\n',
    );
    const [problem, ...others] = await eventually('a diagnostic', () => vscode.languages.getDiagnostics(document.uri));
    deepStrictEqual(
      others.map((other) => other.message),
      [],
    );
    ok(problem);
    strictEqual(document.getText(problem.range), 'convv');
    strictEqual(problem.severity, vscode.DiagnosticSeverity.Error);
    match(problem.message, /\bconv\b/);
    ok(problem.code, 'the diagnostic has no code');
  });

  it('mends it with a quick fix', async () => {
    const document = await open(
      'quick-fix.cell',
      'space S {\n  input image(8x8x1) -> convv(3, 8) -> global_avg_pool -> dense(10)\n}\n',
    );
    const [problem] = await eventually('a diagnostic', () => vscode.languages.getDiagnostics(document.uri));
    const fix = await eventually('a quick fix', async () =>
      (await ask<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem?.range)).find(
        (action) => /\bconv\b/.test(action.title),
      ),
    );
    ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
    await eventually('no diagnostic', () => vscode.languages.getDiagnostics(document.uri).length === 0);
    match(document.getText(), /-> conv\(3, 8\)/);
  });

  it('follows what is typed', async () => {
    const document = await open('digits.cell');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, at(document, 'global_avg_pool§ -> dense'), 'ing');
    await vscode.workspace.applyEdit(edit);
    await eventually('a diagnostic at the new name', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .some(({ range }) => document.getText(range) === 'global_avg_pooling'),
    );
    await vscode.commands.executeCommand('undo');
    await eventually('no diagnostic', () => vscode.languages.getDiagnostics(document.uri).length === 0);
  });

  it('completes operations after an arrow, with documentation', async () => {
    const document = await open('digits.cell');
    const place = at(document, '-> conv(3, width) -> §bn');
    const list = await eventually('completions', async () => {
      const found = await ask<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        place,
        undefined,
        50,
      );
      return found.items.find((item) => (typeof item.label === 'string' ? item.label : item.label.label) === 'relu');
    });
    ok(list.documentation || list.detail, 'relu is offered without a word about it');
  });

  it('tells in a hover what conv does', async () => {
    const document = await open('digits.cell');
    const hovers = await eventually('a hover', () =>
      ask<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at(document, '-> c§onv(3, width)')),
    );
    const text = hovers.flatMap((hover) => hover.contents.map((c) => (typeof c === 'string' ? c : c.value))).join('\n');
    match(text, /convolution/i);
    match(text, /filters/);
  });

  it('renames an operation in every file that imports it', async () => {
    const document = await open('blocks.cell');
    const edit = await eventually('a rename', () =>
      ask<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, at(document, 'op e§dge'), 'link'),
    );
    const files = edit.entries().map(([uri]) => uri.path.split('/').pop());
    deepStrictEqual(files.sort(), ['blocks.cell', 'digits-cell.cell', 'mnist.cell']);
    const uses = edit.entries().flatMap(([, edits]) => edits);
    strictEqual(uses.length, 5);
    ok(uses.every((use) => use.newText === 'link'));
  });

  it('goes to a definition in another file', async () => {
    const document = await open('mnist.cell');
    const found = await eventually('a definition', () =>
      ask<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        at(document, '-> conv§_bn(3, 2 * width, 2)'),
      ),
    );
    strictEqual(found.length, 1);
    const target = found[0]!;
    const uri = 'targetUri' in target ? target.targetUri : target.uri;
    strictEqual(uri.toString(), example('blocks.cell').toString());
  });

  it('formats', async () => {
    const document = await open(
      'messy.cell',
      'space   S{\ninput image(8x8x1)->conv( 3,8 )->global_avg_pool\n->dense(10)}\n',
    );
    const edits = await eventually('edits', () =>
      ask<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document.uri, { tabSize: 2, insertSpaces: true }),
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    match(document.getText(), /^space S \{\n {2}input image\(8x8x1\) -> conv\(3, 8\)/);
    const again = await ask<vscode.TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', document.uri, {
      tabSize: 2,
      insertSpaces: true,
    });
    strictEqual(again?.length ?? 0, 0, 'formatting twice changes more');
  });

  it('counts architectures in code lenses and offers to run searches', async () => {
    const document = await open('nasbench201.cell');
    const titles = await eventually('code lenses', async () => {
      const lenses = await ask<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 50);
      const found = lenses.map((lens) => `${lens.range.start.line}: ${lens.command?.title}`);
      return found.some((title) => title.includes('15,625 architectures')) && found;
    });
    const line = (snippet: string): number => at(document, `§${snippet}`).line;
    const lensAt = (snippet: string): string => titles.filter((t) => t.startsWith(`${line(snippet)}: `)).join(' ');
    match(lensAt('space NB201'), /15,625 architectures/);
    match(lensAt('cell normal'), /15,625 architectures/);
    match(lensAt('search cifar10'), /run/i);
    match(lensAt('search fast'), /run/i);
  });

  it('outlines a file', async () => {
    const document = await open('nasbench201.cell');
    const symbols = await eventually('symbols', () =>
      ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri),
    );
    const names = symbols.map((symbol) => symbol.name);
    for (const name of ['edge', 'normal', 'reduce', 'NB201', 'cifar10', 'fast']) ok(names.includes(name), name);
  });
});
