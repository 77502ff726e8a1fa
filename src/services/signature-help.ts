import { AstUtils, CstUtils, type LangiumDocument, type Lexer, type ScopeProvider } from 'langium';
import type { LangiumServices, SignatureHelpProvider } from 'langium/lsp';
import type { SignatureHelp, SignatureHelpParams } from 'vscode-languageserver';
import type { Named } from '../language/generated/ast.ts';
import { isTensorParameter } from '../language/kinds.ts';
import { type CallSite, cursorAt } from './cursor.ts';
import type { Documentation } from './documentation.ts';

/** The parameters of the call that is being written. */
export class CellSignatureHelp implements SignatureHelpProvider {
  private readonly lexer: Lexer;
  private readonly scopes: ScopeProvider;
  private readonly documentation: Documentation;

  constructor(services: LangiumServices, documentation: Documentation) {
    this.lexer = services.parser.Lexer;
    this.scopes = services.references.ScopeProvider;
    this.documentation = documentation;
  }

  get signatureHelpOptions() {
    return { triggerCharacters: ['('], retriggerCharacters: [',', ':'] };
  }

  provideSignatureHelp(document: LangiumDocument, params: SignatureHelpParams): SignatureHelp | undefined {
    const offset = document.textDocument.offsetAt(params.position);
    const { call } = cursorAt(document.textDocument.getText(), offset, this.lexer);
    const target = call && calledAt(document, call, this.scopes);
    if (!call || (target?.$type !== 'Op' && target?.$type !== 'CellDef')) return undefined;
    const entry = this.documentation.words.of(target);
    // What a cell reads comes through the chain or by position; its settings are given by name.
    const shown = target.parameters;
    const active = shown.findIndex(({ name }) => name === call.name);
    const documentation = entry?.doc ?? '';
    return {
      signatures: [
        {
          label: this.documentation.signature(target),
          documentation: { kind: 'markdown', value: documentation },
          parameters: shown.map((parameter) => ({
            label: this.documentation.signature(parameter),
            documentation: { kind: 'markdown', value: this.documentation.aboutParameter(parameter) },
          })),
        },
      ],
      activeSignature: 0,
      activeParameter: call.name === undefined ? this.positionOf(target, call) : Math.max(0, active),
    };
  }

  private positionOf(target: Named, call: CallSite): number {
    if (target.$type !== 'CellDef') return call.position;
    const tensors = target.parameters.filter(isTensorParameter).length;
    return Math.min(call.position, Math.max(0, tensors - 1));
  }
}

/** The definition that a callee names, found through the scope of its place: the call itself may not parse yet. */
export function calledAt(document: LangiumDocument, call: CallSite, scopes: ScopeProvider): Named | undefined {
  const container = nodeAt(document, call.offset);
  if (!container) return undefined;
  const reference = { $refText: call.callee, ref: undefined };
  const found = scopes.getScope({ reference, container, property: 'target' }).getElement(call.callee);
  return found?.node as Named | undefined;
}

/** The innermost node around an offset, or the one before it. */
export function nodeAt(document: LangiumDocument, offset: number) {
  const root = document.parseResult.value;
  const leaf = root.$cstNode && CstUtils.findLeafNodeBeforeOffset(root.$cstNode, offset);
  return leaf ? leaf.astNode : AstUtils.findRootNode(root);
}
