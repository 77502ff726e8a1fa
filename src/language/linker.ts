import {
  type AstNode,
  type AstNodeDescription,
  AstUtils,
  DefaultLinker,
  DefaultReferenceDescriptionProvider,
  type LangiumCoreServices,
  type LangiumDocument,
  type LinkingError,
  type ReferenceDescription,
  type ReferenceInfo,
} from 'langium';
import { didYouMean, listed } from '../base/closest.ts';
import { clauseOf } from './clauses.ts';
import { type Definition, isBinary, isCall, isClause, isFile, isGroup, isSettings, type Ref } from './generated/ast.ts';
import { isLibrary } from './library.ts';
import { keepLinks, type Links, linksOf } from './links.ts';
import { refsOf } from './node-list.ts';
import type { CellScopeProvider, Names } from './scopes.ts';
import type { VocabularyEntry } from './vocabulary.ts';
import type { Words } from './words.ts';

const infoOf = (node: Ref): ReferenceInfo => ({ reference: node.target, container: node, property: 'target' });

/** The fields of Langium's references that hold what they are linked to. */
interface Linkable {
  _ref: AstNode | LinkingError | undefined;
  _nodeDescription: AstNodeDescription | undefined;
}

/**
 * Links every name in one synchronous pass. What a name within an unchanged definition means can only change where it is
 * declared outside: an edit costs one look at each such name. `document.references` are those that failed.
 */
export class CellLinker extends DefaultLinker {
  private readonly words: Words;
  private readonly scopes: CellScopeProvider;
  /** What names meant when a document was linked last. */
  private readonly outside = new Map<string, readonly Names[]>();

  constructor(services: LangiumCoreServices, words: Words) {
    super(services);
    this.words = words;
    this.scopes = services.references.ScopeProvider as CellScopeProvider;
  }

  override async link(document: LangiumDocument): Promise<void> {
    const file = document.parseResult.value;
    document.references = [];
    if (!isFile(file)) return;
    this.scopes.forget(document);
    const renewed = this.renewedNames(document);
    for (const definition of file.definitions) {
      const known = linksOf(definition);
      const links = known ?? this.linkInside(definition);
      let changed = known === undefined;
      const names =
        known && renewed
          ? new Set([...renewed.filter((name) => known.uses.has(name)), ...known.missing])
          : links.uses.keys();
      for (const name of names) {
        const uses = links.uses.get(name) ?? [];
        const found = this.scopes.findOutside(name, document);
        const target = found?.node as Definition | undefined;
        const before = links.targets.get(name);
        if (target !== undefined && before === target) continue;
        changed ||= target !== before;
        links.targets.set(name, target);
        for (const use of uses) {
          this.settle(use, found);
          if (!found) document.references.push(use.target);
        }
      }
      if (changed) keepLinks(definition, links);
    }
  }

  /** Names outside of definitions that mean something else than when the document was linked last; undefined: all. */
  private renewedNames(document: LangiumDocument): readonly string[] | undefined {
    const uri = document.uri.toString();
    const before = this.outside.get(uri);
    const now = this.scopes.outside(document);
    this.outside.set(uri, now);
    if (before?.length !== now.length) return undefined;
    return now.flatMap((names, i) => differing(before[i] as Names, names));
  }

  /** Keeps what is linked: `link` looks whether it still holds. */
  override unlink(document: LangiumDocument): void {
    document.references = [];
  }

  private linkInside(definition: Definition): Links {
    const uses = new Map<string, Ref[]>();
    for (const use of refsOf(definition)) {
      const name = use.target.$refText;
      const found = this.scopes.findInside(name, use);
      if (found) this.settle(use, found);
      else {
        const same = uses.get(name);
        if (same) same.push(use);
        else uses.set(name, [use]);
      }
    }
    return { uses, targets: new Map() };
  }

  private settle(use: Ref, found: AstNodeDescription | undefined): void {
    const reference = use.target as unknown as Linkable;
    reference._nodeDescription = found;
    reference._ref = found?.node ?? this.createLinkingError(infoOf(use), found);
  }

  protected override createLinkingError(info: ReferenceInfo, targetDescription?: AstNodeDescription): LinkingError {
    return { info, message: this.messageFor(info), ...(targetDescription && { targetDescription }) };
  }

  private messageFor(info: ReferenceInfo): string {
    const name = info.reference.$refText;
    const role = roleWanted(info.container);
    if (role) {
      const names = this.words.names(role);
      return `Unknown ${role} '${name}'.${didYouMean(name, names) || ` There are ${listed(names)}.`}`;
    }
    const visible = this.scopeProvider.getScope(info).getAllElements();
    return `Unknown name '${name}'.${didYouMean(
      name,
      visible.map((found) => found.name),
    )}`;
  }
}

/** Names that do not stand for the same nodes. */
function differing(before: Names, now: Names): string[] {
  if (before === now) return [];
  const names = [...before.keys()].filter((name) => !now.has(name));
  for (const [name, { node }] of now) if (!node || before.get(name)?.node !== node) names.push(name);
  return names;
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
    const file = document.parseResult.value;
    const descriptions: ReferenceDescription[] = [];
    for (const definition of isFile(file) ? file.definitions : []) {
      const { uses, targets } = linksOf(definition) ?? {};
      for (const [name, target] of targets ?? []) {
        if (!target || target.$container === file || isLibrary(AstUtils.getDocument(target).uri)) continue;
        for (const use of uses?.get(name) ?? []) descriptions.push(...this.createInfoDescriptions(infoOf(use)));
      }
    }
    return descriptions;
  }
}
