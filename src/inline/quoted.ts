import { commonIndent, type Fragment, FragmentBuilder } from './fragment.ts';

/** A place inside a quoted text where the host does not write what it means. */
export interface Escape {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a language says about its quoted texts. */
export interface Quoting {
  /** Escapes between two offsets, in order. */
  readonly escapes: readonly Escape[];
  readonly problem?: Fragment['problem'];
  escape(text: string, last: boolean): string;
}

/** The fragment between two delimiters: without the line break after the first and the indentation of the last. */
export function quotedFragment(host: string, from: number, to: number, quoting: Quoting): Fragment {
  const start = from + (/^[ \t]*\r?\n/.exec(host.slice(from, to))?.[0].length ?? 0);
  const tail = /(?<=\n)[ \t]+$/.exec(host.slice(start, to));
  const end = tail ? to - tail[0].length : to;
  const lines = host.slice(start, end).split('\n');
  // Code that begins beside the delimiter has an indentation of its own from the second line on.
  const indent = commonIndent(start > from ? lines : lines.slice(1));
  const builder = new FragmentBuilder(host);
  let at = start;
  let lineStart = start > from;
  let next = 0;
  const { escapes } = quoting;
  while (at < end) {
    if (lineStart && host.startsWith(indent, at)) at += indent.length;
    lineStart = false;
    while (next < escapes.length && escapes[next]!.start < at) next++;
    const coded = escapes[next];
    const newline = host.indexOf('\n', at);
    const stop = Math.min(end, newline < 0 ? end : newline + 1);
    if (coded && coded.start < stop) {
      builder.copy(at, coded.start);
      builder.write(coded.start, coded.end, coded.text);
      at = coded.end;
    } else {
      builder.copy(at, stop);
      at = stop;
      lineStart = true;
    }
  }
  const { problem } = quoting;
  const closedBelow = start > from && /\n$/.test(host.slice(start - 1, end));
  return builder.build({ start, end, indent, closedBelow, escape: quoting.escape, ...(problem && { problem }) });
}
