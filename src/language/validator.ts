import {
  type AstNode,
  type Cancellation,
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
import { isFile } from './generated/ast.ts';
import { importUris } from './imports.ts';
import { isLibrary } from './library.ts';
import { nodesOf } from './node-list.ts';
import { checkedByModel } from './search-names.ts';
import { type BrokenPart, brokenParts } from './syntax-errors.ts';

type Diagnostics = Awaited<ReturnType<DefaultDocumentValidator['validateDocument']>>;
const error = 1;

/**
 * One mistake, one message: the first syntax error of a definition silences what would follow from it, a missing import
 * silences the names that it would have brought.
 */
export class CellDocumentValidator extends DefaultDocumentValidator {
  private readonly documents: LangiumDocuments;

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

  protected override async validateAstNodes(
    root: AstNode,
    options: ValidationOptions,
    accept: ValidationAcceptor,
    cancelToken: Cancellation.CancellationToken,
  ): Promise<void> {
    const broken = brokenPartsOf(root);
    const checks = new Map<string, ValidationCheck[]>();
    for (const node of nodesOf(root)) {
      if (broken.length > 0 && node !== root && isBroken(node, broken)) continue;
      const found = checks.get(node.$type) ?? [...this.validationRegistry.getChecks(node.$type, options.categories)];
      checks.set(node.$type, found);
      // All checks of the language are synchronous; an await per node took most of the time.
      for (const check of found) {
        const pending = check(node, accept, cancelToken);
        if (pending) await pending;
      }
    }
  }
}

/** True for what lies in a definition with a syntax error, or nowhere. */
function isBroken(node: AstNode, broken: readonly BrokenPart[]): boolean {
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
