import type { AstNodeDescription, IndexManager, LangiumDocument, Lexer, ScopeProvider } from 'langium';
import type { CompletionProvider, LangiumServices } from 'langium/lsp';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  InsertTextFormat,
} from 'vscode-languageserver';
import { cellSettings } from '../language/checks/arguments.ts';
import { clauseOf, clauses } from '../language/clauses.ts';
import type { Named } from '../language/generated/ast.ts';
import { isTensorParameter } from '../language/kinds.ts';
import type { VocabularyEntry } from '../language/vocabulary.ts';
import { type Importable, importables } from './auto-import.ts';
import { statementSnippets, type Template } from './completion-templates.ts';
import { type CallSite, cursorAt, type Owner, type Place } from './cursor.ts';
import { aboutClauseSpec, type Documentation, settingDocs } from './documentation.ts';
import { type About, RecentLists } from './recent-lists.ts';
import { reservedWords } from './reserved-words.ts';
import { calledAt, nodeAt } from './signature-help.ts';

type Draft = Omit<CompletionItem, 'textEdit' | 'documentation' | 'data'> & { readonly about?: About };
type Role = VocabularyEntry['role'];

/** Words that make an operation, and those that make a tensor or a value. */
const stepWords = ['repeat', 'stage', 'maybe', 'fresh', 'pick'];
/** Bodies for them are in the extension's snippets, which work without a server too. */
const definitionWords = ['import', 'op', 'cell', 'space', 'dataset', 'train', 'search'];
const expressionWords = ['pick', 'fresh', 'input', 'repeat', 'stage', 'maybe', 'true', 'false'];

/** What can stand at the cursor, from the words before it: it need not parse. */
export class CellCompletion implements CompletionProvider {
  readonly completionOptions = { triggerCharacters: ['>', '(', ',', ':', ' '] };
  private readonly lexer: Lexer;
  private readonly scopes: ScopeProvider;
  private readonly index: IndexManager;
  private readonly documentation: Documentation;
  private readonly recent = new RecentLists();
  /** A definition is the same as long as its text is. */
  private readonly drafts = new WeakMap<Named, Draft>();

  constructor(services: LangiumServices, documentation: Documentation) {
    this.lexer = services.parser.Lexer;
    this.scopes = services.references.ScopeProvider;
    this.index = services.shared.workspace.IndexManager;
    this.documentation = documentation;
  }

  getCompletion(document: LangiumDocument, params: CompletionParams): CompletionList {
    const text = document.textDocument.getText();
    const offset = document.textDocument.offsetAt(params.position);
    const { place, wordStart } = cursorAt(text, offset, this.lexer);
    // A space asks only where something must follow; elsewhere a list that pops up is in the way.
    if (params.context?.triggerCharacter === ' ' && !wantsAnswer(place)) return { isIncomplete: false, items: [] };
    const rest = /^\w*/.exec(text.slice(offset))?.[0].length ?? 0;
    const range = {
      start: document.textDocument.positionAt(wordStart),
      end: document.textDocument.positionAt(offset + (rest > 0 && wordStart < offset ? rest : 0)),
    };
    const drafts = this.itemsAt(document, wordStart, place);
    const places = this.recent.keep(drafts.map(({ about }) => about));
    const items = drafts.map(({ about: _, insertText, ...item }, i) => ({
      ...item,
      textEdit: { range, newText: insertText ?? item.label },
      data: places[i],
    }));
    return { isIncomplete: false, items };
  }

  /** The documentation of an item, when someone looks at it. */
  resolve(item: CompletionItem): CompletionItem {
    return this.recent.resolve(item);
  }

