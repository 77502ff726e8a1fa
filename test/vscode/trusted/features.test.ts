import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import * as vscode from 'vscode';
import { at, closeAll, eventually, open } from '../workspace.ts';

const ask = <T>(command: string, uri: vscode.Uri, ...rest: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, uri, ...rest);

const source = `op edge = none | skip
cell normal(x) {
  nodes n[2] = sum(edge(all))
  return n[2]
}
cell other(x) = fresh normal(x)
space S {
  let width = 8 | 16
  input image(8x8x1)
  -> conv(3, width) -> bn -> relu
  -> normal -> other
  -> global_avg_pool -> dense(10)
}
`;

describe('what an editor of the language offers', () => {
  afterEach(closeAll);

  it('extracts an operation', async () => {
    const document = await open('extract.cell', source);
    const range = new vscode.Range(at(document, '§bn -> relu'), at(document, 'bn -> relu§'));
    const action = await eventually('the action', async () =>
      (await ask<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range)).find(
        ({ title }) => title === 'Extract an op',
      ),
    );
    ok(action.edit && (await vscode.workspace.applyEdit(action.edit)));
    strictEqual(
      document.getText(),
      source.replace('-> bn -> relu', '-> extracted').replace('space S', 'op extracted = bn -> relu\n\nspace S'),
    );
  });

  it('shows shapes and names of parameters, and not what is switched off', async () => {
    const document = await open('hints.cell', source);
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const labels = async (): Promise<string[]> => {
      const hints = await ask<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all);
      return hints.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
    };
    // Of this many architectures some are looked at, hence the dots.
    await eventually('hints', async () =>
      (await labels()).some((label) => /^8x8x(8|16) \| 8x8x(8|16) \| …$/.test(label)),
    );
    ok((await labels()).includes('filters:'));
    const settings = vscode.workspace.getConfiguration('cellwright.inlayHints', document.uri);
    await settings.update('shapes', false, vscode.ConfigurationTarget.Global);
    try {
      deepStrictEqual(await labels(), ['filters:']);
    } finally {
      await settings.update('shapes', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('says who uses a cell, and which cells are made from it', async () => {
    const document = await open('calls.cell', source);
    const place = at(document, 'cell nor§mal');
    const calls = await eventually('an item', () =>
      ask<vscode.CallHierarchyItem[]>('vscode.prepareCallHierarchy', document.uri, place),
    );
    const incoming = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
      'vscode.provideIncomingCalls',
      calls[0],
    );
    deepStrictEqual(
      incoming.map(({ from }) => from.name),
      ['other', 'S'],
    );
    const types = await ask<vscode.TypeHierarchyItem[]>('vscode.prepareTypeHierarchy', document.uri, place);
    const made = await vscode.commands.executeCommand<vscode.TypeHierarchyItem[]>('vscode.provideSubtypes', types[0]);
    deepStrictEqual(
      made.map(({ name }) => name),
      ['other'],
    );
  });

  it('grows a selection by what surrounds it', async () => {
    const document = await open('selection.cell', source);
    const [found] = await eventually('a selection', () =>
      ask<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', document.uri, [
        at(document, 'let width = §8'),
      ]),
    );
    const texts: string[] = [];
    for (let range = found; range; range = range.parent) texts.push(document.getText(range.range));
    ok(texts.includes('8 | 16') && texts.includes('let width = 8 | 16'), texts.join('\n---\n'));
  });
});
