import type { Position, Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { editInHost, type Fragment, fromHost, toHost, toHostEnd } from '../../inline/fragment.ts';
import { fragmentsOf, type HostLanguage } from '../../inline/fragments.ts';

/** A fragment as the language server sees it: a document of its own. */
export class InlineDocument {
  readonly host: HostDocument;
  readonly uri: string;
  version = 0;
  private fragment: Fragment;
  private document: TextDocument;

  constructor(host: HostDocument, uri: string, fragment: Fragment) {
    this.host = host;
    this.uri = uri;
    this.fragment = fragment;
    this.document = TextDocument.create(uri, 'cell', 0, fragment.text);
  }

  /** True if the Cell code changed, not only its place. */
  update(fragment: Fragment): boolean {
    const changed = fragment.text !== this.fragment.text;
    this.fragment = fragment;
    if (changed) this.document = TextDocument.create(this.uri, 'cell', ++this.version, fragment.text);
    return changed;
  }

  get text(): string {
    return this.fragment.text;
  }
  get problem(): Fragment['problem'] {
    return this.fragment.problem;
  }

  /** True where the offset of the host lies in the fragment or at one of its ends. */
  holds(offset: number): boolean {
    return this.fragment.start <= offset && offset <= this.fragment.end;
  }
  meets(start: number, end: number): boolean {
    return start <= this.fragment.end && end >= this.fragment.start;
  }

  /** From the host to the fragment; what lies outside comes to the nearest end. */
  positionIn(offset: number): Position {
    return this.document.positionAt(fromHost(this.fragment, offset));
  }
  rangeIn({ start, end }: { start: number; end: number }): Range {
    return { start: this.positionIn(start), end: this.positionIn(end) };
  }

  offsetOut(offset: number): number {
    return toHost(this.fragment, offset);
  }
  endOut(offset: number): number {
    return toHostEnd(this.fragment, offset);
  }
  positionOut(position: Position): Position {
    return this.host.document.positionAt(this.offsetOut(this.document.offsetAt(position)));
  }
  rangeOut({ start, end }: Range): Range {
    const from = this.document.offsetAt(start);
    const to = this.document.offsetAt(end);
    const first = this.offsetOut(from);
    const last = Math.max(first, from === to ? first : this.endOut(to));
    return { start: this.host.document.positionAt(first), end: this.host.document.positionAt(last) };
  }
  /** A change of the fragment as a change of the host. */
  editOut(range: Range, newText: string): { range: Range; newText: string } {
    const from = this.document.offsetAt(range.start);
    const edit = editInHost(this.fragment, { start: from, end: this.document.offsetAt(range.end), text: newText });
    const { document } = this.host;
    return {
      range: { start: document.positionAt(edit.start), end: document.positionAt(edit.end) },
      newText: edit.text,
    };
  }
}

export interface Changes {
  readonly opened: readonly InlineDocument[];
  readonly changed: readonly InlineDocument[];
  readonly closed: readonly InlineDocument[];
}

/** An open file of another language, and the fragments in it. */
export class HostDocument {
  readonly uri: string;
  document: TextDocument;
  fragments: readonly InlineDocument[] = [];
  private readonly language: HostLanguage | 'cell';
  private count = 0;

  constructor(uri: string, language: HostLanguage | 'cell', version: number, text: string) {
    this.uri = uri;
    this.language = language;
    this.document = TextDocument.create(uri, language, version, text);
  }

  /**
   * Takes the fragments from the text as it is. A fragment goes on being the same document if its code is the same, counted
   * from either end of the file; between those, fragments correspond in their order.
   */
  refresh(): Changes {
    const found = this.language === 'cell' ? [whole(this.document.getText())] : this.extract();
    const before = this.fragments;
    const same = (i: number, k: number) => before[i]?.text === found[k]?.text;
    const most = Math.min(before.length, found.length);
    let head = 0;
    while (head < most && same(head, head)) head++;
    let tail = 0;
    while (tail < most - head && same(before.length - 1 - tail, found.length - 1 - tail)) tail++;
    const kept = Math.min(before.length, found.length) - tail;
    const changed: InlineDocument[] = [];
    const opened: InlineDocument[] = [];
    this.fragments = found.map((fragment, k) => {
      const old =
        k < kept ? before[k] : k >= found.length - tail ? before[before.length - found.length + k] : undefined;
      if (!old) {
        const fresh = new InlineDocument(this, inlineUri(this.uri, ++this.count), fragment);
        opened.push(fresh);
        return fresh;
      }
      if (old.update(fragment)) changed.push(old);
      return old;
    });
    return { opened, changed, closed: before.filter((old) => !this.fragments.includes(old)) };
  }

  private extract(): Fragment[] {
    return this.language === 'cell' ? [] : fragmentsOf(this.language, this.document.getText());
  }
}

/** A document that is Cell code throughout: a notebook's cell of this language. */
const whole = (text: string): Fragment => ({
  text,
  pieces: text === '' ? [] : [{ at: 0, length: text.length, host: 0, hostLength: text.length }],
  start: 0,
  end: text.length,
  indent: '',
  closedBelow: false,
  escape: (written) => written,
});

export const notebookScheme = 'vscode-notebook-cell';

/**
 * Beside the host, so that imports are relative to it: `notes.md#1.cell`. The address of a notebook's cell has the
 * notebook's path, and its scheme at the end of the fragment.
 */
function inlineUri(host: string, number: number): string {
  const uri = URI.parse(host);
  const tag = uri.fragment === '' ? '' : `#${uri.fragment.replace(/\W/g, '')}`;
  const scheme = uri.scheme === notebookScheme ? notebookSchemeOf(uri.fragment) : uri.scheme;
  return uri.with({ scheme, path: `${uri.path}${tag}#${number}.cell`, query: '', fragment: '' }).toString();
}

function notebookSchemeOf(fragment: string): string {
  const coded = /s([\w-]+={0,2})$/.exec(fragment.slice(1))?.[1] ?? '';
  const scheme = atob(coded.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
  return /^[a-z][\w+.-]*$/.test(scheme) ? scheme : 'file';
}
