import { type AstNode, AstUtils } from 'langium';
import type { SourceRange } from '../network/network.ts';
import type { CellDiagnostic, Fix } from './model.ts';

/** A mistake in a source text. Thrown while a definition is elaborated, reported once at its edge, never seen outside. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly diagnostic: CellDiagnostic;

  constructor(range: SourceRange, code: string, message: string, fix?: Fix) {
    super(message);
    this.diagnostic = { range, severity: 'error', code, message, ...(fix && { fix }) };
  }
}

/** Something before this is broken and was reported there (a name that does not resolve, text that does not parse). */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** What was asked of a node before: an `op` is written once and used at many places, each of which asks again. */
interface Asked {
  [rangeKey]?: SourceRange;
  [labelKey]?: string;
}
const rangeKey = Symbol('range');
const labelKey = Symbol('label');

/**
 * Where a node stands, now: an edit above a definition moves its tree, and what was made of it before is still good. Plain
 * fields to whoever reads, copies or sends it.
 */
export function rangeOf(node: AstNode): SourceRange {
  const asked = node as AstNode & Asked;
  asked[rangeKey] ??= newRange(node);
  return asked[rangeKey];
}

function newRange(node: AstNode): SourceRange {
  const cst = node.$cstNode;
  return {
    uri: AstUtils.getDocument(node).uri.toString(),
    get offset() {
      return cst?.offset ?? 0;
    },
    get end() {
      return cst?.end ?? 0;
    },
  };
}

/** Of the name of a definition; of its beginning, if a damaged text has no name there. */
export function nameRange(node: AstNode & { readonly name: string | undefined }): SourceRange {
  const around = rangeOf(node);
  const text = node.$cstNode?.text ?? '';
  const name = node.name ?? '';
  const keyword = /^\s*\w+\s+/.exec(text)?.[0].length ?? 0;
  const at = text.startsWith(name, keyword) ? keyword : Math.max(0, text.indexOf(name));
  return {
    uri: around.uri,
    get offset() {
      return around.offset + at;
    },
    get end() {
      return around.offset + at + name.length;
    },
  };
}

export function fault(node: AstNode, code: string, message: string): never {
  throw new Fault(rangeOf(node), code, message);
}

/** The source of an expression on one line, without comments. */
export function labelOf(node: AstNode): string {
  const asked = node as AstNode & Asked;
  asked[labelKey] ??= (node.$cstNode?.text ?? node.$type)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n\r]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return asked[labelKey];
}
