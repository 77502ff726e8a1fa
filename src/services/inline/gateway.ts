import type { Diagnostic, Message, NotificationMessage, RequestMessage, ResponseMessage } from 'vscode-languageserver';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type HostLanguage, isHostLanguage } from '../../inline/fragments.ts';
import { type Changes, HostDocument, type InlineDocument, notebookScheme } from './host-document.ts';
import { mapResult } from './map-result.ts';
import { type Answer, mergeAnswers } from './merge.ts';
import { type Method, methods } from './methods.ts';
import { type Params, partsOf } from './parts.ts';
import { restrict } from './registrations.ts';

type Id = NonNullable<RequestMessage['id']>;
type Send = (message: Message) => void;

/** A request about a host, while its fragments answer. */
interface Asked {
  readonly id: Id;
  readonly parts: (Answer | undefined)[];
  readonly children: readonly string[];
  missing: number;
  finish(answers: readonly Answer[]): unknown;
}

/**
 * Stands between an editor and the language server, and shows the server each fragment of Cell code in a file of another
 * language as a file of its own. The server knows of no hosts: whatever it answers about files it answers about fragments.
 */
export class InlineGateway {
  private readonly toServer: Send;
  private readonly toClient: Send;
  private readonly hosts = new Map<string, HostDocument>();
  /** Those that were closed too: a late answer about them is dropped. */
  private readonly inlines = new Map<string, InlineDocument>();
  private readonly open = new Set<InlineDocument>();
  private readonly diagnostics = new Map<InlineDocument, readonly Diagnostic[]>();
  private readonly asked = new Map<string, { asked: Asked; index: number }>();
  private readonly requests = new Map<Id, Asked>();
  private initialize: RequestMessage | undefined;
  private register: Send = () => undefined;
  private count = 0;

  constructor(toServer: Send, toClient: Send) {
    this.toServer = toServer;
    this.toClient = toClient;
  }

  /** A message of the editor. */
  fromClient(message: Message): void {
    const { method, id, params } = message as Partial<RequestMessage> & Partial<NotificationMessage>;
    // An answer to a request of the server, or of ours.
    if (method === undefined) {
      if (!String((message as ResponseMessage).id).startsWith('inline:')) this.toServer(message);
      return;
    }
    if (method === 'initialize') this.initialize = message as RequestMessage;
    if (method === '$/cancelRequest') {
      this.cancel(message as NotificationMessage);
      return;
    }
    const about = (params ?? {}) as Params;
    if (id === undefined || id === null) {
      if (!this.noticed(method, about)) this.toServer(message);
      if (method === 'initialized') this.register(message);
      return;
    }
    const host = this.hosts.get(uriOf(about) ?? '');
    if (host) this.ask(message as RequestMessage, host, about);
    else this.toServer(message);
  }

  /** A message of the server. */
  fromServer(message: Message): void {
    const { method } = message as Partial<RequestMessage>;
    if (method === undefined) {
      this.answered(message as ResponseMessage);
      return;
    }
    if (method === 'textDocument/publishDiagnostics') {
      const { params } = message as NotificationMessage as { params?: { uri: string; diagnostics: Diagnostic[] } };
      const inline = this.inlines.get(params?.uri ?? '');
      if (inline && params) {
        this.publish(inline, params.diagnostics);
        return;
      }
    }
    const mapped = this.inlines.size === 0 ? message : { ...message, params: this.mapped(message) };
    this.toClient(mapped);
  }

  private mapped(message: Message): unknown {
    return mapResult((message as RequestMessage).params, undefined, this.find);
  }

  private readonly find = (uri: string): InlineDocument | undefined => this.inlines.get(uri);

  // ---- documents ----

  /** True if the server need not know. */
  private noticed(method: string, params: Params): boolean {
    const uri = uriOf(params) ?? '';
    switch (method) {
      case 'textDocument/didOpen': {
        const { languageId, version, text } = params.textDocument as Record<string, unknown>;
        const language = hostLanguageOf(uri, String(languageId));
        if (!language) return false;
        const host = new HostDocument(uri, language, Number(version), String(text));
        this.hosts.set(uri, host);
        this.update(host.refresh());
        return true;
      }
      case 'textDocument/didChange': {
        const host = this.hosts.get(uri);
        if (!host) return false;
        const changes = params.contentChanges as TextDocumentContentChangeEvent[];
        const version = Number((params.textDocument as Record<string, unknown>).version);
        host.document = TextDocument.update(host.document, changes, version);
        this.update(host.refresh());
        this.republish(host);
        return true;
      }
      case 'textDocument/didClose': {
        const host = this.hosts.get(uri);
        if (!host) return false;
        this.hosts.delete(uri);
        this.update({ opened: [], changed: [], closed: host.fragments });
        this.toClient(notification('textDocument/publishDiagnostics', { uri, diagnostics: [] }));
        return true;
      }
      default:
        // Saving a host is no matter of the server.
        return this.hosts.has(uri);
    }
  }

