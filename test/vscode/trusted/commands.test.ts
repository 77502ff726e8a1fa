import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import * as vscode from 'vscode';
import { commands, panels as viewTypes } from '../../../src/editor/contributions.ts';
import { eventsOf, folderOf, newRun, runIds, untilEvents } from '../events.ts';
import { closeAll, eventually, open, panels } from '../workspace.ts';

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

describe('commands', () => {
  afterEach(closeAll);

  it('are all there', async () => {
    await vscode.extensions.getExtension('cellwright.cellwright')?.activate();
    const known = await vscode.commands.getCommands(true);
    deepStrictEqual(
      Object.values(commands).filter((command) => !known.includes(command)),
      [],
    );
  });

  it('New Search Space begins a file without a mistake, with a search that runs', async () => {
    const asked = vscode.commands.executeCommand(commands.newSearchSpace);
    const document = await eventually('a new file', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.window.activeTextEditor?.document;
    });
    await asked;
    strictEqual(document.languageId, 'cell');
    ok(document.isUntitled);
    const lenses = await eventually('code lenses', () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 50),
    );
    ok(lenses.some((lens) => lens.command?.command === commands.runSearch));
    match(document.getText(), /^search /m);
    deepStrictEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('Run Search refuses a file with an error', async () => {
    const before = await runIds();
    const text = 'space S {\n  input image(8x8x1) -> convv(3, 8)\n}\nsearch s { space S  maximize accuracy }\n';
    const { uri } = await open('refused.cell', text);
    await vscode.commands.executeCommand(commands.runSearch, uri.toString(), 's');
    await pause(1);
    deepStrictEqual(await runIds(), before);
    deepStrictEqual(panels(viewTypes.run), []);
  });

  it('Open Run shows a run that has ended', async () => {
    const document = await open('nasbench201.cell');
    const run = await newRun(() => vscode.commands.executeCommand(commands.runSearch, document.uri.toString(), 'fast'));
    await untilEvents(run, 'run.finished', 1, 50);
    await closeAll();
    const written = (await eventsOf(run)).length;
    await vscode.commands.executeCommand(commands.openRun, folderOf(run));
    await eventually('its panel', () => panels(viewTypes.run).find((tab) => tab.label.includes('fast')));
    strictEqual((await eventsOf(run)).length, written, 'looking at a run changed it');
  });
});
