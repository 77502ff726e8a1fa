import type { AstNode, LangiumDocument } from 'langium';
import type { InlayHintProvider, LangiumServices } from 'langium/lsp';
import { type InitializeParams, type InlayHint, InlayHintKind, type InlayHintParams } from 'vscode-languageserver';
import { targetOf } from '../language/callee.ts';
import {
  type Binary,
  type Call,
  type Expression,
  isBinary,
  isCall,
  isFile,
  isSpace,
} from '../language/generated/ast.ts';
import { kindOf } from '../language/kinds.ts';
import { nodesOf } from '../language/node-list.ts';
import { optionsOf } from '../language/options.ts';
import type { Words } from '../language/words.ts';
import type { Models } from './models.ts';
import { operands } from './refactor/refactoring.ts';
import { type Shapes, shapesOf } from './shapes.ts';

/** Each can be switched off. */
interface Kinds {
  readonly parameters: boolean;
  readonly shapes: boolean;
  readonly options: boolean;
}

const section = 'cellwright.inlayHints';
/** From so many on, options are counted. */
const manyOptions = 4;
/** Shapes that are named. */
const mostShapes = 3;

/** Names of parameters that are given by position, shapes after the steps of a space that change them, numbers of options. */
export class CellInlayHints implements InlayHintProvider {
  private readonly words: Words;
  private readonly models: Models;
  private readonly services: LangiumServices;
  private asks = false;
  private readonly shapes = new WeakMap<object, Shapes>();

  constructor(services: LangiumServices, words: Words, models: Models) {
    this.services = services;
    this.words = words;
    this.models = models;
    services.shared.lsp.LanguageServer.onInitialize(({ capabilities }: InitializeParams) => {
      this.asks = capabilities.workspace?.configuration === true;
    });
  }

  async getInlayHints(document: LangiumDocument, { range }: InlayHintParams): Promise<InlayHint[]> {
    const root = document.parseResult.value;
    if (!isFile(root)) return [];
    const from = document.textDocument.offsetAt(range.start);
    const to = document.textDocument.offsetAt(range.end);
    const kinds = await this.kinds(document.uri.toString());
    const seen = (node: AstNode) =>
      node.$cstNode !== undefined && node.$cstNode.offset <= to && node.$cstNode.end >= from;
    const hints: InlayHint[] = [];
    for (const definition of root.definitions.filter(seen)) {
      const nodes = nodesOf(definition).filter(seen);
      if (kinds.parameters) hints.push(...nodes.filter(isCall).flatMap((call) => this.parameterHints(call)));
      const wholes = nodes.filter(isBinary).filter(isWhole);
      if (kinds.options) hints.push(...wholes.flatMap(optionHint));
      if (!kinds.shapes || !isSpace(definition)) continue;
      const shapes = await this.shapesOf(document.uri.toString(), definition.name);
      if (shapes) hints.push(...wholes.flatMap((chain) => shapeHints(chain, shapes)));
    }
    return hints;
  }

  /** All, unless the settings of the editor say otherwise. */
  private async kinds(scopeUri: string): Promise<Kinds> {
    const { Connection: connection } = this.services.shared.lsp;
    const all: Kinds = { parameters: true, shapes: true, options: true };
    if (!this.asks || !connection) return all;
    const settings: Partial<Kinds> | null = await connection.workspace.getConfiguration({ scopeUri, section });
    return { ...all, ...settings };
  }

  /** Worked out once for each state of the texts: models live as long. */
  private async shapesOf(uri: string, name: string): Promise<Shapes | undefined> {
    const model = (await this.models.of(uri))?.spaces.find((space) => space.name === name);
    if (!model) return undefined;
    const known = this.shapes.get(model);
    if (known) return known;
    const shapes = shapesOf(model);
    this.shapes.set(model, shapes);
    return shapes;
  }

  /** From the second on: `conv(3, filters: 16)`. */
  private parameterHints({ callee, arguments: given }: Call): InlayHint[] {
    const target = targetOf(callee as Expression);
    if (target?.$type !== 'Op') return [];
    const hints: InlayHint[] = [];
    let at = 0;
    for (const { name, value } of given) {
      const kind = kindOf(value, this.words);
      if (name !== undefined || kind === 'tensor') continue;
      const parameter = target.parameters[at++];
      const position = value.$cstNode?.range.start;
      // What is named like the parameter needs no hint.
      if (at === 1 || !parameter || !position || kind !== 'value' || value.$cstNode?.text === parameter.name) continue;
      hints.push({ position, label: `${parameter.name}:`, kind: InlayHintKind.Parameter, paddingRight: true });
    }
    return hints;
  }
}

/** True for the whole of `a | b | c`, not for `a | b` in it. */
const isWhole = (binary: Binary): boolean =>
  !(isBinary(binary.$container) && binary.$container.operator === binary.operator);

function optionHint(choice: Binary): InlayHint[] {
  const options = choice.operator === '|' ? optionsOf(choice).length : 0;
  const position = choice.$cstNode?.range.end;
  if (options < manyOptions || !position) return [];
  return [{ position, label: `${options} options`, kind: InlayHintKind.Type, paddingLeft: true }];
}

function shapeHints(chain: Binary, shapes: Shapes): InlayHint[] {
  if (chain.operator !== '->') return [];
  const hints: InlayHint[] = [];
  let before = '';
  for (const step of operands(chain)) {
    const node = step.$cstNode;
    const found = node ? shapes.at(node.offset, node.end) : [];
    if (!node || found.length === 0) continue;
    const more = found.length > mostShapes || (found.length > 1 && !shapes.complete);
    const label = `${found.slice(0, mostShapes).join(' | ')}${more ? ' | …' : ''}`;
    // Only where it changes.
    if (label !== before) {
      const tooltip = shapes.complete ? 'The shape here.' : 'The shape here, in the architectures that were looked at.';
      hints.push({ position: node.range.end, label, kind: InlayHintKind.Type, paddingLeft: true, tooltip });
    }
    before = label;
  }
  return hints;
}
