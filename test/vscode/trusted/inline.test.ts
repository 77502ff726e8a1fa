import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import * as vscode from 'vscode';
import { at, closeAll, eventually, example, open } from '../workspace.ts';

const ask = <T>(command: string, uri: vscode.Uri, ...rest: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, uri, ...rest);

const problemsOf = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'cell');

/** The same code as it stands in each language. */
const hosts: Readonly<Record<string, (code: string) => string>> = {
  'notes.md': (code) => `# Notes\n\n\`\`\`cell\n${code}\`\`\`\n`,
  'spaces.ts': (code) => `const space = cell\`\n${code}\`;\n`,
  'spaces.jsx': (code) => `const space = cell\`\n${code}\`;\n`,
  'spaces.py': (code) => `space = cell("""\n${code}""")\n`,
};
const code = `op block = conv(3) -> bn -> relu
space Small {
  input image(8x8x1)
  -> conv(3, 8 | 16) -> block -> global_avg_pool -> dense(10)
}
`;
const wrong = code.replace('-> bn', '-> bnn');

describe('inline code', () => {
  afterEach(closeAll);

  for (const [file, write] of Object.entries(hosts)) {
    describe(file, () => {
      it('is checked, and mended by a quick fix', async () => {
        const document = await open(`wrong-${file}`, write(wrong));
        const [problem] = await eventually('a diagnostic', () => problemsOf(document.uri));
        strictEqual(document.getText(problem?.range), 'bnn');
        const fix = await eventually('a quick fix', async () =>
          (await ask<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem?.range)).find(
            (action) => /\bbn\b/.test(action.title),
          ),
        );
        ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
        await eventually('no diagnostic', () => problemsOf(document.uri).length === 0);
        strictEqual(document.getText(), write(code));
      });

      it('completes, tells, renames and counts', async () => {
        const document = await open(`good-${file}`, write(code));
        await eventually('completions', async () => {
          const found = await ask<vscode.CompletionList>(
            'vscode.executeCompletionItemProvider',
            document.uri,
            at(document, '-> §bn'),
          );
          return found.items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'relu');
        });
        const hovers = await ask<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at(document, 'c§onv(3)'));
        const text = hovers.flatMap(({ contents }) => contents.map((c) => (typeof c === 'string' ? c : c.value)));
        match(text.join('\n'), /convolution/i);
        const edit = await ask<vscode.WorkspaceEdit>(
          'vscode.executeDocumentRenameProvider',
          document.uri,
          at(document, 'op b§lock'),
          'unit',
        );
        strictEqual(edit.get(document.uri).length, 2);
        await vscode.workspace.applyEdit(edit);
        strictEqual(document.getText(), write(code.replaceAll('block', 'unit')));
        await eventually('a lens', async () =>
          (await ask<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 20)).some(
            ({ command, range }) =>
              command?.title.includes('2 architectures') && document.lineAt(range.start).text.includes('space Small'),
          ),
        );
      });

      it('is formatted by its command; the formatter of the file stays its own', async () => {
        const messy = code.replace('op block = conv', 'op block=conv');
        const document = await open(`messy-${file}`, write(messy));
        await eventually('formatted code', async () => {
          await vscode.commands.executeCommand('cellwright.formatInline');
          return document.getText() === write(code);
        });
      });
    });
  }

  it('works in cells of a notebook', async () => {
    const cell = (kind: vscode.NotebookCellKind, text: string, language: string): vscode.NotebookCellData =>
      new vscode.NotebookCellData(kind, text, language);
    const data = new vscode.NotebookData([
      cell(vscode.NotebookCellKind.Code, `%%cell\n${wrong}`, 'python'),
      cell(vscode.NotebookCellKind.Code, `space = cell("""\n${wrong}""")\n`, 'python'),
      cell(vscode.NotebookCellKind.Markup, `\`\`\`cell\n${wrong}\`\`\`\n`, 'markdown'),
    ]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    await vscode.window.showNotebookDocument(notebook);
    for (const { document } of notebook.getCells()) {
      const [problem] = await eventually(`a diagnostic in ${document.languageId}`, () => problemsOf(document.uri));
      strictEqual(document.getText(problem?.range), 'bnn');
      await eventually(`completions in ${document.languageId}`, async () =>
        (
          await ask<vscode.CompletionList>(
            'vscode.executeCompletionItemProvider',
            document.uri,
            at(document, '-> §bnn'),
          )
        ).items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'relu'),
      );
      const hovers = await ask<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at(document, 'c§onv(3)'));
      ok(hovers.length > 0);
      // VS Code's command of renames loses the new name where no editor shows the text, as of a rendered cell.
      if (document.languageId === 'markdown') continue;
      const rename = await ask<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        at(document, 'op b§lock'),
        'unit',
      );
      strictEqual(rename.get(document.uri).length, 2);
    }
  });

  it('is renamed with what it imports, though its file is not open', async () => {
    const host = example('closed.md');
    await vscode.workspace.fs.writeFile(host, Buffer.from('```cell\nimport "shared.cell"\nop b = shared_op\n```\n'));
    const document = await open('shared.cell', 'op shared_op = relu\n');
    const edit = await eventually('a rename', () =>
      ask<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        at(document, 'op sh§ared_op'),
        'x',
      ),
    );
    deepStrictEqual(
      edit
        .entries()
        .map(([uri, edits]) => [uri.path.split('/').at(-1), edits.length])
        .sort(),
      [
        ['closed.md', 1],
        ['shared.cell', 1],
      ],
    );
    await vscode.workspace.fs.delete(host);
  });

  it('imports files beside the one that it stands in', async () => {
    await vscode.workspace.fs.writeFile(example('beside.cell'), Buffer.from('op edge = relu\n'));
    const document = await open('imports.md', '```cell\nimport "beside.cell"\nop b = edge\n```\n');
    const found = await eventually('a definition', () =>
      ask<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        at(document, 'op b = ed§ge'),
      ),
    );
    const uris = found.map((target) => ('targetUri' in target ? target.targetUri : target.uri).toString());
    deepStrictEqual(uris, [example('beside.cell').toString()]);
  });
});
