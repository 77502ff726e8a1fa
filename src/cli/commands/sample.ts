import { quantity } from '../../base/quantity.ts';
import { random } from '../../base/random.ts';
import type { Command } from '../command.ts';
import { UserError } from '../errors.ts';

export const sample: Command = {
  name: 'sample',
  summary: 'draw random architectures of a space',
  usage: 'FILE [--space NAME] [-n 3] [--seed 1] [--json]',
  details: `Prints the decisions of random architectures, each with its parameters and multiply-accumulates. The same seed
draws the same ones. Architectures that break a requirement of the space are drawn again.
With --json: {file, space, samples: [{assignment, params, macs, hash}]}.`,
  examples: [
    'cellwright sample examples/digits.cell',
    'cellwright sample examples/nasbench201.cell -n 1 --seed 7 --json',
  ],
  words: { min: 1, max: 1, missing: 'From which file should be drawn?' },
  options: {
    space: { type: 'string', value: 'NAME', doc: 'The space, if the file has several.' },
    number: { type: 'string', short: 'n', value: 'N', doc: 'How many architectures (3).' },
    seed: { type: 'string', value: 'N', doc: 'Seed of the draw (1).' },
  },
  run: async ({ words, json, text, integer, terminal }) => {
    const number = integer('number', 1, 100_000) ?? 3;
    const seed = integer('seed', 0) ?? 1;
    const { checkedModel, openWorkspace, spaceOf } = await import('../workspace.ts');
    const { structureOf } = await import('../../network/cost.ts');
    const { canonicalHash } = await import('../../network/canonical.ts');
    const { assignmentLines } = await import('../assignment.ts');
    const path = words[0] as string;
    const model = await checkedModel(openWorkspace(), path, terminal);
    const space = spaceOf(model, text('space'), path);
    const source = random(seed);
    const samples = Array.from({ length: number }, () => {
      for (let attempt = 0; attempt < 1000; attempt++) {
        const assignment = space.space.sample(source);
        const network = space.instantiate(assignment);
        const measures = structureOf(network);
        const kept = space.constraints.every((c) => !c.beforeTraining || c.violation(measures) === 0);
        if (kept) return { assignment, params: measures.params, macs: measures.macs, hash: canonicalHash(network) };
      }
      const wishes = space.constraints.map((constraint) => constraint.text).join(', ');
      throw new UserError(
        `1,000 random architectures of ${space.name} all break a requirement: ${wishes}.`,
        'Loosen it.',
      );
    });
    if (json) {
      terminal.out(`${JSON.stringify({ file: path, space: space.name, samples }, null, 2)}\n`);
      return 0;
    }
    samples.forEach(({ assignment, params, macs }, i) => {
      const cost = `${quantity(params)} parameters, ${quantity(macs)} multiply-accumulates`;
      terminal.out(`${terminal.style('bold', `${space.name} ${i + 1}`)}  ${cost}\n`);
      terminal.out(`${assignmentLines(space.space.decisions, assignment, '  ')}\n`);
    });
    return 0;
  },
};
