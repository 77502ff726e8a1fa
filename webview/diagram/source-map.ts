/** From a place in the source to what is drawn for it, and from words to what is found. Pure. */
import type { Diagram, DiagramNode, DiagramRange } from '../../src/protocol/diagram.ts';

/** The nodes whose source is the smallest that holds the selection; several if one source is drawn several times. */
export function nodesAt(diagram: Diagram, selection: DiagramRange): ReadonlySet<string> {
  let smallest = Number.POSITIVE_INFINITY;
  let found: string[] = [];
  for (const { id, kind, range } of diagram.nodes) {
    // the output stands for the whole definition: it would be marked wherever the cursor is
    if (!range || range.uri !== selection.uri || kind === 'output') continue;
    if (range.offset > selection.offset || range.end < selection.end) continue;
    const length = range.end - range.offset;
    if (length < smallest) {
      smallest = length;
      found = [];
    }
    if (length === smallest) found.push(id);
  }
  return new Set(found);
}

/** Ids of the nodes whose texts contain the words, in any case. */
export function find(diagram: Diagram, words: string): readonly string[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [];
  return diagram.nodes.filter((node) => textOf(node).toLowerCase().includes(wanted)).map((node) => node.id);
}

const textOf = (node: DiagramNode): string =>
  [node.label, node.detail, node.decision, ...(node.options ?? []).map((option) => option.label)].join(' ');

const kindNames: Readonly<Record<DiagramNode['kind'], string>> = {
  input: 'input',
  output: 'output',
  operation: 'operation',
  combine: 'join',
  choice: 'choice',
  pick: 'choice of inputs',
  number: 'number to decide',
  group: 'group',
};

/** What a screen reader says of a node. */
export function spoken(node: DiagramNode, state: { readonly folded: boolean }): string {
  const chosen = (node.options ?? []).filter((option) => option.chosen === true).map((option) => option.label);
  const options = (node.options ?? []).map((option) => option.label);
  return [
    `${kindNames[node.kind]} ${node.label}`,
    node.detail,
    chosen.length > 0 ? `chosen: ${chosen.join(', ')}` : undefined,
    options.length > 0 ? `${chosen.length > 0 ? 'of' : 'options'}: ${options.join(', ')}` : undefined,
    state.folded ? 'folded' : undefined,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('; ');
}
