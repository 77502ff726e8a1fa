import {
  type AstNodeDescription,
  DefaultLinker,
  DefaultReferenceDescriptionProvider,
  type LangiumDocument,
  type LinkingError,
  type ReferenceDescription,
  type ReferenceInfo,
} from 'langium';
import { didYouMean } from '../base/closest.ts';
import type { Ref } from './generated/ast.ts';
import { isLibrary } from './library.ts';
import { refsOf } from './node-list.ts';

const infoOf = (node: Ref): ReferenceInfo => ({ reference: node.target, container: node, property: 'target' });

/** Links every name in one synchronous pass. */
export class CellLinker extends DefaultLinker {
  override async link(document: LangiumDocument): Promise<void> {
    for (const node of refsOf(document.parseResult.value)) this.doLink(infoOf(node), document);
  }

  protected override createLinkingError(info: ReferenceInfo, targetDescription?: AstNodeDescription): LinkingError {
    const name = info.reference.$refText;
    const visible = this.scopeProvider.getScope(info).getAllElements();
    return {
      info,
      message: `Unknown name '${name}'.${didYouMean(
        name,
        visible.map((found) => found.name),
      )}`,
      ...(targetDescription && { targetDescription }),
    };
  }
}

/** The index holds what crosses files; uses within a file are found in its own tree. */
export class CellReferenceDescriptions extends DefaultReferenceDescriptionProvider {
  override async createDescriptions(document: LangiumDocument): Promise<ReferenceDescription[]> {
    const descriptions: ReferenceDescription[] = [];
    for (const node of refsOf(document.parseResult.value)) {
      const target = node.target.$nodeDescription?.documentUri;
      if (target && !isLibrary(target) && target.toString() !== document.uri.toString()) {
        descriptions.push(...this.createInfoDescriptions(infoOf(node)));
      }
    }
    return descriptions;
  }
}
