import { afterEach, describe, expect, test, vi } from 'vitest';
import { corpus, mutated } from '../../test/mutations.ts';
import { random } from '../base/random.ts';
import type { CellModel } from '../space/model.ts';
import { openProject } from './project.ts';

const texts = corpus();

/** A project in memory that tells everything that a front end can see of a file. */
function memory() {
  const files = new Map<string, string>();
  const project = openProject({ readText: async (uri) => files.get(uri) });
  return {
    async state(name: string, text: string, imported?: string) {
      if (imported !== undefined) files.set('file:///blocks.cell', imported);
      files.set(`file:///${name}.cell`, text);
      return seen(await project.model(`file:///${name}.cell`), name);
    },
    forget: (name: string) => files.delete(`file:///${name}.cell`),
  };
}

const seen = ({ diagnostics, spaces, cells, searches }: CellModel, name: string): string[] => [
  ...diagnostics.map(({ range: { uri, offset, end }, severity, code, message }) =>
    `${uri} ${offset}-${end} ${severity} ${code}: ${message}`.replace(`${name}.cell`, 'x.cell'),
  ),
  ...spaces.map((s) => `space ${s.name} ${s.range.offset}: ${s.space.count} in ${s.space.decisions.length}`),
  ...spaces.flatMap((s) => s.space.decisions.map(({ path, when }) => `${path} ${JSON.stringify(when)}`)),
  ...cells.map((c) => `cell ${c.name} ${c.range.offset}: ${c.count} in ${c.decisions}`),
  ...searches.map((s) => `search ${s.name} ${s.range.offset}: ${s.search.count} ${JSON.stringify(s.budget)}`),
];

afterEach(() => vi.restoreAllMocks());

test('mutated files give diagnostics, not exceptions', async () => {
  // Langium logs what a check throws, and goes on.
  const logged = vi.spyOn(console, 'error');
  const { state } = memory();
  for (let seed = 0; seed < 150; seed++) {
    const source = random(`mutated ${seed}`);
    await state('mutated', mutated(source.pick(texts), texts, source));
    expect(logged.mock.calls, `seed ${seed}`).toEqual([]);
  }
});

describe('any sequence of edits', () => {
  test('leaves the diagnostics, counts and decisions of a file that is opened anew', async () => {
    const { state, forget } = memory();
    for (let run = 0; run < 25; run++) {
      const source = random(`edits ${run}`);
      // Two texts in one file: what stands below the edit moves.
      let text = `${source.pick(texts)}\n${source.pick(texts)}`;
      await state('edited', text);
      for (let edit = 0; edit < 3; edit++) {
        // An edit and its opposite, or one that stays.
        const changed = mutated(text, texts, source);
        const edited = await state('edited', changed);
        expect(edited, `run ${run}`).toEqual(await state(`fresh${run}${edit}`, changed));
        forget(`fresh${run}${edit}`);
        if (source.next() < 0.5) text = changed;
      }
    }
  });

  test('of an imported file too', async () => {
    const { state, forget } = memory();
    const main =
      'import "blocks.cell"\nspace S {\n  input image(8x8x1) -> edge -> c -> global_avg_pool -> dense(3)\n}\n';
    const blocks =
      'op edge = conv(3, 4) | none | skip\ncell c(x) { return sum(edge(x), wide(x)) }\nop wide = conv(5, 8 | 16)\n';
    for (let run = 0; run < 12; run++) {
      const source = random(`imports ${run}`);
      const imported = mutated(blocks, texts, source);
      await state('edited', main, blocks);
      const edited = await state('edited', main, imported);
      expect(edited, `run ${run}`).toEqual(await state(`fresh${run}`, main, imported));
      forget(`fresh${run}`);
    }
  });
});
