import type { Fragment } from './fragment.ts';
import { type Escape, quotedFragment } from './quoted.ts';

const simple: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', v: '\v', f: '\f', a: '\x07' },
  ...{ '\\': '\\', "'": "'", '"': '"' },
};

/** A string with its prefix. */
const opener = /([a-zA-Z]{0,2})("""|'''|"|')/y;

/** `cell("""…""")` in Python; notebook cells that begin with `%%cell`. */
export function pythonFragments(text: string): Fragment[] {
  const magic = /^\s*%%cell\b[^\n]*(?:\n|$)/.exec(text);
  if (magic) return [quotedFragment(text, magic[0].length, text.length, { escapes: [], escape: (written) => written })];
  const found: Fragment[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '#') at = lineEnd(text, at);
    else if (/[\w"']/.test(character)) {
      opener.lastIndex = at;
      const open = opener.exec(text);
      if (open) at = readString(text, at, open[1] ?? '', open[2] ?? '', found) - 1;
      else if (/\w/.test(character)) while (/\w/.test(text[at + 1] ?? '')) at++;
    }
  }
  return found;
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** The offset after the string. */
function readString(text: string, at: number, prefix: string, quote: string, found: Fragment[]): number {
  const kind = prefix.toLowerCase();
  const raw = kind.includes('r');
  const start = at + prefix.length + quote.length;
  const escapes: Escape[] = [];
  let end = start;
  for (; end < text.length && !text.startsWith(quote, end); end++) {
    if (quote.length === 1 && text[end] === '\n') break;
    if (text[end] !== '\\') continue;
    // In a raw string too a backslash keeps the quote after it from ending the string.
    const coded = raw ? undefined : readEscape(text, end);
    if (coded) escapes.push(coded);
    end = coded ? coded.end - 1 : end + 1;
  }
  end = Math.min(end, text.length);
  const called = quote.length === 3 && /(?<!\w)cell\s*\(\s*$/.test(text.slice(Math.max(0, at - 200), at));
  if (called && !kind.includes('b')) {
    const message = "A formatted string can't hold Cell code. Remove the 'f', and write values or choices themselves.";
    const problem = /[ft]/.test(kind) ? { message, start: at, end: at + prefix.length } : undefined;
    const write = raw ? (written: string) => written : escapeIn(quote);
    found.push(quotedFragment(text, start, end, { escapes, escape: write, ...(problem && { problem }) }));
  }
  return Math.min(text.length, end + (text.startsWith(quote, end) ? quote.length : 0));
}

/** Undefined for a backslash that Python keeps. */
function readEscape(text: string, at: number): Escape | undefined {
  const code = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3}))/y;
  code.lastIndex = at;
  const digits = code.exec(text);
  const hexadecimal = digits?.[1] ?? digits?.[2] ?? digits?.[3];
  const point = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number.parseInt(digits?.[4] ?? '', 8);
  if (point <= 0x10ffff) return { start: at, end: code.lastIndex, text: String.fromCodePoint(point) };
  const continued = /\\\r?\n/y;
  continued.lastIndex = at;
  if (continued.test(text)) return { start: at, end: continued.lastIndex, text: '' };
  const meant = simple[text[at + 1] ?? ''];
  return meant === undefined ? undefined : { start: at, end: at + 2, text: meant };
}

/** Three quotes would end the string, and so would one more before its end. */
const escapeIn =
  (quote: string) =>
  (text: string, last: boolean): string => {
    const one = quote[0] ?? '"';
    const written = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
    return last && written.endsWith(one) ? `${written.slice(0, -1)}\\${one}` : written;
  };
