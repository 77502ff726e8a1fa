import * as vscode from 'vscode';
import { hostLanguages, isHostLanguage, mayHoldFragments } from '../inline/fragments.ts';
import { languageId } from './contributions.ts';

export const isCell = (document: vscode.TextDocument): boolean => document.languageId === languageId;

/** Looked at once for each state of a text. */
const looked = new WeakMap<vscode.TextDocument, { readonly version: number; readonly found: boolean }>();

/** True for a file of another language with Cell code in it. */
export function holdsInline(document: vscode.TextDocument): boolean {
  const { languageId: language, version } = document;
  if (!isHostLanguage(language)) return false;
  const known = looked.get(document);
  if (known?.version === version) return known.found;
  const found = mayHoldFragments(language, document.getText());
  looked.set(document, { version, found });
  return found;
}

/** True where there is Cell code: in a file of its own or in another. */
export const holdsCell = (document: vscode.TextDocument): boolean => isCell(document) || holdsInline(document);

/** What the language server is told of. */
export const documentSelector = [languageId, ...hostLanguages].map((language) => ({ language }));

/** Does not bother the server about places in files without Cell code, where it has nothing to say. */
export async function sendRequest<M, P, R>(
  method: M,
  param: P | undefined,
  token: vscode.CancellationToken | undefined,
  next: (method: M, param?: P, token?: vscode.CancellationToken) => Promise<R>,
): Promise<R> {
  const { textDocument } = (param ?? {}) as { textDocument?: { uri?: string } };
  const uri = textDocument?.uri;
  const document = uri && vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
  // Every request about a document may be answered by null.
  if (document && isHostLanguage(document.languageId) && !holdsInline(document)) return null as R;
  return next(method, param, token);
}
