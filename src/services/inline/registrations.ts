import type { RequestMessage, ResponseMessage } from 'vscode-languageserver';

const cellOnly = [{ language: 'cell' }];
const withMarkdown = [...cellOnly, { language: 'markdown' }];

interface Feature {
  /** In the server's capabilities. */
  readonly capability: string;
  /** In the client's capabilities of text documents, where it says that it takes registrations later. */
  readonly client: string;
  readonly method: string;
  readonly documents: readonly { readonly language: string }[];
}

/**
 * What editors ask of one provider only, or show as if it were about the whole file. Offered for TypeScript, a formatter of
 * Cell code would be a second formatter of TypeScript, and tokens of a fragment would replace those of the file.
 */
const features: readonly Feature[] = [
  {
    capability: 'documentFormattingProvider',
    client: 'formatting',
    method: 'textDocument/formatting',
    documents: cellOnly,
  },
  {
    capability: 'documentRangeFormattingProvider',
    client: 'rangeFormatting',
    method: 'textDocument/rangeFormatting',
    documents: cellOnly,
  },
  {
    capability: 'documentOnTypeFormattingProvider',
    client: 'onTypeFormatting',
    method: 'textDocument/onTypeFormatting',
    documents: cellOnly,
  },
  {
    capability: 'semanticTokensProvider',
    client: 'semanticTokens',
    method: 'textDocument/semanticTokens',
    documents: withMarkdown,
  },
  // A language without a provider folds by indentation, which one would replace: Python has none.
  {
    capability: 'foldingRangeProvider',
    client: 'foldingRange',
    method: 'textDocument/foldingRange',
    documents: [
      ...withMarkdown,
      ...['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ language })),
    ],
  },
  {
    capability: 'documentSymbolProvider',
    client: 'documentSymbol',
    method: 'textDocument/documentSymbol',
    documents: cellOnly,
  },
  {
    capability: 'callHierarchyProvider',
    client: 'callHierarchy',
    method: 'textDocument/prepareCallHierarchy',
    documents: cellOnly,
  },
  {
    capability: 'typeHierarchyProvider',
    client: 'typeHierarchy',
    method: 'textDocument/prepareTypeHierarchy',
    documents: cellOnly,
  },
];

/**
 * The answer to `initialize` without those features, and the requests that register them for the languages where they do no
 * harm. A client that takes no registrations keeps them for all.
 */
export function restrict(
  initialize: RequestMessage,
  response: ResponseMessage,
): { response: ResponseMessage; register: RequestMessage[] } {
  const params = initialize.params as { capabilities?: { textDocument?: Record<string, Registrable> } } | undefined;
  const client = params?.capabilities?.textDocument ?? {};
  const result = response.result as { capabilities?: Record<string, unknown> } | undefined;
  if (!result?.capabilities) return { response, register: [] };
  const capabilities = { ...result.capabilities };
  const registrations = features
    .filter(({ capability, client: key }) => capabilities[capability] && client[key]?.dynamicRegistration)
    .map(({ capability, method, documents }) => {
      const options = capabilities[capability];
      delete capabilities[capability];
      const more = typeof options === 'object' ? options : {};
      return { id: `inline:${capability}`, method, registerOptions: { ...more, documentSelector: documents } };
    });
  const register =
    registrations.length > 0
      ? [{ jsonrpc: '2.0', id: 'inline:register', method: 'client/registerCapability', params: { registrations } }]
      : [];
  return { response: { ...response, result: { ...result, capabilities } } as ResponseMessage, register };
}

interface Registrable {
  readonly dynamicRegistration?: boolean;
}
