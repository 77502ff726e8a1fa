#!/usr/bin/env node
// Takes the arguments of the desktop `code` executable that test runners use and runs them on code-server and headless
// Chromium: `runTests({ vscodeExecutablePath: '<this file>', … })` of @vscode/test-electron works unchanged.
// Environment: CODE_WEB_TIMEOUT_S (600), CODE_WEB_VERBOSE=1 (the workbench's console too), CODE_WEB_KEEP=<folder> (logs
// and a screenshot at the end).
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';
import { RIG } from './paths.mjs';
import { runCodeCommand, startServer, workbenchUrl } from './server.mjs';
import { waitForWorkbench } from './workbench.mjs';

const VALUED =
  /^(extensionDevelopmentPath|extensionTestsPath|user-data-dir|extensions-dir|folder-uri|file-uri|(un)?install-extension|locale|log|profile|enable-proposed-api|disable-extension)$/;
const toPath = (value) => (value.startsWith('file://') ? fileURLToPath(value) : resolve(value));

function parse(argv) {
  const options = { development: [], open: [], command: [], trust: true };
  for (let i = 0; i < argv.length; i++) {
    const match = /^--([^=]+)(?:=([\s\S]*))?$/.exec(argv[i]);
    if (!match) {
      if (!argv[i].startsWith('-')) options.open.push(toPath(argv[i]));
      continue;
    }
    const name = match[1];
    const value = match[2] ?? (VALUED.test(name) ? argv[++i] : undefined);
    if (name === 'extensionDevelopmentPath') options.development.push(toPath(value));
    else if (name === 'extensionTestsPath') options.tests = toPath(value);
    else if (name === 'user-data-dir') options.userDataDir = resolve(value);
    else if (name === 'extensions-dir') options.extensionsDir = resolve(value);
    else if (name === 'folder-uri' || name === 'file-uri') options.open.push(toPath(value));
    else if (name === 'disable-workspace-trust') options.trust = false;
    else if (/^(un)?install-extension$/.test(name)) options.command.push(`--${name}`, value);
    else if (/^(list-extensions|show-versions|force|version|help)$/.test(name)) options.command.push(`--${name}`);
    // The others (--no-sandbox, --disable-gpu-sandbox, --skip-welcome, …) mean nothing here.
  }
  return options;
}

/** Copies what the suite has written to the end of its file so far. */
function follow(file) {
  const source = openSync(file, 'r');
  const buffer = Buffer.alloc(65_536);
  return () => {
    for (let n = readSync(source, buffer); n > 0; n = readSync(source, buffer)) {
      process.stdout.write(Buffer.from(buffer.subarray(0, n)));
    }
  };
}

const options = parse(process.argv.slice(2));
const state = mkdtempSync(join(tmpdir(), 'cw-'));
const profile = {
  state,
  userDataDir: options.userDataDir ?? join(state, 'user'),
  extensionsDir: options.extensionsDir ?? join(state, 'extensions'),
};
let server;
let browser;
let ending = false;

async function end(status) {
  if (ending) return;
  ending = true;
  const keep = process.env.CODE_WEB_KEEP;
  if (keep) mkdirSync(keep, { recursive: true });
  if (keep && browser) await browser.page.screenshot({ path: join(keep, 'end.png'), timeout: 5000 }).catch(() => {});
  await browser?.close();
  await server?.stop();
  const logs = join(profile.userDataDir, 'logs');
  if (keep && server) cpSync(server.log, join(keep, 'server.log'));
  if (keep && existsSync(logs)) cpSync(logs, join(keep, 'logs'), { recursive: true });
  rmSync(state, { recursive: true, force: true });
  process.exit(status);
}
process.on('SIGINT', () => end(130));
process.on('SIGTERM', () => end(143));
process.on('SIGHUP', () => end(129));

/** Opens the workbench and waits for the end of the suite; resolves with the exit status. */
async function runSuite() {
  const out = join(state, 'out');
  writeFileSync(out, '');
  const env = options.tests ? { CODE_WEB_OUT: out, CODE_WEB_TESTS: options.tests } : {};
  [server, browser] = await Promise.all([
    startServer({ ...profile, trust: options.trust, development: options.development.length > 0, env }),
    launchBrowser({ state }),
  ]);
  const { page } = browser;
  const copyOutput = follow(out);
  setInterval(copyOutput, 100).unref();
  const seconds = Number(process.env.CODE_WEB_TIMEOUT_S) || 600;
  const status = await new Promise((done, broken) => {
    const fail = (why) => {
      console.error(`code-web: ${why}`);
      done(1);
    };
    page.on('console', (message) => {
      const text = message.text();
      if (process.env.CODE_WEB_VERBOSE) console.error(`[workbench ${message.type()}] ${text}`);
      if (/extension host .*(terminated unexpectedly|crashed)/i.test(text)) {
        fail(`the extension host ended: ${text.slice(0, 300)}`);
      }
    });
    page.on('crash', () => fail('the browser page crashed'));
    page.context().on('close', () => {
      if (!ending) fail('the browser was closed');
    });
    if (options.tests) setTimeout(() => fail(`no result after ${seconds} s`), seconds * 1000).unref();
    const open = async () => {
      await page.exposeFunction('codeAutomationExit', done); // the workbench calls it when the suite has ended
      await page.goto(
        workbenchUrl(server.port, {
          folder: options.open[0],
          developmentPaths: options.development,
          testsPath: options.tests && join(RIG, 'in-host.cjs'),
        }),
      );
      await waitForWorkbench(page, 90_000);
    };
    open().catch(broken);
  });
  copyOutput();
  if (options.tests && status === 0 && !existsSync(`${out}.ok`)) {
    console.error('code-web: the extension host ended before the suite did');
    return 1;
  }
  return status;
}

try {
  await end(options.command.length > 0 ? runCodeCommand(profile, options.command) : await runSuite());
} catch (error) {
  console.error(`code-web: ${error?.message ?? error}`);
  await end(1);
}
