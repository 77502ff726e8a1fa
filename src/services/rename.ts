import { AstUtils, CstUtils, type LangiumDocument } from 'langium';
import { DefaultRenameProvider } from 'langium/lsp';
import {
  ErrorCodes,
  type Position,
  type Range,
  type RenameParams,
  ResponseError,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { isLibrary } from '../language/library.ts';
import { reservedWords } from './reserved-words.ts';

/** Renames what the user defined, in every file that uses it; built-in names can't be renamed. */
export class CellRename extends DefaultRenameProvider {
  override async rename(document: LangiumDocument, params: RenameParams): Promise<WorkspaceEdit | undefined> {
    const { newName } = params;
    if (!/^[a-zA-Z_]\w*$/.test(newName)) refuse(`'${newName}' is no name: letters, digits and _ only, no digit first.`);
    if (newName in reservedWords) refuse(`'${newName}' is a word of the language.`);
    if (!this.prepareRename(document, params)) return undefined;
    return super.rename(document, params);
  }

  override prepareRename(document: LangiumDocument, params: TextDocumentPositionParams): Range | undefined {
    return this.isFixed(document, params.position) ? undefined : this.renameNodeRange(document, params.position);
  }

  /** True where nothing of the user's is named. */
  private isFixed(document: LangiumDocument, position: Position): boolean {
    const root = document.parseResult.value.$cstNode;
    const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, document.textDocument.offsetAt(position));
    const [target] = leaf ? this.references.findDeclarations(leaf) : [];
    return target === undefined || isLibrary(AstUtils.getDocument(target).uri);
  }
}

function refuse(message: string): never {
  throw new ResponseError(ErrorCodes.InvalidParams, message);
}
