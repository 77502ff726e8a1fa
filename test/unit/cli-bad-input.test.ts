import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, root, temporaryFolder } from './run-cli.ts';

const SPACE = 'space S { input image(28x28x1) -> conv(3, 4 | 8) -> relu -> global_avg_pool -> dense(10) }\n';
const TRAIN = 'train t { epochs 1  batch 32  optimizer adam  loss cross_entropy }\n';
const search = (clauses: string): string => `search s { space S  ${clauses}  maximize accuracy  trials 2  seed 1 }\n`;

/** What a search of the source says when it cannot go on: one message, no stack. */
async function refused(
  source: string,
  files: Record<string, string | Buffer> = {},
  args: string[] = [],
): Promise<string> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 's.cell'), source);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  const { status, stderr } = await cellwright(['search', 's.cell', '--json', ...args], { cwd });
  expect(status).toBe(1);
  expect(stderr).not.toMatch(/\n\s+at |node:internal/);
  return stderr;
}

test('an unknown strategy, and an error in the source: with its place', async () => {
  const source = `${SPACE.replace('28x28', '8x8')}dataset d { source builtin("digits") }\n${TRAIN}${search('data d  train t  strategy regularised_evolution')}`;
  const message = await refused(source);
  expect(message).toMatch(/^s\.cell:4:\d+: error: .*'regularised_evolution'.*'regularized_evolution'/);
  expect(message).toContain('^^^^^');
  expect(message).toMatch(/error: s\.cell has 1 error\.\n/);
});

test('a search that the file does not have', async () => {
  const source = `${SPACE.replace('28x28', '8x8')}dataset d { source builtin("digits") }\n${TRAIN}${search('data d  train t  strategy random')}`;
  expect(await refused(source, {}, ['--search', 'ss'])).toMatch(/no search 'ss'/);
});

test('a table that is missing, and one without the measure', async () => {
  const source = SPACE + search('evaluate table("results.csv", key: ops)  strategy random');
  expect(await refused(source)).toMatch(/results\.csv/);
  expect(await refused(source, { 'results.csv': 'ops,loss\n0,1\n1,2\n' })).toMatch(/accuracy/);
  expect(await refused(source, { 'results.csv': 'operations,accuracy\n0,1\n1,2\n' })).toMatch(/ops/);
});

test('a data file that is missing, and one that is cut off', async () => {
  const source = `${SPACE}dataset d { source idx("images", "labels")  split 80%, 20% }\n${TRAIN}${search('data d  train t  strategy random')}`;
  expect(await refused(source)).toMatch(/images/);
  const header = (...numbers: number[]): Buffer => {
    const bytes = Buffer.alloc(4 * numbers.length);
    numbers.forEach((number, i) => {
      bytes.writeUInt32BE(number, 4 * i);
    });
    return bytes;
  };
  const images = Buffer.concat([header(0x803, 100, 28, 28), Buffer.alloc(5000)]);
  const labels = Buffer.concat([header(0x801, 100), Buffer.alloc(100)]);
  expect(await refused(source, { images, labels })).toMatch(/images.*(truncated|cut|short|bytes)/is);
});

test('a run folder that cannot be made or is not empty', async () => {
  const source = SPACE + search('evaluate table("results.csv", key: ops)  strategy random');
  const files = { 'results.csv': 'ops,accuracy\n0,1\n1,2\n' };
  expect(await refused(source, files, ['--run', 's.cell'])).toMatch(/s\.cell: there is a file with that name/);
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'locked'));
  chmodSync(join(cwd, 'locked'), 0o500);
  // The superuser may write anywhere but in a file system that has no files to write.
  const forbidden = process.getuid?.() === 0 ? '/sys/cellwright' : join(cwd, 'locked/run');
  expect(await refused(source, files, ['--run', forbidden])).toMatch(/permission|read-only/);
  writeFileSync(join(cwd, 'locked.txt'), '');
  expect(await refused(source, { ...files, run: '' }, ['--run', 'run'])).toMatch(/run: /);
  expect(await refused(source, files, ['--run', '.'])).toMatch(/is not empty/);
});

test('a run whose log is damaged in the middle says where; one with a torn end goes on', async () => {
  const cwd = temporaryFolder();
  const example = join(root, 'examples/nasbench201.cell');
  await cellwright(['search', example, '--search', 'cifar10', '--trials', '20', '--run', 'run'], { cwd });
  const log = join(cwd, 'run/events.jsonl');
  const whole = readFileSync(log, 'utf8');

  truncateSync(log, whole.length - 40);
  const resumed = await cellwright(['resume', 'run', '--trials', '20'], { cwd });
  expect(resumed.stderr).toMatch(/last line/);
  expect(resumed.status).toBe(0);

  const lines = whole.split('\n');
  lines[5] = '{"type":';
  writeFileSync(log, lines.join('\n'));
  const { status, stderr } = await cellwright(['show', 'run'], { cwd });
  expect(status).toBe(1);
  expect(stderr).toMatch(/events\.jsonl:6: this line is no event/);
});
