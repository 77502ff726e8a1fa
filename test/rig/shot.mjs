import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { startInstalled } from './installed.mjs';
import { workbenchUrl } from './server.mjs';
import { openFile, waitForWorkbench, runCommand } from './workbench.mjs';
const state = mkdtempSync(join(tmpdir(), 'cws-'));
const workspace = join(state, 'w'); mkdirSync(workspace);
const code = `/** What may stand on an edge. */
op block = conv(3) -> bn -> relu
space Small {
  let width = 8 | 16
  input image(8x8x1)
  -> conv(3, width) -> block -> rleu
  -> global_avg_pool -> dense(10)
}
`;
writeFileSync(join(workspace, 'notes.md'), `# Notes\n\nA small space:\n\n\`\`\`cell\n${code}\`\`\`\n\nMore text.\n`);
writeFileSync(join(workspace, 'spaces.ts'), `import { cell } from 'cellwright';\n\nexport const small = cell\`\n${code.replace(/^(?=.)/gm, '  ')}\`;\n\nexport const after = 1; // still TypeScript\n`);
writeFileSync(join(workspace, 'spaces.py'), `from cellwright import cell\n\ndef small():\n    return cell("""\n${code.replace(/^(?=.)/gm, '        ')}    """)\n\nafter = 1  # still Python\n`);
const nb = { cells: [{ cell_type: 'markdown', metadata: {}, source: ['# Notes\n', '```cell\n', 'op a = rleu\n', '```\n'] }, { cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source: ('%%cell\n' + code).split(/(?<=\n)/) }, { cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source: ['s = cell("""\n', 'op a = conv(3) -> rleu\n', '""")\n'] }], metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 };
writeFileSync(join(workspace, 'nb.ipynb'), JSON.stringify(nb));
let server, browser;
try {
  server = await startInstalled(state, { settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
  browser = await launchBrowser({ state });
  const { page } = browser;
  await page.goto(workbenchUrl(server.port, { folder: workspace }));
  await waitForWorkbench(page);
  await page.waitForTimeout(2000);
  await runCommand(page, 'View: Toggle Primary Side Bar Visibility').catch(() => {});
  for (const name of ['notes.md', 'spaces.ts', 'spaces.py']) {
    await openFile(page, name);
    await page.waitForTimeout(4000);
    await page.keyboard.press('Control+F'); await page.keyboard.type('-> rleu'); await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type(' -> con'); await page.waitForTimeout(1200);
    await page.keyboard.press('Control+Space'); await page.waitForTimeout(2000);
    writeFileSync(`/tmp/cw/inline/${name}.png`, await page.screenshot());
    await page.keyboard.press('Escape');
  }
  await openFile(page, 'nb.ipynb'); await page.waitForTimeout(5000);
  writeFileSync('/tmp/cw/inline/nb.png', await page.screenshot());
} finally { await browser?.close(); await server?.stop(); rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); }
process.exit(0);
