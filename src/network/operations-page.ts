import { expected, isNetwork } from './attributes.ts';
import type { Family, Operation, Parameter } from './operation.ts';

const titles: Readonly<Record<Family, string>> = {
  convolution: 'Convolution',
  block: 'Blocks',
  dense: 'Fully connected',
  pooling: 'Pooling',
  normalisation: 'Normalisation',
  activation: 'Activations',
  regularisation: 'Regularisation',
  attention: 'Attention',
  embedding: 'Embedding',
  recurrent: 'Recurrent',
  shape: 'Shape',
  identity: 'Skip and none',
  reducer: 'Reducers: a list of tensors to one',
};

/** docs/operations.md: every operation with its parameters, from the table itself. */
export function operationsPage(operations: Iterable<Operation>): string {
  const all = [...operations];
  const parts = (Object.keys(titles) as Family[]).map((family) => {
    const members = all.filter((operation) => operation.family === family);
    return `## ${titles[family]}\n\n${members.map(section).join('\n')}`;
  });
  return `# Operations

Written from the table in \`src/network/operations/\`; \`npx vitest run src/network/operations-page -u\` writes it anew.

Images are HxWxC, sequences LxC, one example at a time; s is the stride, k the size of the window. Parameters may be given
by position or by name: \`conv(5, 32)\` is \`conv(k: 5, filters: 32)\`. What counts as a parameter or a multiply-accumulate:
[decisions/macs.md](decisions/macs.md).

${parts.join('\n')}`;
}

function section(operation: Operation): string {
  const rows = operation.parameters.map((parameter) => [
    `\`${parameter.name}\``,
    expected(parameter),
    fallback(parameter),
    parameter.doc,
  ]);
  const parameters = rows.length > 0 ? `\n${table(['parameter', 'takes', 'default', ''], rows)}` : '';
  return `### ${signature(operation)}\n\n${operation.doc}\n${parameters}`;
}

/** Columns aligned as the formatter would, so that it leaves the page alone. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => [...row[i]!].length)));
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!, fill)).join(' | ')} |\n`;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('');
}

function signature({ name, parameters }: Operation): string {
  const list = parameters.map((parameter) => {
    const value = fallback(parameter);
    return value ? `${parameter.name} = ${value}` : parameter.name;
  });
  return list.length > 0 ? `${name}(${list.join(', ')})` : name;
}

function fallback({ default: value }: Parameter): string {
  if (value === undefined || isNetwork(value)) return '';
  return Array.isArray(value) ? `(${value.join(', ')})` : String(value);
}
