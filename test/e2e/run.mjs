#!/usr/bin/env node
// `npm run e2e`: the product as a user meets it. The VSIX is packed and installed in a real VS Code in a headless
// browser, and the story of story.mjs is played on a copy of the examples, by keyboard only.
// `--update-screenshots` writes the pictures of the README to media/screenshots; else they go to test/out/e2e.
// `--no-build` takes dist as it is.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../esbuild.mjs';
import { setUpRig } from '../rig/setup.mjs';
import { shrinkPng } from './png.mjs';
import { serverInBrowser } from './server-worker.mjs';
import { story } from './story.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const args = new Set(process.argv.slice(2));
const out = join(root, 'test/out/e2e');
const pictures = args.has('--update-screenshots') ? join(root, 'media/screenshots') : out;

/** Plays the chapters in order; the first that fails ends the story. Returns how many passed and failed. */
async function play(page, chapters, screenshot) {
  let passed = 0;
  for (const [name, act] of chapters) {
    const start = Date.now();
    try {
      await act();
      passed++;
      process.stdout.write(`  ok    ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
    } catch (error) {
      process.stdout.write(`  FAIL  ${name}\n`);
      process.stderr.write(`\n${error.message}\n`);
      await screenshot('failed', out).catch(() => {});
      const toasts = await page.locator('.notification-list-item-message').allInnerTexts();
      for (const toast of toasts) process.stderr.write(`notification: ${toast}\n`);
      process.stderr.write(`The window as it was: ${relative(root, join(out, 'failed.png'))}\n`);
      return { passed, failed: 1 };
    }
  }
  return { passed, failed: 0 };
}

async function main() {
  if (!args.has('--no-build')) await build();
  await setUpRig();
  const { launchBrowser } = await import('../rig/browser.mjs');
  const { startInstalled } = await import('../rig/installed.mjs');
  const { workbenchUrl } = await import('../rig/server.mjs');
  mkdirSync(out, { recursive: true });
  mkdirSync(pictures, { recursive: true });
  const state = mkdtempSync(join(tmpdir(), 'cwe-')); // short: holds sockets
  const workspace = join(state, 'examples');
  cpSync(join(root, 'examples'), workspace, { recursive: true, filter: (path) => !path.endsWith('.cellwright') });
  let server;
  let browser;
  try {
    server = await startInstalled(state, { settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
    browser = await launchBrowser({ state });
    const { page } = browser;
    const problems = [];
    page.on('console', (message) => {
      const text = message.text();
      if (/content security policy/i.test(text) && /cellwright/i.test(text)) problems.push(text);
    });
    const screenshot = async (name, folder = pictures) => {
      writeFileSync(join(folder, `${name}.png`), shrinkPng(await page.screenshot()));
    };
    const url = workbenchUrl(server.port, { folder: workspace });
    const chapters = [
      ...story({ page, url, workspace, problems, screenshot }),
      ['the language server runs as a web worker', () => serverInBrowser(browser.context)],
    ];
    const result = await play(page, chapters, screenshot);
    process.stdout.write(`${result.passed} passed, ${result.failed} failed\n`);
    return result.failed;
  } finally {
    await browser?.close();
    await server?.stop();
    const logs = join(state, 'u/logs');
    rmSync(join(out, 'logs'), { recursive: true, force: true });
    cpSync(logs, join(out, 'logs'), { recursive: true, force: true });
    rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

try {
  process.exit((await main()) > 0 ? 1 : 0);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
