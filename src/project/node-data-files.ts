import { open, readdir } from 'node:fs/promises';
import { URI } from 'vscode-uri';
import type { DocumentSource } from './documents.ts';

/** The beginnings of data files on a disk. */
export const nodeDataFiles: Required<Pick<DocumentSource, 'readStart' | 'folders'>> = {
  async readStart(uri, most) {
    try {
      const file = await open(URI.parse(uri).fsPath);
      try {
        const { buffer, bytesRead } = await file.read(new Uint8Array(most), 0, most, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch {
      // Not there, or not readable: that is told elsewhere.
      return undefined;
    }
  },
  async folders(uri) {
    try {
      const entries = await readdir(URI.parse(uri).fsPath, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
    } catch {
      return undefined;
    }
  },
};
