import {
  type AstNode,
  Cancellation,
  DefaultDocumentValidator,
  type LangiumCoreServices,
  type LangiumDocument,
  type LangiumDocuments,
  type ParseResult,
  type ValidationAcceptor,
  type ValidationCheck,
  type ValidationOptions,
} from 'langium';
import { codes } from './codes.ts';
import { type Definition, isFile } from './generated/ast.ts';
import { importUris } from './imports.ts';
import { isLibrary } from './library.ts';
import { stampOfDefinition } from './links.ts';
import { nodesOf } from './node-list.ts';
import { checkedByModel } from './search-names.ts';
import { type BrokenPart, brokenParts } from './syntax-errors.ts';

type Diagnostics = Awaited<ReturnType<DefaultDocumentValidator['validateDocument']>>;
type Diagnostic = Diagnostics[number];
const error = 1;

/**
 * One mistake, one message: the first syntax error of a definition silences what would follow from it, a missing import
 * silences the names that it would have brought.
 */
export class CellDocumentValidator extends DefaultDocumentValidator {
  private readonly documents: LangiumDocuments;
  private readonly checked = new WeakMap<
    Definition,
    { readonly stamp: number; readonly diagnostics: readonly Diagnostic[]; readonly line: number }
  >();

  constructor(services: LangiumCoreServices) {
    super(services);
    this.documents = services.shared.workspace.LangiumDocuments;
  }

  override async validateDocument(
    document: LangiumDocument,
    options: ValidationOptions = {},
    cancelToken?: Cancellation.CancellationToken,
  ): Promise<Diagnostics> {
    if (isLibrary(document.uri)) return [];
    return super.validateDocument(document, options, cancelToken);
  }

  protected override processLexingErrors(): void {
    // Together with the syntax errors: a definition gets one message.
  }

  protected override processParsingErrors(result: ParseResult, diagnostics: Diagnostics): void {
    const text = result.value.$cstNode?.root.fullText ?? '';
    const document = result.value.$document?.textDocument;
    if (!document) return;
    for (const { message, offset, end } of brokenParts(text, result)) {
      const range = { start: document.positionAt(offset), end: document.positionAt(end) };
      diagnostics.push({ severity: error, code: codes.syntax, source: 'cell', message, range });
    }
  }

  protected override processLinkingErrors(document: LangiumDocument, diagnostics: Diagnostics): void {
    const root = document.parseResult.value;
    if (!isFile(root)) return;
    const missing = importUris(root, document.uri).some((uri) => !this.documents.hasDocument(uri));
    if (missing) return;
    const broken = brokenPartsOf(root);
    for (const reference of document.references) {
      const { error: failure, $refNode: node } = reference;
      if (!failure || !node || checkedByModel(failure.info.container)) continue;
      if (broken.some((part) => part.contains(node.offset) || part.mayDeclare(reference.$refText))) continue;
      const { range } = node;
      diagnostics.push({ severity: error, code: codes.unknownName, source: 'cell', message: failure.message, range });
    }
  }

  protected override async validateAst(root: AstNode, options: ValidationOptions): Promise<Diagnostic[]> {
    if (!isFile(root)) return [];
    const broken = brokenPartsOf(root);
    const found = this.check([root], options);
    for (const statement of root.imports) {
      if (!isBroken(statement, broken)) found.push(...this.check(nodesOf(statement), options));
    }
    for (const definition of root.definitions) {
      if (isBroken(definition, broken)) continue;
      for (const diagnostic of this.checkDefinition(definition, options)) found.push(diagnostic);
    }
    return found;
  }

  /** What is wrong with a definition follows from it and what it refers to: unless they changed it is known. */
  private checkDefinition(definition: Definition, options: ValidationOptions): readonly Diagnostic[] {
    const stamp = stampOfDefinition(definition);
    const known = this.checked.get(definition);
    if (known?.stamp !== stamp) {
      const diagnostics = this.check(nodesOf(definition), options);
      this.checked.set(definition, { stamp, diagnostics, line: diagnostics.length > 0 ? lineOf(definition) : 0 });
      return diagnostics;
    }
    if (known.diagnostics.length === 0) return known.diagnostics;
    // Definitions move by whole lines.
    const lines = lineOf(definition) - known.line;
    return lines === 0 ? known.diagnostics : known.diagnostics.map((diagnostic) => moved(diagnostic, lines));
  }

  private check(nodes: readonly AstNode[], options: ValidationOptions): Diagnostic[] {
    const diagnostics: Diagnostic[] = [];
    const accept: ValidationAcceptor = (severity, message, info) => {
      diagnostics.push(this.toDiagnostic(severity, message, info));
    };
    const checks = new Map<string, ValidationCheck[]>();
    for (const node of nodes) {
      const found = checks.get(node.$type) ?? [...this.validationRegistry.getChecks(node.$type, options.categories)];
      checks.set(node.$type, found);
      // All checks of the language are synchronous; an await per node took most of the time.
      for (const check of found) void check(node, accept, Cancellation.CancellationToken.None);
    }
    return diagnostics;
  }
}

const lineOf = (definition: Definition): number => definition.$cstNode?.range.start.line ?? 0;

function moved(diagnostic: Diagnostic, lines: number): Diagnostic {
  const { start, end } = diagnostic.range;
  const range = { start: { ...start, line: start.line + lines }, end: { ...end, line: end.line + lines } };
  return { ...diagnostic, range };
}

/** True for what lies in a definition with a syntax error, or nowhere. */
function isBroken(node: AstNode, broken: readonly BrokenPart[]): boolean {
  if (broken.length === 0) return false;
  const offset = node.$cstNode?.offset;
  return offset === undefined || broken.some((part) => part.contains(offset));
}

const known = new WeakMap<AstNode, readonly BrokenPart[]>();

/** The definitions of a tree that hold a syntax error. */
function brokenPartsOf(root: AstNode): readonly BrokenPart[] {
  const found = known.get(root);
  if (found) return found;
  const result = root.$document?.parseResult;
  const parts = result ? brokenParts(root.$cstNode?.root.fullText ?? '', result) : [];
  known.set(root, parts);
  return parts;
}
