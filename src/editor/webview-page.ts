import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Channel } from '../protocol/rpc.ts';

/** What a webview of ours may do and where its files lie. */
export const webviewOptions = (extension: vscode.Uri): vscode.WebviewOptions & vscode.WebviewPanelOptions => ({
  enableScripts: true,
  enableForms: false,
  localResourceRoots: [vscode.Uri.joinPath(extension, 'dist', 'webview')],
});

/** The page of a panel: nothing in it comes from the workspace, that arrives later as messages. */
export function webviewPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  name: 'preview' | 'run',
  title: string,
): string {
  const file = (path: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', path)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    // elk's worker: a webview can't start one from the extension's address, so its text is fetched and made a blob
    `connect-src ${webview.cspSource}`,
    `worker-src blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en" data-elk-worker="${file('elk-worker.js')}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta property="csp-nonce" content="${nonce}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${file(`${name}.css`)}">
  <title>${title}</title>
</head>
<body>
  <script nonce="${nonce}" src="${file(`${name}.js`)}"></script>
</body>
</html>`;
}

export const webviewChannel = (webview: vscode.Webview): Channel => ({
  send: (message) => void webview.postMessage(message),
  listen: (receive) => {
    const subscription = webview.onDidReceiveMessage(receive);
    return () => subscription.dispose();
  },
});
