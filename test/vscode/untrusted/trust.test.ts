import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import * as vscode from 'vscode';
import { commands, panels as viewTypes } from '../../../src/editor/contributions.ts';
import { runIds } from '../events.ts';
import { closeAll, eventually, open, panels } from '../workspace.ts';

describe('a workspace that is not trusted', () => {
  afterEach(closeAll);

  it('has the language', async () => {
    strictEqual(vscode.workspace.isTrusted, false);
    const document = await open('wrong.cell', 'space S {\n  input image(8x8x1) -> convv(3, 8)\n}\n');
    const [problem] = await eventually('a diagnostic', () => vscode.languages.getDiagnostics(document.uri));
    match(problem?.message ?? '', /\bconv\b/);
  });

  it('has the preview', async () => {
    const document = await open('nasbench201.cell');
    await vscode.commands.executeCommand(commands.previewCell, document.uri.toString(), 'normal');
    ok(await eventually('a preview', () => panels(viewTypes.preview)));
  });

  it('runs nothing', async () => {
    const document = await open('nasbench201.cell');
    // Refused with a message that may wait for an answer: what matters is that nothing runs.
    const refused = Promise.resolve(
      vscode.commands.executeCommand(commands.runSearch, document.uri.toString(), 'cifar10'),
    ).catch(() => undefined);
    await Promise.race([refused, new Promise((resolve) => setTimeout(resolve, 5000))]);
    deepStrictEqual(await runIds(), []);
    deepStrictEqual(panels(viewTypes.run), []);
  });
});
