import { CstUtils, type LangiumDocument, type LangiumDocuments } from 'langium';
import { DefaultDefinitionProvider, type LangiumServices } from 'langium/lsp';
import type { DefinitionParams, LocationLink } from 'vscode-languageserver';
import { isImport } from '../language/generated/ast.ts';
import { importUri } from '../language/imports.ts';

/** From a name to where it is defined, and from an import to its file. */
export class CellDefinition extends DefaultDefinitionProvider {
  private readonly documents: LangiumDocuments;

  constructor(services: LangiumServices) {
    super(services);
    this.documents = services.shared.workspace.LangiumDocuments;
  }

  override getDefinition(document: LangiumDocument, params: DefinitionParams) {
    const root = document.parseResult.value.$cstNode;
    const leaf = root && CstUtils.findLeafNodeAtOffset(root, document.textDocument.offsetAt(params.position));
    const owner = leaf?.astNode;
    if (!leaf || !isImport(owner) || !leaf.text.startsWith('"')) return super.getDefinition(document, params);
    const target = importUri(owner, document.uri);
    if (!target || !this.documents.hasDocument(target)) return undefined;
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const link: LocationLink = {
      originSelectionRange: leaf.range,
      targetUri: target.toString(),
      targetRange: range,
      targetSelectionRange: range,
    };
    return [link];
  }
}
