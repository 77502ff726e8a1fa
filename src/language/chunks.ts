/** Codes of characters: every character of a text is looked at after every edit. */
const [newline, open, close, quote, slash, star] = [10, 123, 125, 34, 47, 42];

/** A definition with the comments above it, as offsets into a text. */
export interface Cut {
  readonly offset: number;
  /** Zero-based. */
  readonly line: number;
}

const definition = /(?:op|cell|space|dataset|train|search|import)\s+["\w]/y;
/** Inside braces `space` and `train` are clauses of a search, unless they go on like a definition. */
const clauseOrDefinition = /(?:space|train)\s+\w+(?!\s*[({=])/y;

/**
 * Where each definition starts: at a definition's keyword in the first column. Brace depth is ignored on purpose, so that
 * an open brace spoils one definition and not the rest of the file.
 */
export function cutsOf(text: string): Cut[] {
  const cuts: Cut[] = [];
  let depth = 0;
  /** Start of the comment lines that stand directly above. */
  let comment: Cut | undefined;
  let line = 0;
  for (let i = 0; i < text.length; line++) {
    const start = i;
    const starts =
      isLetter(text.charCodeAt(i)) &&
      matches(definition, text, i) &&
      !(depth > 0 && matches(clauseOrDefinition, text, i));
    if (starts) {
      cuts.push(comment ?? { offset: i, line });
      depth = 0;
      comment = undefined;
    } else if (text.charCodeAt(i) === slash) comment ??= { offset: i, line };
    else comment = undefined;
    // To the end of the line, or of a comment that began on it.
    let newlines = 0;
    for (; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === newline) break;
      if (c === open) depth++;
      else if (c === close) depth--;
      else if (c === quote) i = endOfString(text, i);
      else if (c === slash) {
        const next = text.charCodeAt(i + 1);
        if (next === slash) i = endOfLine(text, i) - 1;
        else if (next === star) {
          const end = text.indexOf('*/', i + 2);
          const stop = end < 0 ? text.length : end + 2;
          for (let k = i; k < stop; k++) if (text.charCodeAt(k) === newline) newlines++;
          // Code after a comment that covers several lines is not in the first column: the comment is not a heading.
          if (i !== start && newlines > 0) comment = undefined;
          i = stop - 1;
        }
      }
    }
    line += newlines;
    i++;
  }
  if (cuts[0]?.offset !== 0) cuts.unshift({ offset: 0, line: 0 });
  return cuts;
}

const isLetter = (code: number): boolean => code >= 97 && code <= 122;

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Index of the closing quote, or of the last character of the line where there is none. */
function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\' && text[i + 1] !== '\n') i++;
    else if (text[i] === '"') return i;
  }
  // Not a string after all: what follows the quote counts as code.
  return from;
}
