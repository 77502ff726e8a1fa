import { ok, strictEqual } from 'node:assert';
import { extensions, languages } from 'vscode';
import { eventually, open } from '../workspace.ts';

// The first suite by name: nothing has opened a .cell file before.
describe('activation', () => {
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
    for (const name of ['digits.cell', 'digits-cell.cell', 'mnist.cell', 'nasbench201.cell', 'blocks.cell']) {
      const { uri } = await open(name);
      const problems = languages.getDiagnostics(uri).map((d) => `${name}:${d.range.start.line + 1}: ${d.message}`);
      strictEqual(problems.join('\n'), '');
    }
  });
});
