/** What the extension host loads: runs the suites of one folder with mocha. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const folder = process.env.CELLWRIGHT_TEST_SUITES;
  if (!folder) throw new Error('CELLWRIGHT_TEST_SUITES names no folder.');
  const grep = process.env.CELLWRIGHT_TEST_GREP;
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    reporter: 'spec',
    color: process.env.FORCE_COLOR === '1',
    ...(grep ? { grep } : {}),
  });
  const suites = readdirSync(folder).filter((file) => file.endsWith('.test.cjs'));
  if (suites.length === 0) throw new Error(`There is no suite in ${folder}.`);
  for (const file of suites.sort()) mocha.addFile(join(folder, file));
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} of the tests failed.`);
}
