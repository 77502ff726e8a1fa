import {
  type AstNode,
  AstUtils,
  type CstNode,
  CstUtils,
  DefaultReferences,
  type FindReferencesOptions,
  GrammarUtils,
  type LangiumDocument,
  type ReferenceDescription,
  type Stream,
  stream,
  UriUtils,
} from 'langium';
import { parameterOf } from './callee.ts';
import { type Argument, isArgument, isParameter } from './generated/ast.ts';
import { isLibrary } from './library.ts';
import { nodesOf, refsOf } from './node-list.ts';

/**
 * Uses in the target's own file are read from its tree (the index holds only what crosses files). The name of an argument
 * is a use of the parameter that it sets.
 */
export class CellReferences extends DefaultReferences {
  override findDeclarations(source: CstNode): AstNode[] {
    const owner = source.astNode;
    if (isArgument(owner) && isNameOf(owner, source)) {
      const parameter = parameterOf(owner);
      return parameter ? [parameter] : [];
    }
    return super.findDeclarations(source);
  }

  override findReferences(target: AstNode, options: FindReferencesOptions): Stream<ReferenceDescription> {
    const home = AstUtils.getDocument(target);
    const elsewhere = isLibrary(home.uri) || target.$type === 'Parameter';
    // Uses of the library and names of arguments are not indexed: there are too many, and only this request needs them.
    const searched = elsewhere ? this.documents.all.toArray() : [home];
    const wanted = (document: LangiumDocument) =>
      options.documentUri === undefined || UriUtils.equals(document.uri, options.documentUri);
    const local = searched.filter(wanted).flatMap((document) => this.usesIn(document, target));
    return super.findReferences(target, options).concat(stream(local));
  }

  private usesIn(document: LangiumDocument, target: AstNode): ReferenceDescription[] {
    const root = document.parseResult.value;
    const uses = refsOf(root)
      .filter((use) => use.target.ref === target)
      .map((use) => ({ use, node: use.target.$refNode }));
    const named = isParameter(target)
      ? nodesOf(root)
          .filter(isArgument)
          .filter((use) => use.name === target.name && parameterOf(use) === target)
          .map((use) => ({ use, node: GrammarUtils.findNodeForProperty(use.$cstNode, 'name') }))
      : [];
    return [...uses, ...named].flatMap(({ use, node }) => (node ? this.describe(document, use, node, target) : []));
  }

  private describe(document: LangiumDocument, use: AstNode, node: CstNode, target: AstNode): ReferenceDescription {
    const targetUri = AstUtils.getDocument(target).uri;
    return {
      sourceUri: document.uri,
      sourcePath: this.nodeLocator.getAstNodePath(use),
      targetUri,
      targetPath: this.nodeLocator.getAstNodePath(target),
      segment: CstUtils.toDocumentSegment(node),
      local: UriUtils.equals(document.uri, targetUri),
    };
  }
}

function isNameOf(argument: Argument, leaf: CstNode): boolean {
  const name = GrammarUtils.findNodeForProperty(argument.$cstNode, 'name');
  return name !== undefined && leaf.offset >= name.offset && leaf.end <= name.end;
}
