import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, root, temporaryFolder } from './run-cli.ts';

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

test.each(pages)('%s: every link leads somewhere', (page) => {
  // `m[2](x)` in an example is no link
  const prose = read(page).replace(/^```.*?^```$/gms, '');
  const links = [...prose.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map((match) => match[1] ?? '');
  const broken = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(page), link)));
  expect(broken).toEqual([]);
});

test('every example in the documentation is right', async () => {
  const folder = temporaryFolder();
  let count = 0;
  for (const page of pages) {
    for (const [, source = ''] of read(page).matchAll(/^```cell\n(.*?)^```$/gms)) {
      writeFileSync(join(folder, `${page.replace(/\W/g, '-')}-${++count}.cell`), source);
    }
  }
  expect(count).toBeGreaterThan(5);
  // What examples name, so that it is there.
  writeFileSync(join(folder, 'shakespeare.txt'), 'To be, or not to be.');
  const { stdout, stderr } = await cellwright(['check', folder]);
  expect(stderr).toBe('');
  expect(stdout).toBe(`${count} files checked: no problem found.\n`);
});
