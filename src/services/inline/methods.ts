/** How a request about a host is asked of its fragments, and how their answers become one. */
export type Method =
  /** At a place: one fragment answers. */
  | { readonly kind: 'position' }
  /** In a range: all fragments that it meets answer. */
  | { readonly kind: 'range'; readonly merge: Merge }
  /** About the whole file. */
  | { readonly kind: 'document'; readonly merge: Merge }
  /** At several places: the answers stand in their order. */
  | { readonly kind: 'positions' }
  /** About what an earlier answer named. */
  | { readonly kind: 'item' }
  /** About a definition that parameters name. */
  | { readonly kind: 'name' };

type Merge = 'list' | 'lenses' | 'folding' | 'tokens' | 'outline' | 'format';

const position: Method = { kind: 'position' };
const list: Method = { kind: 'document', merge: 'list' };

/** Every request that names a document. One that is not here gets no answer about hosts. */
export const methods: Readonly<Record<string, Method>> = {
  'textDocument/hover': position,
  'textDocument/completion': position,
  'textDocument/signatureHelp': position,
  'textDocument/definition': position,
  'textDocument/declaration': position,
  'textDocument/typeDefinition': position,
  'textDocument/implementation': position,
  'textDocument/references': position,
  'textDocument/documentHighlight': position,
  'textDocument/prepareRename': position,
  'textDocument/rename': position,
  'textDocument/linkedEditingRange': position,
  'textDocument/prepareCallHierarchy': position,
  'textDocument/prepareTypeHierarchy': position,
  'textDocument/onTypeFormatting': position,
  'textDocument/selectionRange': { kind: 'positions' },
  'textDocument/codeAction': { kind: 'range', merge: 'list' },
  'textDocument/inlayHint': { kind: 'range', merge: 'list' },
  'textDocument/rangeFormatting': { kind: 'range', merge: 'format' },
  'textDocument/semanticTokens/range': { kind: 'range', merge: 'tokens' },
  'textDocument/semanticTokens/full': { kind: 'document', merge: 'tokens' },
  'textDocument/formatting': { kind: 'document', merge: 'format' },
  'textDocument/foldingRange': { kind: 'document', merge: 'folding' },
  'textDocument/documentSymbol': list,
  'textDocument/documentLink': list,
  'textDocument/codeLens': { kind: 'document', merge: 'lenses' },
  'callHierarchy/incomingCalls': { kind: 'item' },
  'callHierarchy/outgoingCalls': { kind: 'item' },
  'typeHierarchy/supertypes': { kind: 'item' },
  'typeHierarchy/subtypes': { kind: 'item' },
  'cellwright/outline': { kind: 'document', merge: 'outline' },
  'cellwright/diagram': { kind: 'name' },
};
