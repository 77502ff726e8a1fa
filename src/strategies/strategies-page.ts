import type { StrategyDefinition, StrategyParameter } from './strategy.ts';

/** docs/strategies.md: every strategy with its parameters, from the registry itself. */
export function strategiesPage(strategies: Iterable<StrategyDefinition>): string {
  const all = [...strategies].sort((a, b) => (a.name < b.name ? -1 : 1));
  const group = (objectives: StrategyDefinition['objectives']): string =>
    all
      .filter((definition) => definition.objectives === objectives)
      .map(section)
      .join('\n');
  return `# Strategies

Written from \`src/strategies/registry.ts\`; \`npx vitest run src/strategies/strategies-page -u\` writes it anew.

A search names its strategy: \`strategy nsga2(population: 40)\`. Every strategy works on any space, takes results in any
order, goes on exactly where it stopped, keeps constraints that are known before training, and proposes no architecture
twice at one fidelity. What short evaluations have less of says the clause \`fidelity\` of a search ([language.md](language.md)).

## For one objective or several

With several objectives the result of a search is a front: the trials that no other beats in everything. Missed
constraints count before objectives.

${group('any')}
## For one objective

${group('one')}`;
}

function section({ name, doc, parameters }: StrategyDefinition): string {
  const rows = parameters.map((p) => [`\`${p.name}\``, range(p), String(p.default), p.doc]);
  const table = rows.length > 0 ? `\n${tableOf(['parameter', 'takes', 'default', ''], rows)}` : '';
  return `### ${name}\n\n${doc}\n${table}`;
}

function range({ takes }: StrategyParameter): string {
  switch (takes.kind) {
    case 'boolean':
      return 'true or false';
    case 'word':
      return takes.words.join(', ');
    case 'integer':
    case 'real': {
      const kind = takes.kind === 'integer' ? 'integer' : 'number';
      const { min, max } = takes;
      if (min !== undefined && max !== undefined) return `${kind} ${min}–${max}`;
      return min !== undefined ? `${kind} ≥ ${min}` : max !== undefined ? `${kind} ≤ ${max}` : kind;
    }
  }
}

/** Columns aligned as the formatter would, so that it leaves the page alone. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => [...row[i]!].length)));
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, i) => cell + fill.repeat(widths[i]! - [...cell].length)).join(' | ')} |\n`;
  const rule = line(
    head.map(() => ''),
    '-',
  );
  return [line(head), rule, ...rows.map((row) => line(row))].join('');
}
