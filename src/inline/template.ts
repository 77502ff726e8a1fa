import type { Fragment } from './fragment.ts';
import { type Escape, quotedFragment } from './quoted.ts';

const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', v: '\v', f: '\f', 0: '\0' };
/** Words before which a value ends: a slash after another word divides. */
const beforeRegex = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|new|yield|await)\s*$/;

/** Templates tagged `cell` in JavaScript and TypeScript. */
export function templateFragments(text: string): Fragment[] {
  const scanner = new Scanner(text);
  scanner.code(0, false);
  return scanner.found.sort((a, b) => a.start - b.start);
}

class Scanner {
  readonly found: Fragment[] = [];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads code from an offset to the end, or to the brace that closes it. */
  code(from: number, inTemplate: boolean): number {
    const { text } = this;
    let depth = 0;
    for (let at = from; at < text.length; at++) {
      switch (text[at]) {
        case '/':
          at = this.slash(at, from);
          break;
        case '"':
        case "'":
          at = this.quoted(at);
          break;
        case '`':
          at = this.template(at, /(?<![\w$])cell\s*$/.test(text.slice(Math.max(from, at - 40), at)));
          break;
        case '{':
          depth++;
          break;
        case '}':
          if (inTemplate && depth-- === 0) return at;
          break;
      }
    }
    return text.length;
  }

  /** A comment, a regular expression or a division: the offset of its last character. */
  private slash(at: number, from: number): number {
    const { text } = this;
    if (text[at + 1] === '/') return before(text.indexOf('\n', at), text);
    if (text[at + 1] === '*') return before(text.indexOf('*/', at + 2), text) + 1;
    const ahead = text.slice(Math.max(from, at - 40), at);
    if (!/(?:^|[(,=:[!&|?{};+\-*%<>~^])\s*$/.test(ahead) && !beforeRegex.test(ahead)) return at;
    const regex = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//y;
    regex.lastIndex = at;
    return regex.test(text) ? regex.lastIndex - 1 : at;
  }

  private quoted(at: number): number {
    const { text } = this;
    const quote = text[at];
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === '\\') i++;
      // One that is not closed ends with its line: in JSX it is an apostrophe.
      else if (text[i] === quote || text[i] === '\n') return i;
    }
    return text.length;
  }

  /** The offset of the closing backtick. */
  private template(open: number, tagged: boolean): number {
    const { text } = this;
    const escapes: Escape[] = [];
    let problem: Fragment['problem'];
    let at = open + 1;
    for (; at < text.length && text[at] !== '`'; at++) {
      if (text[at] === '\\') {
        const coded = readEscape(text, at);
        escapes.push(coded);
        at = coded.end - 1;
      } else if (text[at] === '$' && text[at + 1] === '{') {
        const end = Math.min(text.length, this.code(at + 2, true) + 1);
        // A name stands for whatever value comes there, so that the rest still reads as code.
        escapes.push({ start: at, end, text: '_' });
        const message =
          "A value of the program can't stand in Cell code. Write the value itself, or a choice of values.";
        problem ??= { message, start: at, end };
        at = end - 1;
      }
    }
    if (tagged) {
      const quoting = { escapes, escape: escapeTemplate, ...(problem && { problem }) };
      this.found.push(quotedFragment(text, open + 1, Math.min(at, text.length), quoting));
    }
    return at;
  }
}

const before = (found: number, text: string): number => (found < 0 ? text.length : found);

function readEscape(text: string, at: number): Escape {
  const code = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})/y;
  code.lastIndex = at;
  const digits = code.exec(text);
  const point = digits ? Number.parseInt(digits[1] ?? digits[2] ?? digits[3] ?? '', 16) : Number.NaN;
  if (point <= 0x10ffff) return { start: at, end: code.lastIndex, text: String.fromCodePoint(point) };
  const continued = /\\\r?\n/y;
  continued.lastIndex = at;
  if (continued.test(text)) return { start: at, end: continued.lastIndex, text: '' };
  const next = text[at + 1] ?? '';
  return { start: at, end: at + 1 + next.length, text: simple[next] ?? next };
}

const escapeTemplate = (text: string): string => text.replace(/[\\`]|\$(?=\{)/g, '\\$&');
