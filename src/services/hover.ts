import { CstUtils, type LangiumDocument, type References } from 'langium';
import type { HoverProvider, LangiumServices } from 'langium/lsp';
import type { Hover, HoverParams } from 'vscode-languageserver';
import { isArgument, isClause, type Named } from '../language/generated/ast.ts';
import type { Documentation } from './documentation.ts';
import type { Models } from './models.ts';
import { reservedWords } from './reserved-words.ts';

/** Documentation of what stands under the pointer; of spaces and cells also how many architectures they are. */
export class CellHover implements HoverProvider {
  private readonly references: References;
  private readonly documentation: Documentation;
  private readonly models: Models;

  constructor(services: LangiumServices, documentation: Documentation, models: Models) {
    this.references = services.references.References;
    this.documentation = documentation;
    this.models = models;
  }

  async getHoverContent(document: LangiumDocument, params: HoverParams): Promise<Hover | undefined> {
    const root = document.parseResult.value.$cstNode;
    const offset = document.textDocument.offsetAt(params.position);
    const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, offset);
    if (!leaf) return undefined;
    const value = await this.contentFor(document, leaf);
    return value === undefined ? undefined : { contents: { kind: 'markdown', value }, range: leaf.range };
  }

  private async contentFor(
    document: LangiumDocument,
    leaf: NonNullable<ReturnType<typeof CstUtils.findDeclarationNodeAtOffset>>,
  ): Promise<string | undefined> {
    const owner = leaf.astNode;
    const [target] = this.references.findDeclarations(leaf) as Named[];
    if (isArgument(owner) && leaf.text === owner.name) return this.documentation.aboutArgument(owner);
    if (target?.$type === 'Parameter') return this.documentation.aboutParameter(target);
    if (target) {
      const count = await this.countOf(document, target);
      return [this.documentation.about(target), count].filter(Boolean).join('\n\n');
    }
    if (isClause(owner) && leaf.text === owner.name) return this.documentation.aboutClause(owner);
    return reservedWords[leaf.text];
  }

  private async countOf(document: LangiumDocument, target: Named): Promise<string | undefined> {
    if (target.$type !== 'Space' && target.$type !== 'CellDef') return undefined;
    const home = target.$cstNode?.root.astNode.$document ?? document;
    return this.models.describe(home.uri.toString(), target.name);
  }
}
