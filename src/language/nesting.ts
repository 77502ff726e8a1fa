/** What a bracket adds to the depth of a text; an operator adds one. */
const bracketDepth = 25;
/** The parser calls itself for every bracket and every operator: beyond this its stack could run out. */
const maxDepth = 1000;

const token =
  /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|->|[([{]|[)\]}]|[|+*/,-]|<=?|>=?|[!=]=|\b(?:let|nodes|require|return|maybe|and|or|not)\b/g;
/** After these an expression begins anew. */
const separator = /^(?:,|let|nodes|require|return)$/;

/** `maybe`, or a minus that no value stands before: the parser goes as deep for it as for a bracket. */
const isPrefix = (word: string, text: string, at: number): boolean =>
  word === 'maybe' || (word === '-' && /[-([{|+*/,<>=]$/.test(text.slice(Math.max(0, at - 80), at).trimEnd()));

/** Where a definition goes deeper, in brackets or in one chain of operators, than can be read; undefined: nowhere. */
export function tooDeepAt(text: string): number | undefined {
  const levels: number[] = [];
  let outside = 0;
  let here = 0;
  for (const { 0: word, index } of text.matchAll(token)) {
    if (/^["]|^\/[/*]/.test(word)) continue;
    if (/^[([{]$/.test(word)) {
      outside += here + bracketDepth;
      levels.push(here);
      here = 0;
    } else if (/^[)\]}]$/.test(word)) {
      const before = levels.pop();
      if (before === undefined) continue;
      here = before;
      outside -= here + bracketDepth;
    } else if (separator.test(word)) here = 0;
    else here += isPrefix(word, text, index) ? bracketDepth : 1;
    if (outside + here > maxDepth) return index;
  }
  return undefined;
}
