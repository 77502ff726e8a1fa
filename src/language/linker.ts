import {
  type AstNode,
  type AstNodeDescription,
  DefaultLinker,
  DefaultReferenceDescriptionProvider,
  type LangiumCoreServices,
  type LangiumDocument,
  type LinkingError,
  type ReferenceDescription,
  type ReferenceInfo,
} from 'langium';
import { didYouMean } from '../base/closest.ts';
import { clauseOf } from './clauses.ts';
import { isBinary, isCall, isClause, isGroup, isSettings, type Ref } from './generated/ast.ts';
import { isLibrary } from './library.ts';
import { refsOf } from './node-list.ts';
import type { VocabularyEntry } from './vocabulary.ts';
import type { Words } from './words.ts';

const infoOf = (node: Ref): ReferenceInfo => ({ reference: node.target, container: node, property: 'target' });

/** Links every name in one synchronous pass. */
export class CellLinker extends DefaultLinker {
  private readonly words: Words;

  constructor(services: LangiumCoreServices, words: Words) {
    super(services);
    this.words = words;
  }

  override async link(document: LangiumDocument): Promise<void> {
    for (const node of refsOf(document.parseResult.value)) this.doLink(infoOf(node), document);
  }

  protected override createLinkingError(info: ReferenceInfo, targetDescription?: AstNodeDescription): LinkingError {
    return { info, message: this.messageFor(info), ...(targetDescription && { targetDescription }) };
  }

  private messageFor(info: ReferenceInfo): string {
    const name = info.reference.$refText;
    const role = roleWanted(info.container);
    if (role) {
      const names = this.words.names(role);
      return `Unknown ${role} '${name}'.${didYouMean(name, names) || ` There are ${names.join(', ')}.`}`;
    }
    const visible = this.scopeProvider.getScope(info).getAllElements();
    return `Unknown name '${name}'.${didYouMean(
      name,
      visible.map((found) => found.name),
    )}`;
  }
}

/** What the clause wants in which a name is the value, an option of it, or its callee. */
function roleWanted(node: AstNode): VocabularyEntry['role'] | undefined {
  let at = node;
  while (
    isGroup(at.$container) ||
    isBinary(at.$container) ||
    (isCall(at.$container) && at.$containerProperty === 'callee')
  ) {
    at = at.$container;
  }
  const clause = at.$container;
  if (!isClause(clause) || !isSettings(clause.$container)) return undefined;
  const takes = clauseOf(clause.$container.kind, clause.name)?.takes;
  return takes?.kind === 'word' ? takes.role : undefined;
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
