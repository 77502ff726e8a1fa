/** What a text leaves open, or closes without having opened it. */
export interface Imbalance {
  readonly kind: 'unclosed' | 'unopened' | 'comment';
  /** The bracket or comment opener itself. */
  readonly bracket: string;
  readonly offset: number;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The first imbalance of a text: a closer that fits nothing, else the innermost bracket that is never closed. */
export function imbalanceOf(text: string): Imbalance | undefined {
  const open: { bracket: string; offset: number }[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"') {
      const end = /"(?:\\.|[^"\\\n])*"/y;
      end.lastIndex = i;
      if (end.test(text)) i = end.lastIndex - 1;
    } else if (c === '/' && text[i + 1] === '/') {
      const end = text.indexOf('\n', i);
      if (end < 0) break;
      i = end;
    } else if (c === '/' && text[i + 1] === '*') {
      const end = text.indexOf('*/', i + 2);
      if (end < 0) return { kind: 'comment', bracket: '/*', offset: i };
      i = end + 1;
    } else if (c in closing) open.push({ bracket: c, offset: i });
    else if (c === ')' || c === ']' || c === '}') {
      const last = open.pop();
      if (!last) return { kind: 'unopened', bracket: c, offset: i };
      if (closing[last.bracket] !== c) return { kind: 'unclosed', ...last };
    }
  }
  const last = open.at(-1);
  return last && { kind: 'unclosed', ...last };
}

export const closerOf = (bracket: string): string => closing[bracket] ?? '*/';
