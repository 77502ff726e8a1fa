import type { LangiumDocument } from 'langium';
import type { CodeLensProvider } from 'langium/lsp';
import type { CodeLens } from 'vscode-languageserver';
import type { SourceRange } from '../network/network.ts';
import { lensCommands } from '../protocol/server-requests.ts';
import { architectures, countOf, type Models } from './models.ts';

/** `15,625 architectures · preview` above spaces and cells, `run` above searches. */
export class CellCodeLenses implements CodeLensProvider {
  private readonly models: Models;

  constructor(models: Models) {
    this.models = models;
  }

  async provideCodeLens(document: LangiumDocument): Promise<CodeLens[]> {
    const uri = document.uri.toString();
    const model = await this.models.of(uri);
    if (!model) return [];
    const lens = ({ range, name }: { range: SourceRange; name: string }, title: string, command: string): CodeLens[] =>
      range.uri === uri && range.end <= document.textDocument.getText().length
        ? [
            {
              range: {
                start: document.textDocument.positionAt(range.offset),
                end: document.textDocument.positionAt(range.end),
              },
              command: { title, command, arguments: [uri, name] },
            },
          ]
        : [];
    return [
      ...[...model.spaces, ...model.cells].flatMap((item) =>
        lens(item, `${architectures(countOf(item))} · preview`, lensCommands.preview),
      ),
      ...model.searches.flatMap((search) => lens(search, 'run', lensCommands.run)),
    ];
  }
}
