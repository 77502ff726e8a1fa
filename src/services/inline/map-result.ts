import type { Position, Range } from 'vscode-languageserver';
import type { InlineDocument } from './host-document.ts';

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPosition = (value: Json): value is Position & JsonObject =>
  isObject(value) && typeof value.line === 'number' && typeof value.character === 'number';
const isRange = (value: Json): value is Range & JsonObject =>
  isObject(value) && isPosition(value.start) && isPosition(value.end);

/** What a client hands back unread, or what another program reads. */
const opaque = new Set(['data', 'arguments', 'message', 'documentation', 'contents', 'diagram']);

export type Find = (uri: string) => InlineDocument | undefined;

/**
 * An answer of the server in the terms of hosts. Every range and position is of the document that the nearest `uri` around
 * it names, else of the one that was asked about.
 *
 * @param home The document of the question; undefined for an ordinary file.
 */
export function mapResult(value: Json, home: InlineDocument | undefined, find: Find): Json {
  return new Mapper(home, find).map(value, home);
}

class Mapper {
  private readonly home: InlineDocument | undefined;
  private readonly find: Find;

  constructor(home: InlineDocument | undefined, find: Find) {
    this.home = home;
    this.find = find;
  }

  map(value: Json, inline: InlineDocument | undefined): Json {
    if (Array.isArray(value)) return typeof value[0] === 'number' ? value : value.map((item) => this.map(item, inline));
    if (!isObject(value)) return value;
    if (inline && isRange(value)) return inline.rangeOut(value);
    if (inline && isPosition(value)) return inline.positionOut(value);
    if (typeof value.newText === 'string') return inline ? editOut(value, inline) : value;
    return this.mapObject(value, inline);
  }

  private mapObject(value: JsonObject, outer: InlineDocument | undefined): JsonObject {
    const uri = typeof value.uri === 'string' ? value.uri : value.targetUri;
    const named = typeof uri === 'string' ? this.find(uri) : undefined;
    const inline = typeof uri === 'string' ? named : outer;
    if (named && typeof value.offset === 'number' && typeof value.end === 'number') {
      return { ...value, uri: named.host.uri, offset: named.offsetOut(value.offset), end: named.endOut(value.end) };
    }
    const mapped: Record<string, Json> = {};
    for (const [key, part] of Object.entries(value)) {
      if (opaque.has(key)) mapped[key] = key === 'diagram' ? this.map(part, inline) : part;
      else if ((key === 'uri' || key === 'targetUri') && named) mapped[key] = named.host.uri;
      else if (key === 'textEdit' && inline && isObject(part)) mapped[key] = completionOut(part, inline);
      else if (key === 'changes' && isObject(part)) mapped[key] = this.mapChanges(part);
      else if (key === 'documentChanges' && Array.isArray(part)) mapped[key] = this.mapDocumentChanges(part);
      // The place that was asked about, and the calls in it.
      else if (key === 'originSelectionRange') mapped[key] = this.map(part, this.home);
      else if (key === 'fromRanges') mapped[key] = this.map(part, this.callerOf(value));
      else mapped[key] = this.map(part, inline);
    }
    return mapped;
  }

  /** Ranges of an incoming call lie in the caller, those of an outgoing one in what was asked about. */
  private callerOf({ from }: JsonObject): InlineDocument | undefined {
    return isObject(from) && typeof from.uri === 'string' ? this.find(from.uri) : this.home;
  }

  private mapChanges(changes: JsonObject): JsonObject {
    const mapped: Record<string, Json[]> = {};
    for (const [uri, edits] of Object.entries(changes)) {
      const inline = this.find(uri);
      const list = this.map(edits, inline);
      const key = inline?.host.uri ?? uri;
      mapped[key] = [...(mapped[key] ?? []), ...(Array.isArray(list) ? list : [])];
    }
    return mapped;
  }

  private mapDocumentChanges(changes: readonly Json[]): Json[] {
    return changes.map((change) => {
      if (!isObject(change) || !isObject(change.textDocument)) return change;
      const { uri } = change.textDocument;
      const inline = typeof uri === 'string' ? this.find(uri) : undefined;
      if (!inline) return change;
      const { host } = inline;
      const textDocument = { uri: host.uri, version: host.document.version };
      return { ...change, textDocument, edits: this.map(change.edits, inline) };
    });
  }
}

function editOut(edit: JsonObject, inline: InlineDocument): JsonObject {
  return isRange(edit.range) ? { ...edit, ...inline.editOut(edit.range, String(edit.newText)) } : edit;
}

/** What completion inserts is a name or a snippet: editors indent it themselves, and it holds nothing to escape. */
function completionOut(edit: JsonObject, inline: InlineDocument): JsonObject {
  const mapped: Record<string, Json> = { ...edit };
  for (const key of ['range', 'insert', 'replace']) {
    const range = edit[key];
    if (isRange(range)) mapped[key] = inline.editOut(range, '').range;
  }
  return mapped;
}
