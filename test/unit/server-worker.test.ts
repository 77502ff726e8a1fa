import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { expect, test } from 'vitest';
import { root } from './run-cli.ts';

const bundle = join(root, 'dist/server-worker.js');
if (!existsSync(bundle)) throw new Error('This test runs the built worker: npm run build.');

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** The worker among the globals of a web worker and nothing else, and a client that speaks JSON-RPC with it. */
function startWorker() {
  const answers = new Map<unknown, (result: unknown) => void>();
  const notified = new Map<string, (params: unknown) => void>();
  const globals: Record<string, unknown> = {
    ...{ console, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, performance },
    ...{ TextEncoder, TextDecoder, URL, URLSearchParams, structuredClone, AbortController },
    onmessage: undefined,
    // Only errors of messages that can't be copied are listened for.
    addEventListener: () => undefined,
    postMessage(message: Message) {
      const copy = structuredClone(message);
      if (copy.method === undefined) answers.get(copy.id)?.(copy.result);
      else if (copy.id !== undefined) send({ id: copy.id, result: null });
      else notified.get(copy.method)?.(copy.params);
    },
  };
  globals.self = globals;
  const context = createContext(globals);
  new Script(readFileSync(bundle, 'utf8'), { filename: 'server-worker.js' }).runInContext(context);
  const send = (message: Message): void => {
    const { onmessage } = globals;
    const data = { jsonrpc: '2.0', ...message };
    if (typeof onmessage === 'function') setTimeout(() => onmessage({ data }), 0);
  };
  let next = 1;
  return {
    notify: (method: string, params: unknown) => send({ method, params }),
    request(method: string, params: unknown): Promise<unknown> {
      const id = next++;
      return new Promise((resolve) => {
        answers.set(id, resolve);
        send({ id, method, params });
      });
    },
    once: (method: string): Promise<unknown> => new Promise((resolve) => notified.set(method, resolve)),
  };
}

test('the server runs where there is nothing but the web', async () => {
  const { notify, request, once } = startWorker();
  const { capabilities } = (await request('initialize', {
    ...{ processId: null, rootUri: null, workspaceFolders: null },
    capabilities: {},
  })) as { capabilities: object };
  expect(capabilities).toMatchObject({ hoverProvider: true });
  notify('initialized', {});
  const published = once('textDocument/publishDiagnostics');
  const uri = 'memory:/main.cell';
  const text = 'space S {\n  input image(8x8x1) -> conv(3, 4 | 8) -> rleu\n}\n';
  notify('textDocument/didOpen', { textDocument: { uri, languageId: 'cell', version: 1, text } });
  expect(await published).toMatchObject({
    uri,
    diagnostics: [{ code: 'unknown-name', message: "Unknown name 'rleu'. Did you mean 'relu'?" }],
  });
  const hover = await request('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 25 } });
  expect(JSON.stringify(hover)).toContain('conv');
});
