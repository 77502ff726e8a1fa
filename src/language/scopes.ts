import {
  type AstNode,
  type AstNodeDescription,
  AstUtils,
  DefaultScopeComputation,
  DefaultScopeProvider,
  DocumentCache,
  type LangiumCoreServices,
  type LangiumDocument,
  type LocalSymbols,
  MultiMap,
  type ReferenceInfo,
  type Scope,
  stream,
  WorkspaceCache,
} from 'langium';
import { isCellDef, isFile, isOp, isSpace, isStage } from './generated/ast.ts';
import { importUris } from './imports.ts';
import { libraryUri } from './library.ts';
import { nodesOf } from './node-list.ts';

const named = new Set(['Op', 'CellDef', 'Space', 'Settings', 'Parameter', 'Let', 'Nodes', 'Stage']);

/** The name that a node declares; arguments and clauses have names too, but nothing refers to them. */
export function declaredName(node: AstNode): string | undefined {
  const { name } = node as { name?: unknown };
  return named.has(node.$type) && typeof name === 'string' ? name : undefined;
}

/** Where a declaration is visible: in its container; a stage in the whole definition, however deep it stands. */
function homeOf(node: AstNode): AstNode | undefined {
  if (!isStage(node)) return node.$container;
  return AstUtils.getContainerOfType(node, (n) => isSpace(n) || isCellDef(n) || isOp(n)) ?? node.$container;
}

/** Symbols in one pass over the node list. */
export class CellScopeComputation extends DefaultScopeComputation {
  override async collectExportedSymbols(document: LangiumDocument): Promise<AstNodeDescription[]> {
    const file = document.parseResult.value;
    if (!isFile(file)) return [];
    return file.definitions
      .filter((definition) => declaredName(definition) !== undefined)
      .map((definition) => this.descriptions.createDescription(definition, definition.name, document));
  }

  override async collectLocalSymbols(document: LangiumDocument): Promise<LocalSymbols> {
    const symbols = new MultiMap<AstNode, AstNodeDescription>();
    for (const node of nodesOf(document.parseResult.value)) {
      const name = declaredName(node);
      const home = name === undefined ? undefined : homeOf(node);
      if (name !== undefined && home) symbols.add(home, this.descriptions.createDescription(node, name, document));
    }
    return symbols;
  }
}

type Names = ReadonlyMap<string, AstNodeDescription>;

/** One hash map per scope: inner declarations, then the file, then what it imports, then the library. */
export class CellScopeProvider extends DefaultScopeProvider {
  private readonly locals: DocumentCache<AstNode, Names>;
  /** Of the whole workspace: the names of a file change with those that it imports. */
  private readonly outer: WorkspaceCache<string, readonly Names[]>;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.locals = new DocumentCache(services.shared);
    this.outer = new WorkspaceCache(services.shared);
  }

  override getScope(context: ReferenceInfo): Scope {
    const document = AstUtils.getDocument(context.container);
    const maps: Names[] = [];
    for (let node: AstNode | undefined = context.container; node; node = node.$container) {
      if (document.localSymbols?.has(node)) maps.push(this.localNames(document, node));
    }
    maps.push(...this.outer.get(document.uri.toString(), () => this.outerNames(document)));
    return new NameScope(maps);
  }

  private localNames(document: LangiumDocument, node: AstNode): Names {
    return this.locals.get(document.uri, node, () => firstByName(document.localSymbols?.getStream(node) ?? []));
  }

  private outerNames(document: LangiumDocument): Names[] {
    const root = document.parseResult.value;
    const imported = isFile(root) ? importUris(root, document.uri) : [];
    const namesOf = (uris: string[]) => firstByName(this.indexManager.allElements(undefined, new Set(uris)));
    return [namesOf(imported.map(String)), namesOf([libraryUri.toString()])];
  }
}

function firstByName(descriptions: Iterable<AstNodeDescription>): Names {
  const names = new Map<string, AstNodeDescription>();
  for (const description of descriptions) if (!names.has(description.name)) names.set(description.name, description);
  return names;
}

class NameScope implements Scope {
  private readonly maps: readonly Names[];

  constructor(maps: readonly Names[]) {
    this.maps = maps;
  }

  getElement(name: string): AstNodeDescription | undefined {
    for (const map of this.maps) {
      const found = map.get(name);
      if (found) return found;
    }
    return undefined;
  }

  getElements(name: string) {
    const found = this.getElement(name);
    return stream(found ? [found] : []);
  }

  getAllElements() {
    const visible = new Map<string, AstNodeDescription>();
    for (const map of this.maps) for (const [name, found] of map) if (!visible.has(name)) visible.set(name, found);
    return stream(visible.values());
  }
}
