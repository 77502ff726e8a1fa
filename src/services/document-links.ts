import { AstUtils, type FileSystemProvider, GrammarUtils, type LangiumDocument, UriUtils } from 'langium';
import type { DocumentLinkProvider, LangiumServices } from 'langium/lsp';
import type { DocumentLink } from 'vscode-languageserver';
import { isClause, isFile, isTextLiteral, type TextLiteral } from '../language/generated/ast.ts';
import { importUri } from '../language/imports.ts';
import { nodesOf } from '../language/node-list.ts';

/** Imports, and data files that exist. */
export class CellDocumentLinks implements DocumentLinkProvider {
  private readonly files: FileSystemProvider;

  constructor(services: LangiumServices) {
    this.files = services.shared.workspace.FileSystemProvider;
  }

  async getDocumentLinks(document: LangiumDocument): Promise<DocumentLink[]> {
    const root = document.parseResult.value;
    if (!isFile(root)) return [];
    const links: DocumentLink[] = [];
    for (const statement of root.imports) {
      const target = importUri(statement, document.uri);
      const node = GrammarUtils.findNodeForProperty(statement.$cstNode, 'path');
      if (target && node) links.push({ range: node.range, target: target.toString() });
    }
    for (const text of nodesOf(root).filter(isTextLiteral).filter(namesFile)) {
      const target = UriUtils.resolvePath(UriUtils.dirname(document.uri), text.value);
      if (text.$cstNode && (await this.files.exists(target))) {
        links.push({ range: text.$cstNode.range, target: target.toString() });
      }
    }
    return links;
  }
}

/** True for texts in a clause that could be a path: `"mnist"` is the name of a built-in set. */
const namesFile = (text: TextLiteral): boolean =>
  /[./]/.test(text.value) && AstUtils.getContainerOfType(text, isClause) !== undefined;
