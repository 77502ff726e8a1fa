import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, root, temporaryFolder } from './run-cli.ts';

const WRONG = `space Digits {
  input image(8x8x1)
  -> conf(3, 16) -> relu
  -> global_avg_pool -> dense(10)
}
`;

test('a message has its place, its line of source and a caret', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'wrong.cell'), WRONG);
  const { status, stdout, stderr } = await cellwright(['check', 'wrong.cell'], { cwd });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '1 file checked: 1 error.\n' });
  const lines = stderr.split('\n');
  expect(lines[0]).toMatch(/^wrong\.cell:3:6: error: .*'conf'.*'conv'.* \[[\w-]+\]$/);
  expect(lines.slice(1)).toEqual(['  |', '3 |   -> conf(3, 16) -> relu', '  |      ^^^^', '', '']);
});

test('check --json: file, range, severity, code, message', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'wrong.cell'), WRONG);
  const { status, stdout, stderr } = await cellwright(['check', 'wrong.cell', '--json'], { cwd });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    files: ['wrong.cell'],
    diagnostics: [
      {
        file: 'wrong.cell',
        range: { start: { line: 2, character: 5 }, end: { line: 2, character: 9 } },
        line: 3,
        column: 6,
        severity: 'error',
        code: expect.any(String),
        message: expect.stringContaining("'conf'"),
      },
    ],
    errors: 1,
    warnings: 0,
  });
});

test('a folder: every .cell file below it, an import is reported where it is', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'a/.hidden'), { recursive: true });
  writeFileSync(join(cwd, 'a/blocks.cell'), 'op edge = none | skp\n');
  writeFileSync(
    join(cwd, 'a/uses.cell'),
    'import "blocks.cell"\nspace S { input image(8x8x1) -> edge -> flatten -> dense(2) }\n',
  );
  writeFileSync(join(cwd, 'a/.hidden/x.cell'), WRONG);
  const { status, stdout } = await cellwright(['check', '.', '--json'], { cwd });
  const { files, diagnostics } = JSON.parse(stdout) as { files: string[]; diagnostics: { file: string }[] };
  expect(status).toBe(1);
  expect(files).toEqual([join('a', 'blocks.cell'), join('a', 'uses.cell')]);
  expect(diagnostics.map(({ file }) => file)).toEqual([join('a', 'blocks.cell')]);
});

test('the examples have nothing wrong', async () => {
  expect(await cellwright(['check', 'examples'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+ files checked: no problem found\.\n$/),
    stderr: '',
  });
});

test('format: standard input, --check, --write', async () => {
  const cwd = temporaryFolder();
  const messy = 'space  S{input image(8x8x1)->conv(3,8)->flatten->dense(2)}\n';
  writeFileSync(join(cwd, 'messy.cell'), messy);
  const { stdout: tidy, status } = await cellwright(['format', '-'], { input: messy });
  expect(status).toBe(0);
  expect(tidy).not.toBe(messy);
  expect(await cellwright(['format', '-'], { input: tidy })).toMatchObject({ stdout: tidy });
  expect(await cellwright(['format', 'messy.cell', '--check'], { cwd })).toMatchObject({
    status: 1,
    stdout: 'messy.cell: not formatted\n',
  });
  expect(await cellwright(['format', 'messy.cell', '--write'], { cwd })).toMatchObject({ status: 0 });
  expect(await cellwright(['format', 'messy.cell', '--check', '--json'], { cwd })).toMatchObject({
    status: 0,
    stdout: `${JSON.stringify([{ file: 'messy.cell', changed: false }], null, 2)}\n`,
  });
  copyFileSync(join(root, 'examples/digits.cell'), join(cwd, 'digits.cell'));
  expect((await cellwright(['check', 'messy.cell', 'digits.cell'], { cwd })).status).toBe(0);
});

test('format leaves a text with syntax errors as it is, and says so', async () => {
  const broken = 'op edge = | relu\n';
  const { status, stdout, stderr } = await cellwright(['format', '-'], { input: broken });
  expect({ status, stdout }).toEqual({ status: 1, stdout: broken });
  expect(stderr).toContain('left as it is, because it has syntax errors');
});

test('a mistake in an imported file is counted once, whoever imports it', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'parts.cell'), 'op act = relu\nop bad = -> relu\n');
  for (const name of ['a.cell', 'b.cell'])
    writeFileSync(join(cwd, name), 'import "parts.cell"\nop twice = act -> act\n');
  for (const files of [['a.cell'], ['a.cell', 'b.cell'], ['a.cell', 'parts.cell']]) {
    const { status, stdout, stderr } = await cellwright(['check', ...files], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/: 1 error\.\n$/);
    expect(stderr).toMatch(/^parts\.cell:2:10: error/);
  }
});
