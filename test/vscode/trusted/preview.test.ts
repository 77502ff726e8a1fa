import { strictEqual } from 'node:assert';
import * as vscode from 'vscode';
import { commands, panels as viewTypes } from '../../../src/editor/contributions.ts';
import { closeAll, eventually, open, panels } from '../workspace.ts';

describe('preview', () => {
  afterEach(closeAll);

  it('opens beside the source and leaves the keyboard there', async () => {
    const document = await open('nasbench201.cell');
    await vscode.commands.executeCommand(commands.previewCell, document.uri.toString(), 'normal');
    const [tab] = await eventually('a preview', () => panels(viewTypes.preview));
    strictEqual(tab?.group.viewColumn, vscode.ViewColumn.Two);
    strictEqual(vscode.window.activeTextEditor?.document.uri.toString(), document.uri.toString());
  });

  it('shows another cell in the same panel', async () => {
    const document = await open('digits-cell.cell');
    await vscode.commands.executeCommand(commands.previewCell, document.uri.toString(), 'normal');
    await eventually('a preview of normal', () =>
      panels(viewTypes.preview).find((tab) => tab.label.includes('normal')),
    );
    await vscode.commands.executeCommand(commands.previewCell, document.uri.toString(), 'shrink');
    await eventually('a preview of shrink', () =>
      panels(viewTypes.preview).find((tab) => tab.label.includes('shrink')),
    );
    strictEqual(panels(viewTypes.preview).length, 1);
  });
});
