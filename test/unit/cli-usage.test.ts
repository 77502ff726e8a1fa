import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, root, temporaryFolder } from './run-cli.ts';

const commands = [
  'check',
  'info',
  'sample',
  'search',
  'resume',
  'compare',
  'profile',
  'runs',
  'show',
  'format',
  'server',
  'setup',
];

test('help and version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(await cellwright(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  const general = await cellwright(['--help']);
  expect(general.status).toBe(0);
  for (const command of commands) {
    expect(general.stdout).toContain(`\n  ${command.padEnd(6)}  `);
    const help = await cellwright([command, '--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toContain(`Usage: cellwright ${command}`);
    expect(help.stdout).toContain('--json');
  }
  expect((await cellwright([])).status).toBe(2);
});

test.each([
  [['chek'], "There is no command 'chek'.\nDid you mean 'check'?"],
  [['xyzzy'], `There is no command 'xyzzy'.\nCommands: ${commands.join(', ')}.`],
  [['--jsn'], `There is no option '--jsn' before a command.\nCommands: ${commands.join(', ')}.`],
  [['check'], 'Which file or folder should be checked?\nUsage: cellwright check PATH … [--json]'],
  [['info', 'a', 'b'], "There is one word too many: 'b'.\nUsage: cellwright info FILE [--space NAME] [--json]"],
  [['search', 'a.cell', '--sed', '1'], "'cellwright search' has no option '--sed'.\nDid you mean '--seed'?"],
  [
    ['search', 'a.cell', '--workers', 'many'],
    "'--workers many' is not a whole number from 1 to 256.\nFor example: --workers 1",
  ],
  [
    ['resume', 'last', '--seed', '3'],
    "'cellwright resume' has no option '--seed'.\n'cellwright resume --help' lists its options.",
  ],
  [['show', 'last', 'best'], "'best' is not the number of a trial.\nTrials are numbered from 1."],
  [['format', '-', '--write'], "Standard input cannot be written in place.\nLeave out '--write', or name a file."],
])('wrong use: %j', async (args, message) => {
  expect(await cellwright(args)).toEqual({ status: 2, stdout: '', stderr: `error: ${message}\n` });
});

test.each([
  [['check', 'missing.cell'], 'Cannot read missing.cell: there is no such file or folder.'],
  [['info', 'missing.cell'], 'Cannot read missing.cell: there is no such file or folder.'],
  [['info', '.'], 'Cannot read .: it is a folder.'],
  [['search', 'missing.cell'], 'Cannot read missing.cell: there is no such file or folder.'],
  [['check', '.'], 'There is no .cell file in ..'],
  [['resume', 'last'], 'There is no run in this folder.'],
  [['show', '2026'], "There is no run '2026' here."],
])('what is not there: %j', async (args, message) => {
  const { status, stdout, stderr } = await cellwright(args, { cwd: temporaryFolder() });
  expect(stderr.split('\n')[0]).toBe(`error: ${message}`);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.split('\n')).toHaveLength(3);
});

test('with --json an error is a line of the output too', async () => {
  const { status, stdout } = await cellwright(['info', 'missing.cell', '--json']);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    type: 'error',
    message: 'Cannot read missing.cell: there is no such file or folder.',
    hint: 'Check the spelling and the current folder.',
  });
});

test('colour only where it is shown', async () => {
  expect((await cellwright(['chek'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } })).stderr).toContain(
    '\u001b[31merror:',
  );
  expect((await cellwright(['chek'], { env: { NO_COLOR: '' } })).stderr).toMatch(/^error:/);
  expect((await cellwright(['chek'], { env: { NO_COLOR: '1', FORCE_COLOR: '1' } })).stderr).toMatch(/^error:/);
});

test('a folder without runs', async () => {
  const cwd = temporaryFolder();
  expect(await cellwright(['runs'], { cwd })).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse((await cellwright(['runs', '--json'], { cwd })).stdout)).toEqual([]);
});
