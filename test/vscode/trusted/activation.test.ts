import { ok, strictEqual } from 'node:assert';
import { extensions, languages, WorkspaceEdit, workspace } from 'vscode';
import { closeAll, eventually, folder, open } from '../workspace.ts';

// The first suite by name: nothing has opened a .cell file before.
describe('activation', () => {
  after(closeAll);
  const extension = () => extensions.getExtension('cellwright.cellwright');

  it('waits until a .cell file is opened', async () => {
    ok(extension(), 'VS Code did not find the extension');
    strictEqual(extension()?.isActive, false);
    const document = await open('digits.cell');
    strictEqual(document.languageId, 'cell');
    const before = performance.now();
    await eventually('the extension active', () => extension()?.isActive);
    console.log(`      active ${Math.round(performance.now() - before)} ms after the file was open`);
  });

  it('finds nothing wrong with the examples', async () => {
    const examples = (await workspace.fs.readDirectory(folder()))
      .map(([name]) => name)
      .filter((n) => n.endsWith('.cell'));
    ok(examples.length >= 5);
    for (const name of examples) {
      const document = await open(name);
      // Silence could also mean that the check is still to come: with a mistake at the end, it shows that it is done.
      const end = document.lineCount;
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, document.lineAt(end - 1).range.end, '\nop mistake = nonsense\n');
      await workspace.applyEdit(edit);
      const problems = await eventually('the mistake', () => languages.getDiagnostics(document.uri));
      const others = problems.filter(({ range }) => document.lineAt(range.start.line).text !== 'op mistake = nonsense');
      strictEqual(others.map((d) => `${name}:${d.range.start.line + 1}: ${d.message}`).join('\n'), '');
    }
  });
});
