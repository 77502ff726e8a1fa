import {
  type AstNode,
  AstUtils,
  CstUtils,
  DefaultReferences,
  type FindReferencesOptions,
  type LangiumDocument,
  type ReferenceDescription,
  type Stream,
  stream,
  UriUtils,
} from 'langium';
import { isLibrary } from './library.ts';
import { refsOf } from './node-list.ts';

/** Uses in the target's own file are read from its tree (the index holds only what crosses files). */
export class CellReferences extends DefaultReferences {
  override findReferences(target: AstNode, options: FindReferencesOptions): Stream<ReferenceDescription> {
    const home = AstUtils.getDocument(target);
    // Uses of the library are not indexed at all: there are too many, and nothing needs them between requests.
    const searched = isLibrary(home.uri) ? this.documents.all.toArray() : [home];
    const wanted = (document: LangiumDocument) =>
      options.documentUri === undefined || UriUtils.equals(document.uri, options.documentUri);
    const local = searched.filter(wanted).flatMap((document) => this.usesIn(document, target));
    return super.findReferences(target, options).concat(stream(local));
  }

  private usesIn(document: LangiumDocument, target: AstNode): ReferenceDescription[] {
    const targetUri = AstUtils.getDocument(target).uri;
    const targetPath = this.nodeLocator.getAstNodePath(target);
    return refsOf(document.parseResult.value).flatMap((use) => {
      const node = use.target.$refNode;
      if (!node || use.target.ref !== target) return [];
      return {
        sourceUri: document.uri,
        sourcePath: this.nodeLocator.getAstNodePath(use),
        targetUri,
        targetPath,
        segment: CstUtils.toDocumentSegment(node),
        local: UriUtils.equals(document.uri, targetUri),
      };
    });
  }
}
