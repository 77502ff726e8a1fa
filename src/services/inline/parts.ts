import type { Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { HostDocument, InlineDocument } from './host-document.ts';
import { fragmentDefining, nameInHost } from './merge.ts';
import type { Method } from './methods.ts';

export type Params = Readonly<Record<string, unknown>> & { readonly textDocument?: { readonly uri?: unknown } };

/** Which fragments of a host a request is asked of, and with which parameters. */
export function partsOf(
  method: Method,
  host: HostDocument,
  params: Params,
): { inline: InlineDocument; params: Params }[] {
  const { document } = host;
  const of = (inline: InlineDocument, more: object = {}) => {
    const named = params.textDocument ? { textDocument: { uri: inline.uri } } : { uri: inline.uri };
    return { inline, params: { ...params, ...named, ...more } as Params };
  };
  const at = (position: unknown) => {
    const offset = document.offsetAt(position as Parameters<TextDocument['offsetAt']>[0]);
    const inline = host.fragments.find((fragment) => fragment.holds(offset));
    return inline && { inline, position: inline.positionIn(offset) };
  };
  switch (method.kind) {
    case 'position': {
      const found = at(params.position);
      return found ? [of(found.inline, { position: found.position })] : [];
    }
    case 'positions':
      return (params.positions as unknown[]).flatMap((position) => {
        const found = at(position);
        return found ? [of(found.inline, { positions: [found.position] })] : [];
      });
    case 'range': {
      const range = offsets(document, params.range);
      const { context } = params as { context?: { diagnostics?: Diagnostic[] } };
      return host.fragments
        .filter((inline) => inline.meets(range.start, range.end))
        .map((inline) => {
          const inside = (diagnostic: Diagnostic) => {
            const { start, end } = offsets(document, diagnostic.range);
            return inline.holds(start) && inline.holds(end);
          };
          const diagnostics = context?.diagnostics
            ?.filter(inside)
            .map((found) => ({ ...found, range: inline.rangeIn(offsets(document, found.range)) }));
          return of(inline, {
            range: inline.rangeIn(range),
            ...(context && { context: { ...context, diagnostics } }),
          });
        });
    }
    case 'document':
      return host.fragments.map((inline) => of(inline));
    case 'item': {
      const item = params.item as Record<string, unknown>;
      const found = at((item.selectionRange as { start: unknown }).start);
      if (!found) return [];
      const range = (key: string) => found.inline.rangeIn(offsets(document, item[key]));
      const moved = {
        ...item,
        uri: found.inline.uri,
        range: range('range'),
        selectionRange: range('selectionRange'),
      };
      return [{ inline: found.inline, params: { ...params, item: moved } }];
    }
    case 'name': {
      const { name, nth } = nameInHost(String(params.name));
      const inline = fragmentDefining(host.fragments, name, nth) ?? host.fragments[0];
      return inline ? [of(inline, { name })] : [];
    }
  }
}

function offsets(document: TextDocument, range: unknown): { start: number; end: number } {
  const { start, end } = range as Diagnostic['range'];
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}