  private itemsAt(document: LangiumDocument, offset: number, place: Place): Draft[] {
    const names = (wanted: (named: Named) => boolean) => this.names(document, offset, wanted);
    switch (place.kind) {
      case 'definition':
        return words(definitionWords);
      case 'statement':
        return [
          ...templates(statementsOf(place.owner)),
          ...words(['input', ...stepWords]),
          ...names((n) => this.flows(n)),
        ];
      case 'step':
        return [...words(stepWords), ...names((named) => this.isStep(named))];
      case 'expression':
        return [...words(expressionWords), ...names((named) => this.flows(named) || this.hasRole(named, 'value'))];
      case 'condition':
        return [...names((named) => this.hasRole(named, 'measure') || named.$type === 'Let'), ...words(['and', 'or'])];
      case 'input':
        return names((named) => this.hasRole(named, 'input'));
      case 'clause':
        return clauseItems(place.settings, place.given);
      case 'value':
        return this.valueItems(place, names);
      case 'argument':
        return this.argumentItems(document, place.call, names);
      case 'text':
      case 'none':
        return [];
    }
  }

  private names(document: LangiumDocument, offset: number, wanted: (named: Named) => boolean): Draft[] {
    const container = nodeAt(document, offset);
    const scope = this.scopes.getScope({ reference: { $refText: '', ref: undefined }, container, property: 'target' });
    const visible = scope.getAllElements().toArray();
    const here = visible.filter(
      (found): found is AstNodeDescription & { node: Named } => found.node !== undefined && wanted(found.node as Named),
    );
    const names = new Set(visible.map(({ name }) => name));
    const elsewhere = importables(document, (name) => !names.has(name), this.index).filter(({ named }) =>
      wanted(named),
    );
    return [...here.map(({ node }) => this.nameItem(node)), ...elsewhere.map((found) => this.importItem(found))];
  }

  /** A name of another file, with the import that it needs. */
  private importItem({ named, path, edit }: Importable): Draft {
    return {
      ...this.nameItem(named),
      labelDetails: { description: path },
      detail: `import "${path}"`,
      // After everything that needs no import.
      sortText: `4${named.name}`,
      additionalTextEdits: [edit],
    };
  }

  private nameItem(named: Named): Draft {
    const known = this.drafts.get(named);
    if (known) return known;
    const entry = this.documentation.words.of(named);
    const draft: Draft = {
      label: named.name,
      kind: entry ? kindOfRole[entry.role] : kindOf[named.$type],
      detail: this.documentation.signature(named),
      about: () => this.documentation.about(named),
      // The user's own names come before those of the library, and what is met most before the rest.
      sortText: `${entry ? (entry.role === 'reducer' ? '2' : '1') : '0'}${named.name}`,
    };
    this.drafts.set(named, draft);
    return draft;
  }

  private hasRole(named: Named, ...roles: Role[]): boolean {
    const role = this.documentation.words.of(named)?.role;
    return role !== undefined && roles.includes(role);
  }

  /** What data can flow through. */
  private isStep(named: Named): boolean {
    if (this.documentation.words.of(named)) return this.hasRole(named, 'operation', 'reducer');
    if (named.$type === 'Parameter') return !isTensorParameter(named);
    return named.$type === 'Op' || named.$type === 'CellDef' || named.$type === 'Let';
  }

  /** What an expression of a network is made of: everything but the words of training and search. */
  private flows(named: Named): boolean {
    if (this.documentation.words.of(named)) return this.hasRole(named, 'operation', 'reducer', 'tensor');
    return named.$type !== 'Settings' && named.$type !== 'Space';
  }

  private valueItems(
    place: Extract<Place, { kind: 'value' }>,
    names: (wanted: (named: Named) => boolean) => Draft[],
  ): Draft[] {
    const takes = clauseOf(place.settings, place.clause)?.takes;
    switch (takes?.kind) {
      case 'word':
        return names((named) => this.hasRole(named, takes.role));
      case 'definition':
        return names((named) =>
          takes.of === 'space' ? named.$type === 'Space' : named.$type === 'Settings' && named.kind === takes.of,
        );
      case 'switch':
        return names((named) => named.name === 'on' || named.name === 'off');
      default:
        return [];
    }
  }

