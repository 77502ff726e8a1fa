// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets in the syntax of LSP, not templates of JavaScript
import type { Owner } from './cursor.ts';

/** A piece of text with places to fill in. */
export interface Template {
  readonly label: string;
  /** In the syntax of LSP snippets. */
  readonly insert: string;
  readonly doc: string;
  /** Blocks in which it may stand; absent: at the top of a file. */
  readonly owners?: readonly Owner[];
}

const everywhere: readonly Owner[] = ['space', 'cell', 'op', 'nodes', 'stage', 'repeat'];

export const definitionSnippets: readonly Template[] = [
  { label: 'import', insert: 'import "$1.cell"', doc: 'Makes the definitions of another file visible.' },
  { label: 'op', insert: 'op ${1:name} = $0', doc: 'A macro: every use has its own decisions.' },
  {
    label: 'cell',
    insert: 'cell ${1:name}(${2:x}) {\n  nodes n[${3:3}] = sum(${4:edge}(all))\n  return n[$3]\n}',
    doc: 'A building block: decided once, used many times.',
  },
  {
    label: 'space',
    insert: 'space ${1:Name} {\n  input image(${2:28x28x1})\n  -> $0\n  -> global_avg_pool -> dense(${3:10})\n}',
    doc: 'A network with holes: what a search searches.',
  },
  {
    label: 'dataset',
    insert: 'dataset ${1:name} { source builtin("${2:digits}")  split 70%, 15%, 15%  normalize on }',
    doc: 'Where examples come from and how they are split.',
  },
  {
    label: 'train',
    insert:
      'train ${1:name} { epochs ${2:10}  batch ${3:64}  optimizer adam(lr: ${4:1e-3})  schedule cosine  loss cross_entropy }',
    doc: 'How a trial trains.',
  },
  {
    label: 'search',
    insert:
      'search ${1:name} {\n  space ${2:Space}   data ${3:data}   train ${4:train}\n  maximize accuracy\n  strategy regularized_evolution(population: 20)\n  trials ${5:100}  seed 1\n}',
    doc: 'What is searched, by which measures, with which strategy and budget.',
  },
];

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