  private update({ opened, changed, closed }: Changes): void {
    for (const { uri } of closed) {
      this.toServer(notification('textDocument/didClose', { textDocument: { uri } }));
      // Else the server would take it for a file that is on the disk.
      this.toServer(notification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] }));
    }
    for (const inline of closed) {
      this.open.delete(inline);
      this.diagnostics.delete(inline);
    }
    for (const inline of opened) {
      const { uri, version, text } = inline;
      this.inlines.set(uri, inline);
      this.open.add(inline);
      const textDocument = { uri, languageId: 'cell', version, text };
      this.toServer(notification('textDocument/didOpen', { textDocument }));
    }
    for (const { uri, version, text } of changed) {
      const textDocument = { uri, version };
      this.toServer(notification('textDocument/didChange', { textDocument, contentChanges: [{ text }] }));
    }
  }

  private publish(inline: InlineDocument, diagnostics: readonly Diagnostic[]): void {
    if (!this.open.has(inline)) return;
    this.diagnostics.set(inline, diagnostics);
    this.republish(inline.host, true);
  }

  /** What the server said last, at the places where the fragments stand now. */
  private republish(host: HostDocument, changed = false): void {
    const known = host.fragments.filter((inline) => this.diagnostics.has(inline));
    if (!changed && known.length === 0) return;
    const diagnostics = known.flatMap((inline) => {
      const { problem } = inline;
      if (problem) return [problemIn(host, problem)];
      return mapResult(this.diagnostics.get(inline), inline, this.find) as Diagnostic[];
    });
    const { uri, document } = host;
    this.toClient(notification('textDocument/publishDiagnostics', { uri, version: document.version, diagnostics }));
  }

  // ---- requests ----

  private ask(request: RequestMessage, host: HostDocument, params: Params): void {
    const method = methods[request.method];
    const parts = method ? partsOf(method, host, params) : [];
    const children = parts.map(() => `inline:${++this.count}`);
    const asked: Asked = {
      id: request.id as Id,
      parts: parts.map(() => undefined),
      children,
      missing: parts.length,
      finish: (answers) => (method ? this.finish(method, answers) : null),
    };
    if (parts.length === 0) {
      this.respond(asked);
      return;
    }
    this.requests.set(asked.id, asked);
    children.forEach((id, index) => {
      this.asked.set(id, { asked, index });
      const part = parts[index]!;
      asked.parts[index] = { inline: part.inline, result: null };
      this.toServer({ ...request, id, params: part.params } as RequestMessage);
    });
  }

  private finish(method: Method, answers: readonly Answer[]): unknown {
    if ('merge' in method) return mergeAnswers(method.merge, answers, this.find);
    if (method.kind === 'positions') {
      return answers.flatMap(({ inline, result }) => mapResult(result ?? [], inline, this.find));
    }
    const [first] = answers;
    return first ? mapResult(first.result, first.inline, this.find) : null;
  }

  private answered(message: ResponseMessage): void {
    const part = this.asked.get(String(message.id));
    if (!part) {
      const { initialize } = this;
      if (initialize && message.id === initialize.id) {
        this.initialize = undefined;
        const { response, register } = restrict(initialize, message);
        this.register = () => {
          for (const request of register) this.toClient(request);
        };
        this.toClient(response);
      } else if (this.inlines.size === 0 || message.result === undefined) this.toClient(message);
      else this.toClient({ ...message, result: mapResult(message.result, undefined, this.find) } as ResponseMessage);
      return;
    }
    this.asked.delete(String(message.id));
    const { asked, index } = part;
    if (!this.requests.has(asked.id)) return;
    if (message.error) {
      this.requests.delete(asked.id);
      this.toClient({ ...message, id: asked.id } as ResponseMessage);
      return;
    }
    asked.parts[index] = { inline: asked.parts[index]!.inline, result: message.result };
    if (--asked.missing === 0) this.respond(asked);
  }

  private respond(asked: Asked): void {
    this.requests.delete(asked.id);
    // The text may be another one now than when this was asked, and then its places mean nothing.
    const parts = asked.parts.filter((part): part is Answer => part !== undefined && this.open.has(part.inline));
    const result = asked.parts.length === 0 || parts.length < asked.parts.length ? null : asked.finish(parts);
    this.toClient({ jsonrpc: '2.0', id: asked.id, result } as ResponseMessage);
  }

  private cancel(message: NotificationMessage): void {
    const { id } = message.params as { id: Id };
    const asked = this.requests.get(id);
    if (!asked) this.toServer(message);
    for (const child of asked?.children ?? []) this.toServer(notification('$/cancelRequest', { id: child }));
  }
}

const notification = (method: string, params: object): NotificationMessage => ({ jsonrpc: '2.0', method, params });

/** Where a request is: in `textDocument`, in an `item` of a hierarchy, or plainly. */
function uriOf(params: Params): string | undefined {
  const { item, uri } = params as { item?: { uri?: unknown }; uri?: unknown };
  const found = params.textDocument?.uri ?? item?.uri ?? uri;
  return typeof found === 'string' ? found : undefined;
}

/** Notebooks have cells of any language; a cell in Cell has no name that imports could be relative to. */
function hostLanguageOf(uri: string, language: string): HostLanguage | 'cell' | undefined {
  if (language === 'cell') return uri.startsWith(`${notebookScheme}:`) ? 'cell' : undefined;
  return isHostLanguage(language) ? language : undefined;
}

function problemIn({ document }: HostDocument, problem: { message: string; start: number; end: number }): Diagnostic {
  const range = { start: document.positionAt(problem.start), end: document.positionAt(problem.end) };
  return { range, severity: 1, code: 'inline-value', message: problem.message, source: 'cell' };
}
