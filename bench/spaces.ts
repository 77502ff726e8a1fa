import { dirname } from 'node:path';
import { startBackend } from '../src/engine/backend.ts';
import { exampleSpaces, runInstances } from '../test/examples/instances.ts';
import { publishedSpaces } from '../test/examples/published.ts';
import type { Row } from './row.ts';

const INSTANCES = 1000;

/**
 * Of every space of the table in docs/language.md, how many of 1,000 random architectures infer shapes, build and run a forward pass,
 * with the settings of the files made small. `BENCH_SPACES=darts,pnas` runs some files only.
 */
export async function bench(): Promise<Row[]> {
  await startBackend('wasm');
  const only = process.env.BENCH_SPACES?.split(',');
  const rows: Row[] = [];
  for (const space of await exampleSpaces(dirname(__dirname), 'small')) {
    const isListed = publishedSpaces.some(({ file, name }) => file === space.file && name === space.model.name);
    if (!isListed && space.file !== 'pnas') continue;
    if (only && !only.includes(space.file)) continue;
    const from = performance.now();
    const { passed, failures } = runInstances(space, INSTANCES);
    const each = (performance.now() - from) / INSTANCES;
    process.stderr.write(`${space.file} ${space.model.name}: ${each.toFixed(1)} ms each\n`);
    for (const failure of failures.slice(0, 3)) process.stderr.write(`${failure}\n`);
    rows.push({
      id: `instances.${space.file}.${space.model.name}`,
      unit: 'of 1000',
      ours: passed,
      goal: { atLeast: INSTANCES },
    });
  }
  return rows;
}
