// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets in the syntax of LSP, not templates of JavaScript
import type { Owner } from './cursor.ts';

/** A piece of text with places to fill in. */
export interface Template {
  readonly label: string;
  /** In the syntax of LSP snippets. */
  readonly insert: string;
  readonly doc: string;
  /** Blocks in which it may stand. */
  readonly owners: readonly Owner[];
}

const everywhere: readonly Owner[] = ['space', 'cell', 'op', 'nodes', 'stage', 'repeat'];

export const statementSnippets: readonly Template[] = [
  {
    label: 'let',
    insert: 'let ${1:name} = $0',
    doc: 'Names a value, an operation or a tensor: one decision for its scope.',
    owners: everywhere,
  },
  {
    label: 'nodes',
    insert: 'nodes ${1:n}[${2:3}] = $0',
    doc: 'Tensors, each computed from earlier ones.',
    owners: ['cell', 'space'],
  },
  { label: 'return', insert: 'return $0', doc: 'The result.', owners: ['cell', 'nodes', 'space'] },
  {
    label: 'require',
    insert: 'require ${1:params} < ${2:200k}',
    doc: 'A condition that every architecture must keep.',
    owners: ['space'],
  },
];
