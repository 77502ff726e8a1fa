import {
  type AstNode,
  type AstNodeDescription,
  AstUtils,
  type CstNode,
  CstUtils,
  DefaultScopeComputation,
  DefaultScopeProvider,
  type DocumentSegment,
  type LangiumCoreServices,
  type LangiumDocument,
  type LocalSymbols,
  MultiMap,
  type ReferenceInfo,
  type Scope,
  stream,
  type URI,
  WorkspaceCache,
} from 'langium';
import { type File, isCellDef, isFile, isOp, isSettings, isSpace, isStage } from './generated/ast.ts';
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

/** What a name stands for. Where it stands is looked up when it is asked: edits elsewhere move it. */
class Declaration implements AstNodeDescription {
  readonly node: AstNode;
  readonly name: string;
  private readonly services: LangiumCoreServices;

  constructor(node: AstNode, name: string, services: LangiumCoreServices) {
    this.node = node;
    this.name = name;
    this.services = services;
  }
  get type(): string {
    return this.node.$type;
  }
  get documentUri(): URI {
    return AstUtils.getDocument(this.node).uri;
  }
  get path(): string {
    return this.services.workspace.AstNodeLocator.getAstNodePath(this.node);
  }
  get nameSegment(): DocumentSegment {
    return segmentOf(this.services.references.NameProvider.getNameNode(this.node) ?? this.node.$cstNode);
  }
  get selectionSegment(): DocumentSegment {
    return segmentOf(this.node.$cstNode);
  }
}

const nowhere = { line: 0, character: 0 };
const segmentOf = (node: CstNode | undefined): DocumentSegment =>
  CstUtils.toDocumentSegment(node) ?? { offset: 0, end: 0, length: 0, range: { start: nowhere, end: nowhere } };

const declarations = new WeakMap<AstNode, Declaration>();

/** The description of a node that declares a name; the same one as long as the node lives. */
function declarationOf(node: AstNode, services: LangiumCoreServices): Declaration | undefined {
  const found = declarations.get(node);
  if (found) return found;
  const name = declaredName(node);
  if (name === undefined) return undefined;
  const declaration = new Declaration(node, name, services);
  declarations.set(node, declaration);
  return declaration;
}

/** Exports only: what is declared within a definition, the scopes find in its tree. */
export class CellScopeComputation extends DefaultScopeComputation {
  private readonly services: LangiumCoreServices;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.services = services;
  }

  override async collectExportedSymbols(document: LangiumDocument): Promise<AstNodeDescription[]> {
    const file = document.parseResult.value;
    if (!isFile(file)) return [];
    return file.definitions.flatMap((definition) => declarationOf(definition, this.services) ?? []);
  }

  override async collectLocalSymbols(): Promise<LocalSymbols> {
    return new MultiMap<AstNode, AstNodeDescription>();
  }
}

export type Names = ReadonlyMap<string, AstNodeDescription>;

/** One hash map per scope: inner declarations, then the file, then what it imports, then the library. */
export class CellScopeProvider extends DefaultScopeProvider {
  private readonly services: LangiumCoreServices;
  /** By the node in which they are visible; of a definition, all at once. */
  private readonly locals = new WeakMap<AstNode, Map<string, AstNodeDescription>>();
  private readonly done = new WeakSet<AstNode>();
  private library: { readonly root: File; readonly names: Names } | undefined;
  /** Of the whole workspace: the names of a file change with those that it imports. */
  private readonly outer: WorkspaceCache<string, readonly Names[]>;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.services = services;
    this.outer = new WorkspaceCache(services.shared);
  }

  override getScope(context: ReferenceInfo): Scope {
    return new NameScope([...this.inner(context.container), ...this.outside(AstUtils.getDocument(context.container))]);
  }

  /** What a name means that is declared in the definition around its use. */
  findInside(name: string, container: AstNode): AstNodeDescription | undefined {
    for (const names of this.inner(container)) {
      const found = names.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** What a name means in a file that no definition around it declares. */
  findOutside(name: string, document: LangiumDocument): AstNodeDescription | undefined {
    for (const names of this.outside(document)) {
      const found = names.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** To be called when the definitions of a file, or of one that it imports, are others. */
  forget(document: LangiumDocument): void {
    this.outer.delete(document.uri.toString());
  }

  private inner(container: AstNode): Names[] {
    const around: AstNode[] = [];
    for (let node: AstNode | undefined = container; node && !isFile(node); node = node.$container) around.push(node);
    const definition = around.at(-1);
    if (definition && !this.done.has(definition)) this.collect(definition);
    return around.flatMap((node) => this.locals.get(node) ?? []);
  }

  private collect(definition: AstNode): void {
    this.done.add(definition);
    for (const node of nodesOf(definition)) {
      if (node === definition) continue;
      const declaration = declarationOf(node, this.services);
      const home = declaration && homeOf(node);
      if (!home) continue;
      const names = this.locals.get(home) ?? new Map<string, AstNodeDescription>();
      this.locals.set(home, names);
      if (!names.has(declaration.name)) names.set(declaration.name, declaration);
    }
  }

  private libraryNames(): Names {
    const root = this.services.shared.workspace.LangiumDocuments.getDocument(libraryUri)?.parseResult.value;
    if (!root || !isFile(root)) return none;
    if (this.library?.root !== root) this.library = { root, names: firstByName(this.declared(root)) };
    return this.library.names;
  }

  private declared(file: File): AstNodeDescription[] {
    return file.definitions.flatMap((definition) => declarationOf(definition, this.services) ?? []);
  }

  /** What is declared in a file, in those that it imports, in the library. */
  outside(document: LangiumDocument): readonly Names[] {
    return this.outer.get(document.uri.toString(), () => {
      const root = document.parseResult.value;
      const imported = isFile(root) ? importUris(root, document.uri) : [];
      const own = isFile(root) ? this.declared(root) : [];
      const namesOf = (uris: string[]) =>
        uris.length === 0 ? none : firstByName(this.indexManager.allElements(undefined, new Set(uris)));
      return [firstByName(own), namesOf(imported.map(String)), this.libraryNames()];
    });
  }
}

const none: Names = new Map();

const isSearch = (node: AstNode | undefined): boolean => isSettings(node) && node.kind === 'search';

/** Of equal names the first. Searches have none here: nothing refers to them, so they hide nothing. */
function firstByName(descriptions: Iterable<AstNodeDescription>): Names {
  const names = new Map<string, AstNodeDescription>();
  for (const description of descriptions) {
    if (!names.has(description.name) && !isSearch(description.node)) names.set(description.name, description);
  }
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
