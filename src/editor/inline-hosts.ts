import * as vscode from 'vscode';
import { type HostLanguage, mayHoldFragments } from '../inline/fragments.ts';

const endings: Readonly<Record<string, HostLanguage>> = {
  md: 'markdown',
  ts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
};
/** Files of a workspace that are looked into. */
const mostFiles = 2000;

/**
 * Opens the files of other languages whose Cell code imports something, so that the language server knows all uses of a
 * name before it renames it. Only when names are asked after: nobody else needs them.
 */
export async function openImportingHosts(log: vscode.LogOutputChannel): Promise<void> {
  const pattern = `**/*.{${Object.keys(endings).join(',')}}`;
  const files = await vscode.workspace.findFiles(pattern, '**/{node_modules,dist,out,.git}/**', mostFiles);
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
  for (const uri of files.filter((file) => !open.has(file.toString()))) {
    try {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const language = endings[uri.path.split('.').at(-1) ?? ''];
      if (language && /\bimport\s+"[^"\n]+\.cell"/.test(text) && mayHoldFragments(language, text)) {
        await vscode.workspace.openTextDocument(uri);
      }
    } catch (error) {
      // Vanished or not readable: it has no uses then.
      log.debug(`${uri.toString()}: ${String(error)}`);
    }
  }
}
