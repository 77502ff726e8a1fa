import { expect, it } from 'vitest';
import { strategies } from '../strategies/registry.ts';
import type { StrategyParameter } from '../strategies/strategy.ts';
import { openProject } from './project.ts';

const spaces = `space S { input image(8x8x1) -> repeat 1..3 fresh { conv(3, 4..64) } -> relu -> global_avg_pool -> dense(10) }
dataset d { source builtin("digits")  split 70%, 15%, 15% }
train t { epochs 9 }
`;

/** Values that a parameter does not take, as they are written. */
function wrongValues({ takes }: StrategyParameter): string[] {
  switch (takes.kind) {
    case 'boolean':
      return ['1', '"true"', 'relu'];
    case 'word':
      return ['1', 'true', 'nothing_of_the_kind', '"nothing"'];
    case 'integer':
    case 'real': {
      const step = takes.kind === 'integer' ? 1 : 1e-9;
      const outside = [
        takes.min === undefined ? [] : [takes.min - step],
        takes.max === undefined ? [] : [takes.max + step],
      ];
      const others = ['true', '"4"', 'relu', ...(takes.kind === 'integer' ? ['2.5'] : [])];
      return [...outside.flat().map(String), ...others];
    }
  }
}

it('each parameter of each strategy has ends', () => {
  for (const { name, parameters } of strategies.values())
    for (const { name: parameter, takes } of parameters)
      if (takes.kind === 'integer' || takes.kind === 'real')
        expect([takes.min, takes.max].every(Number.isFinite), `${name}(${parameter})`).toBe(true);
});

it('a value below, above or of another kind is one error at its place, for each parameter of each strategy', async () => {
  const cases = [...strategies.values()].flatMap(({ name, parameters }) =>
    parameters.flatMap((parameter) =>
      wrongValues(parameter).map((value) => ({ name, parameter: parameter.name, value })),
    ),
  );
  const searches = cases.map(
    ({ name, parameter, value }, i) =>
      `search s${i} { space S data d train t maximize accuracy trials 100000000 strategy ${name}(${parameter}: ${value}) }`,
  );
  const text = `${spaces}${searches.join('\n')}`;
  const { diagnostics } = await openProject({ readText: async () => text }).model('file:///x.cell');
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - spaces.split('\n').length;
  const found = new Map<number, string[]>();
  for (const { range, severity } of diagnostics) {
    if (severity !== 'error') continue;
    const line = lineOf(range.offset);
    found.set(line, [...(found.get(line) ?? []), text.slice(range.offset, range.end)]);
  }
  for (const [i, { name, parameter, value }] of cases.entries())
    expect([name, found.get(i)]).toEqual([name, [expect.stringMatching(new RegExp(`^(${parameter}: )?${value}$`))]]);
});

it.each(
  [...strategies.values()].filter(({ parameters }) =>
    parameters.some(({ name }) => /^(population|startup)$/.test(name)),
  ),
)('$name: trials that end before the random start does are an error', ({ name, parameters, check }) => {
  const size = parameters.find((parameter) => /^(population|startup)$/.test(parameter.name))?.name ?? '';
  const of = (trials: number) =>
    check?.(
      { ...Object.fromEntries(parameters.map((p) => [p.name, p.default])), [size]: 30 },
      { objectives: 1, trials },
    );
  expect(of(30)?.join(), name).toContain("'trials' (30) must");
  expect(of(31), name).toEqual([]);
});

const refused: [string, Record<string, number>, number, string][] = [
  ['genetic', { population: 6, tournament: 7 }, 1000, "'tournament' (7) may not exceed 'population' (6)"],
  ['local_search', { starts: 20 }, 20, "'trials' (20) must exceed 'starts' (20)"],
  ['shrinking', { every: 20 }, 20, "'trials' (20) must exceed 'every' (20)"],
  // 9 at a ninth and 3 at a third come first, then one in full.
  ...['successive_halving', 'hyperband', 'asha', 'mo_asha', 'bohb'].map((name): (typeof refused)[number] => [
    name,
    { levels: 3, eta: 3 },
    12,
    "'trials' (12) must exceed 12",
  ]),
];
it.each(refused)('%s(%j) with %i trials: %s', (name, given, trials, message) => {
  const { parameters, check } = strategies.get(name) ?? {};
  const all = { ...Object.fromEntries((parameters ?? []).map((p) => [p.name, p.default])), ...given };
  expect(check?.(all, { objectives: 1, trials })).toEqual([expect.stringContaining(message)]);
  expect(check?.({ ...all, tournament: 2 }, { objectives: 1, trials: trials + 1 })).toEqual([]);
});

it('defaults of every strategy are good for a search of its kind', async () => {
  const searches = [...strategies.values()].map(
    ({ name }) => `search s_${name} { space S data d train t maximize accuracy trials 1000 strategy ${name} }`,
  );
  const text = `${spaces}${searches.join('\n')}`;
  const { diagnostics } = await openProject({ readText: async () => text }).model('file:///x.cell');
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
});
