import type { ParseResult } from 'langium';
import { closerOf, imbalanceOf } from './brackets.ts';
import { cutsOf } from './chunks.ts';

/** A definition that can't be read, with the one message about it. */
export interface BrokenPart {
  readonly message: string;
  readonly offset: number;
  readonly end: number;
  contains(offset: number): boolean;
  /** True if the unreadable text seems to declare this name: uses of it elsewhere are then not to blame. */
  mayDeclare(name: string): boolean;
}

interface Finding {
  readonly message: string;
  readonly offset: number;
  readonly end: number;
  /** The text stopped where more was expected. */
  readonly atEnd: boolean;
}

/** One entry per definition with a syntax error. */
export function brokenParts(text: string, result: ParseResult): BrokenPart[] {
  if (result.lexerErrors.length === 0 && result.parserErrors.length === 0) return [];
  const cuts = cutsOf(text);
  const findings = findingsOf(text, result);
  return cuts.flatMap((cut, i) => {
    const start = cut.offset;
    const stop = cuts[i + 1]?.offset ?? text.length;
    // An error at the very end of a part lies on the border: it belongs to the part that ends there.
    const first = findings.filter((f) =>
      f.atEnd ? f.offset > start && f.offset <= stop : f.offset >= start && f.offset < stop,
    )[0];
    return first ? [brokenPart(text, start, stop, first)] : [];
  });
}

function brokenPart(text: string, start: number, stop: number, first: Finding): BrokenPart {
  const part = text.slice(start, stop);
  return {
    ...place(part, start, first),
    contains: (offset) => offset >= start && offset < stop,
    mayDeclare: (name) =>
      new RegExp(`\\b(?:op|cell|space|dataset|train|search|let|nodes|stage)\\s+${name}\\b`).test(part) ||
      // A parameter list or a keyword may be what is broken: then any word may be the name.
      new RegExp(`^\\W*\\w+\\s+${name}\\b`).test(part),
  };
}

/** A bracket that is never closed explains an early end better than the place where the text stops. */
function place(part: string, start: number, first: Finding): { message: string; offset: number; end: number } {
  const { message, offset, end } = first;
  const imbalance = imbalanceOf(part);
  if (imbalance?.kind === 'comment' && start + imbalance.offset <= offset) {
    const at = start + imbalance.offset;
    return { message: "This comment is not closed: '*/' is missing.", offset: at, end: at + 2 };
  }
  // Where another bracket is closed first, the one inside it is to blame.
  const atCloser =
    /[)\]}]/.test(part.charAt(offset - start)) && imbalance !== undefined && start + imbalance.offset < offset;
  if (imbalance?.kind === 'unclosed' && (first.atEnd || atCloser)) {
    const at = start + imbalance.offset;
    const closer = closerOf(imbalance.bracket);
    return { message: `This '${imbalance.bracket}' is not closed: '${closer}' is missing.`, offset: at, end: at + 1 };
  }
  return { message, offset, end };
}

function findingsOf(text: string, result: ParseResult): Finding[] {
  const findings: Finding[] = result.lexerErrors.map(({ message, offset, length }) => ({
    message,
    offset,
    end: offset + length,
    atEnd: false,
  }));
  for (const error of result.parserErrors) {
    const { token, message } = error;
    if (Number.isFinite(token.startOffset) && token.startOffset >= 0) {
      const end = (token.endOffset ?? token.startOffset) + 1;
      findings.push({ message, offset: token.startOffset, end, atEnd: false });
      continue;
    }
    // The text ended: the message goes to the last word before its end.
    const previous = 'previousToken' in error ? (error.previousToken as typeof token | undefined) : undefined;
    const known = previous && Number.isFinite(previous.endOffset) && previous.endOffset !== undefined;
    const end = known ? previous.endOffset! + 1 : text.trimEnd().length;
    findings.push({ message, offset: end, end, atEnd: true });
  }
  return findings.sort((a, b) => a.offset - b.offset);
}