  private argumentItems(
    document: LangiumDocument,
    call: CallSite,
    names: (wanted: (named: Named) => boolean) => Draft[],
  ): Draft[] {
    const target = calledAt(document, call, this.scopes);
    const entry = this.documentation.words.of(target);
    const parameters = target?.$type === 'Op' || target?.$type === 'CellDef' ? target.parameters : [];
    const current = parameters.find(({ name }, i) =>
      call.name === undefined ? i === call.position : name === call.name,
    );
    const takes = entry?.parameters.find(({ name }) => name === current?.name)?.takes ?? '';
    const choices =
      /^one of (.*)$/.exec(takes)?.[1]?.split(', ') ?? (takes === 'true or false' ? ['true', 'false'] : []);
    const values = choices.map((label) => ({ label, kind: CompletionItemKind.EnumMember, sortText: `0${label}` }));
    const isNetwork = !entry || ['operation', 'reducer', 'measure'].includes(entry.role);
    const others = isNetwork
      ? [...names((named) => this.flows(named) || this.hasRole(named, 'value')), ...words(expressionWords)]
      : [];
    if (call.name !== undefined) return [...values, ...others];
    const settings =
      target?.$type === 'CellDef' ? cellSettings.filter((name) => !parameters.some((p) => p.name === name)) : [];
    const named = [
      ...parameters
        .filter((parameter) => !isTensorParameter(parameter))
        .map((parameter) => ({
          label: `${parameter.name}:`,
          detail:
            entry?.parameters.find(({ name }) => name === parameter.name)?.takes ??
            this.documentation.signature(parameter),
          about: () => this.documentation.aboutParameter(parameter),
        })),
      ...settings.map((name) => ({ label: `${name}:`, detail: 'setting', about: () => settingDocs[name] ?? '' })),
    ];
    return [
      ...named
        .filter(({ label }) => !call.given.includes(label.slice(0, -1)))
        .map((item) => ({
          ...item,
          kind: CompletionItemKind.Field,
          insertText: `${item.label} `,
          sortText: `0${item.label}`,
        })),
      ...values,
      ...others,
    ];
  }
}

const wantsAnswer = (place: Place): boolean => ['step', 'input', 'value', 'argument'].includes(place.kind);

const statementsOf = (owner: Owner): readonly Template[] =>
  statementSnippets.filter(({ owners }) => owners.includes(owner));

const templates = (list: readonly Template[]): Draft[] =>
  list.map(({ label, insert, doc }) => ({
    label,
    kind: CompletionItemKind.Snippet,
    about: () => doc,
    insertText: insert,
    insertTextFormat: InsertTextFormat.Snippet,
    sortText: `2${label}`,
  }));

const words = (list: readonly string[]): Draft[] =>
  list.map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    about: () => reservedWords[label] ?? '',
    sortText: `3${label}`,
  }));

function clauseItems(settings: keyof typeof clauses, given: readonly string[]): Draft[] {
  return clauses[settings]
    .filter(({ name, repeatable }) => repeatable || !given.includes(name))
    .map((spec, i) => ({
      label: spec.name,
      kind: CompletionItemKind.Property,
      detail: spec.example,
      about: () => aboutClauseSpec(spec),
      sortText: String(i).padStart(2, '0'),
    }));
}

const kindOf: Readonly<Record<Named['$type'], CompletionItemKind>> = {
  Op: CompletionItemKind.Function,
  CellDef: CompletionItemKind.Class,
  Space: CompletionItemKind.Module,
  Settings: CompletionItemKind.Struct,
  Parameter: CompletionItemKind.Variable,
  Let: CompletionItemKind.Variable,
  Nodes: CompletionItemKind.Variable,
  Stage: CompletionItemKind.Reference,
};
const kindOfRole: Readonly<Record<Role, CompletionItemKind>> = {
  operation: CompletionItemKind.Function,
  reducer: CompletionItemKind.Function,
  input: CompletionItemKind.TypeParameter,
  tensor: CompletionItemKind.Variable,
  value: CompletionItemKind.EnumMember,
  measure: CompletionItemKind.Unit,
  optimizer: CompletionItemKind.Function,
  schedule: CompletionItemKind.Function,
  loss: CompletionItemKind.Function,
  source: CompletionItemKind.Function,
  augmentation: CompletionItemKind.Function,
  strategy: CompletionItemKind.Function,
  evaluation: CompletionItemKind.Function,
  scheme: CompletionItemKind.Function,
  fidelity: CompletionItemKind.Function,
};
