import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '../src/base/random.ts';
import type { Assignment } from '../src/space/decision.ts';
import { strategies, withDefaults } from '../src/strategies/registry.ts';
import type { Problem, Strategy, StrategyParameters } from '../src/strategies/strategy.ts';

// For a quick look: `CELLWRIGHT_SEEDS=2 CELLWRIGHT_METHODS=nsga2 CELLWRIGHT_FUNCTIONS=ZDT1,ZDT4`.
const chosen = (what: string, all: string): string[] => (process.env[`CELLWRIGHT_${what}`] ?? all).split(',');

export const METHODS = chosen(
  'METHODS',
  'nsga2,nsga3,moead,ibea,sms_emoa,pesa2,moga,mopso,mo_abc,mo_aco,mo_tpe,parego,ehvi',
);
export const FUNCTIONS = chosen('FUNCTIONS', 'ZDT1,ZDT2,ZDT3,ZDT4,ZDT6,DTLZ2.3D,DTLZ7.3D');
export const SEEDS = Number(process.env.CELLWRIGHT_SEEDS ?? 10);
const FIRST = Number(process.env.CELLWRIGHT_FIRST_SEED ?? 100);
/** Defaults were chosen on seeds below 100. */
export const seeds = (): number[] => Array.from({ length: SEEDS }, (_, i) => FIRST + i);

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The rows of a table beside the bench. */
export const lines = (path: string): string[][] =>
  readFileSync(join(__dirname, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

/** All objectives are minimised here: costs of every trial, and of the members that the strategy kept. */
export function run(
  name: string,
  parameters: StrategyParameters,
  problem: Problem,
  seed: number,
  trials: number,
  costs: (assignment: Assignment) => number[],
): { tried: number[][]; kept: () => number[][] } {
  const definition = strategies.get(name);
  if (!definition) throw new Error(`There is no strategy '${name}'.`);
  const strategy = definition.create(problem, withDefaults(definition, parameters), random(seed));
  const tried: number[][] = [];
  while (tried.length < trials) {
    const [proposal] = strategy.propose(1);
    if (!proposal) break;
    const objectives = costs(proposal.assignment);
    tried.push(objectives);
    strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });
  }
  return { tried, kept: () => keptBy(strategy) };
}

function keptBy(strategy: Strategy): number[][] {
  type Members = readonly { readonly costs: number[] }[];
  const { breeder } = (
    strategy.snapshot() as {
      method: { breeder: { islands?: { members: Members }[]; members?: Members; archive?: Members } };
    }
  ).method;
  const members = breeder.islands?.flatMap((island) => island.members) ?? breeder.members ?? breeder.archive ?? [];
  return members.map(({ costs }) => costs);
}
