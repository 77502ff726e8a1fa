// What install scripts would do with a compiler, done without: JavaScript stand-ins for two native modules of VS Code,
// Chromium unpacked, and what a test run on Linux x64 never uses dropped.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { CHROMIUM, NODE_MODULES, VSCODE } from './paths.mjs';

const modules = join(VSCODE, 'node_modules');
const remove = (path) => rmSync(path, { recursive: true, force: true });

export function unpack() {
  replaceNativeModules();
  linkHelpers();
  dropUnused();
  unpackChromium();
}

/** `@vscode/spdlog` writes the logs; `@vscode/native-watchdog` ends an extension host whose parent is gone. */
function replaceNativeModules() {
  writeFileSync(
    join(modules, '@vscode/spdlog/index.js'),
    `'use strict';
const fs = require('fs'), path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
class Logger {
  constructor(name, file) {
    this.name = name; this.file = file; this.level = 2;
    try { fs.mkdirSync(path.dirname(file), { recursive: true }); } catch {}
  }
  write(level, text) {
    if (level < this.level) return;
    const line = this.raw ? text : new Date().toISOString() + ' [' + names[level] + '] ' + text + '\\n';
    try { fs.appendFileSync(this.file, line); } catch {}
  }
  trace(text) { this.write(0, text); } debug(text) { this.write(1, text); } info(text) { this.write(2, text); }
  warn(text) { this.write(3, text); } error(text) { this.write(4, text); } critical(text) { this.write(5, text); }
  getLevel() { return this.level; } setLevel(level) { this.level = level; }
  setPattern() {} clearFormatters() { this.raw = true; } flush() {} drop() {}
}
exports.version = 0; exports.Logger = Logger; exports.setLevel = () => {}; exports.setFlushOn = () => {}; exports.shutdown = () => {};
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => new Logger(name, file);
`,
  );
  writeFileSync(
    join(modules, '@vscode/native-watchdog/index.js'),
    `'use strict';
const exit = process.reallyExit.bind(process);
exports.start = (pid) => {
  setInterval(() => { try { process.kill(pid, 0); } catch (e) { if (e.code === 'ESRCH') exit(87); } }, 3000).unref();
};
`,
  );
}

/** The links that code-server's own install script makes, and the execute bit that a package loses. */
function linkHelpers() {
  for (const [folder, link, target] of [
    ['bin/remote-cli', 'code-server', 'code-linux.sh'],
    ['bin/helpers', 'browser.sh', 'browser-linux.sh'],
  ]) {
    remove(join(VSCODE, folder, link));
    symlinkSync(target, join(VSCODE, folder, link));
  }
  chmodSync(join(modules, '@vscode/ripgrep-universal/bin/linux-x64/rg'), 0o755);
}

function dropUnused() {
  for (const folder of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds']) {
    for (const name of readdirSync(join(modules, folder))) {
      if (name !== 'linux-x64') remove(join(modules, folder, name));
    }
  }
  for (const name of [
    '@github/copilot-sdk-linux-x64',
    '@github/copilot-sdk/node_modules/@koromix',
    '@microsoft/mxc-sdk',
  ]) {
    remove(join(modules, name));
  }
  remove(join(VSCODE, 'extensions/copilot'));
}

/** Not by the package's `executablePath()`, which unpacks to fixed names in the temporary folder that all users share. */
function unpackChromium() {
  const packed = join(NODE_MODULES, '@sparticuz/chromium/bin');
  remove(CHROMIUM);
  mkdirSync(CHROMIUM, { recursive: true });
  const read = (name) => brotliDecompressSync(readFileSync(join(packed, name)));
  writeFileSync(join(CHROMIUM, 'chromium'), read('chromium.br'), { mode: 0o755 });
  // al2023: libraries for a machine without NSS and expat; fonts: for one without fonts.
  for (const [name, folder] of [
    ['fonts', 'fonts'],
    ['swiftshader', '.'],
    ['al2023', 'al2023'],
  ]) {
    const target = join(CHROMIUM, folder);
    mkdirSync(target, { recursive: true });
    execFileSync('tar', ['-xf', '-', '-C', target, '--no-same-owner'], {
      input: read(`${name}.tar.br`),
      maxBuffer: 1 << 28,
    });
  }
  for (const name of readdirSync(packed)) if (name.endsWith('.br')) remove(join(packed, name));
}
