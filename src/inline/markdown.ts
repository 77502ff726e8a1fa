import { type Fragment, FragmentBuilder } from './fragment.ts';

/** Quotes, list items and indentation, the fence, and its info string. */
const opener = /^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(`{3,}|~{3,})[ \t]*([^\r\n]*)/;

/**
 * Fenced blocks whose language is `cell`. A block with the word `ignore` or `wrong` after it is
 * only coloured: for code that is not meant to be complete or right.
 */
export function markdownFragments(text: string): Fragment[] {
  const found: Fragment[] = [];
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const fence = opener.exec(text.slice(at, end));
    const info = fence?.[3] ?? '';
    // The info string of a fence of backticks has none: that is a code span.
    if (!fence || (fence[2]?.startsWith('`') && info.includes('`'))) {
      at = end;
      continue;
    }
    const [language, ...words] = info.toLowerCase().split(/[\s,{}]+/);
    const block = readBlock(text, end, fence[1] ?? '', fence[2] ?? '');
    if (language === 'cell' && !words.some((word) => word === 'ignore' || word === 'wrong')) found.push(block.fragment);
    at = block.next;
  }
  return found;
}

function readBlock(text: string, start: number, prefix: string, fence: string): { fragment: Fragment; next: number } {
  const quotes = prefix.split('>').length - 1;
  // Markers of list items count as indentation.
  const indent = (prefix.split('>').at(-1) ?? '').replace(/[^\t]/g, ' ').slice(quotes > 0 && / $/.test(prefix) ? 1 : 0);
  const lead = new RegExp(`^(?:[ \\t]*>[ ]?){${quotes}}`);
  const closer = new RegExp(`^[ \\t]*${fence[0] === '~' ? '~' : '`'}{${fence.length},}[ \\t]*\\r?\\n?$`);
  const builder = new FragmentBuilder(text);
  let at = start;
  let first: number | undefined;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const quoted = lead.exec(line)?.[0];
    // The end of the quote ends the block.
    if (quoted === undefined) break;
    if (closer.test(line.slice(quoted.length))) {
      return { fragment: finish(at, true), next: end };
    }
    let from = at + quoted.length;
    while (from < at + quoted.length + indent.length && /[ \t]/.test(text[from] ?? '')) from++;
    first ??= from;
    builder.copy(from, end);
    at = end;
  }
  return { fragment: finish(at, false), next: at };

  function finish(end: number, closedBelow: boolean): Fragment {
    const lineStart = quotes > 0 ? `${prefix.replace(/[^>\t]/g, ' ')}` : indent;
    return builder.build({ start: first ?? end, end, indent: lineStart, closedBelow, escape: (written) => written });
  }
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};
