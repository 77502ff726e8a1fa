import type { LangiumDocument } from 'langium';
import type { CallHierarchyProvider, LangiumServices } from 'langium/lsp';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyIncomingCallsParams,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CallHierarchyOutgoingCallsParams,
  CallHierarchyPrepareParams,
  Range,
} from 'vscode-languageserver';
import { refsOf } from '../language/node-list.ts';
import { type Building, Definitions, isBuilding, itemOf } from './definitions.ts';

/** Which operations, cells and spaces use a definition, and which ones it uses; built-in operations are left out. */
export class CellCallHierarchy implements CallHierarchyProvider {
  private readonly definitions: Definitions;

  constructor(services: LangiumServices) {
    this.definitions = new Definitions(services);
  }

  prepareCallHierarchy(
    document: LangiumDocument,
    { position }: CallHierarchyPrepareParams,
  ): CallHierarchyItem[] | undefined {
    const found = this.definitions.at(document, position);
    return found && itemOf(found);
  }

  incomingCalls({ item }: CallHierarchyIncomingCallsParams): CallHierarchyIncomingCall[] {
    const called = this.definitions.of(item);
    if (!called) return [];
    return [...this.definitions.uses(called)].flatMap(([user, fromRanges]) =>
      itemOf(user).map((from) => ({ from, fromRanges })),
    );
  }

  outgoingCalls({ item }: CallHierarchyOutgoingCallsParams): CallHierarchyOutgoingCall[] {
    const user = this.definitions.of(item);
    const called = new Map<Building, Range[]>();
    for (const use of user ? refsOf(user) : []) {
      const target = use.target.ref;
      const range = use.target.$refNode?.range;
      if (isBuilding(target) && target !== user && range) called.set(target, [...(called.get(target) ?? []), range]);
    }
    return [...called].flatMap(([target, fromRanges]) => itemOf(target).map((to) => ({ to, fromRanges })));
  }
}
