// The language server as a web worker, in a browser: nothing but the page and the bundle.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const site = 'http://cellwright.test';

/** @param {import('playwright-core').BrowserContext} context */
export async function serverInBrowser(context) {
  const page = await context.newPage();
  try {
    const bundle = readFileSync(join(root, 'dist/server-worker.js'), 'utf8');
    await page.route(`${site}/**`, (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: bundle })
        : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>worker</title>' }),
    );
    await page.goto(`${site}/`);
    const { problem, labels } = await page.evaluate(talk);
    if (problem !== "Unknown name 'rleu'. Did you mean 'relu'?") throw new Error(`The worker says: ${problem}`);
    if (!labels.includes('relu')) throw new Error(`It completes: ${labels.join(' ')}`);
  } finally {
    await page.close();
  }
}

/** In the page: JSON-RPC with the worker. */
async function talk() {
  const worker = new Worker('/server-worker.js');
  const waiting = new Map();
  let failed;
  const broken = new Promise((_, reject) => {
    failed = reject;
  });
  worker.onerror = (event) => failed(new Error(event.message));
  worker.onmessage = ({ data }) => {
    if (data.method === undefined) waiting.get(data.id)?.(data.result);
    else if (data.id !== undefined) worker.postMessage({ jsonrpc: '2.0', id: data.id, result: null });
    else waiting.get(data.method)?.(data.params);
  };
  const next = (key) => Promise.race([new Promise((resolve) => waiting.set(key, resolve)), broken]);
  const notify = (method, params) => worker.postMessage({ jsonrpc: '2.0', method, params });
  let count = 0;
  const request = (method, params) => {
    const id = ++count;
    worker.postMessage({ jsonrpc: '2.0', id, method, params });
    return next(id);
  };
  const folders = { rootUri: null, workspaceFolders: null };
  await request('initialize', { processId: null, ...folders, capabilities: {} });
  notify('initialized', {});
  const uri = 'memory:/main.cell';
  const text = 'space S {\n  input image(8x8x1) -> conv(3, 4 | 8) -> rleu\n}\n';
  const published = next('textDocument/publishDiagnostics');
  notify('textDocument/didOpen', { textDocument: { uri, languageId: 'cell', version: 1, text } });
  const [{ message: problem }] = (await published).diagnostics;
  const position = { line: 1, character: text.split('\n')[1].indexOf('rleu') };
  const { items } = await request('textDocument/completion', { textDocument: { uri }, position });
  worker.terminate();
  return { problem, labels: items.map(({ label }) => label) };
}
