import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'cellwright-'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

test('makes all that is missing, and is content with what is there', () => {
  makeFolder(join(top, 'a/b/c'));
  makeFolder(join(top, 'a/b/c'));
  expect(statSync(join(top, 'a/b/c')).isDirectory()).toBe(true);
});

test('a file in the way is an error', () => {
  writeFileSync(join(top, 'file'), '');
  expect(() => makeFolder(join(top, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(top, 'file/below'))).toThrow(/file is a file/);
});

test.runIf(process.platform === 'linux')('ends where the system denies a folder', () => {
  expect(() => makeFolder('/proc/1/cellwright/run')).toThrow(/ENOENT|EACCES|EPERM/);
});
