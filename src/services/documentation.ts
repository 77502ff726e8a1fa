import { AstUtils, type DocumentationProvider } from 'langium';
import { parameterOf } from '../language/callee.ts';
import { cellSettings } from '../language/checks/arguments.ts';
import { type ClauseSpec, type ClauseTakes, clauseOf } from '../language/clauses.ts';
import type { Argument, Clause, Expression, Named, Parameter } from '../language/generated/ast.ts';
import type { VocabularyEntry } from '../language/vocabulary.ts';
import { isBuiltin, type Words } from '../language/words.ts';

/** Texts for people about names: one source for hover, completion and signature help. */
export class Documentation {
  readonly words: Words;
  private readonly comments: DocumentationProvider;

  constructor(words: Words, comments: DocumentationProvider) {
    this.words = words;
    this.comments = comments;
  }

  /** `op conv(k = 3, filters = same)`, `cell normal(x)`, `let width = 8 | 16`. */
  signature(named: Named): string {
    switch (named.$type) {
      case 'Op': {
        const role = this.words.of(named)?.role;
        return `${role && role !== 'operation' ? role : 'op'} ${named.name}${parameterList(named.parameters)}`;
      }
      case 'CellDef':
        return `cell ${named.name}${named.family ? `[${textOf(named.family)}]` : ''}${parameterList(named.parameters)}`;
      case 'Space':
        return `space ${named.name}${parameterList(named.parameters)}`;
      case 'Settings':
        return `${named.kind} ${named.name}`;
      case 'Parameter':
        return `${named.name}${named.default ? ` = ${textOf(named.default)}` : ''}`;
      case 'Let':
        return `let ${named.name} = ${shorten(textOf(named.value))}`;
      case 'Nodes':
        return `nodes ${named.name}${named.count ? `[${textOf(named.count)}]` : ''}`;
      case 'Stage':
        return `stage ${named.name}`;
    }
  }

  /** Markdown about a name: its signature, documentation and parameters. */
  about(named: Named): string {
    const code = `\`\`\`cell\n${this.signature(named)}\n\`\`\``;
    const entry = this.words.of(named);
    if (entry) return [code, entry.doc, parameterTable(entry)].filter(Boolean).join('\n\n');
    return [code, this.detailOf(named), this.comments.getDocumentation(named)].filter(Boolean).join('\n\n');
  }

  /** Markdown about a parameter, from the table for built-in operations. */
  aboutParameter(parameter: Parameter): string {
    const owner = parameter.$container;
    const code = `\`\`\`cell\n${this.signature(parameter)}\n\`\`\``;
    const row = isBuiltin(owner) && this.words.of(owner)?.parameters.find(({ name }) => name === parameter.name);
    if (row) return [code, `Parameter of \`${owner.name}\`: ${row.takes}.`, row.doc].filter(Boolean).join('\n\n');
    if (owner.$type !== 'CellDef') return `${code}\n\nParameter of \`${owner.name}\`.`;
    const what = parameter.default ? 'Setting' : 'Tensor that is read by';
    return `${code}\n\n${what} ${parameter.default ? 'of ' : ''}the cell \`${owner.name}\`.`;
  }

  /** Markdown about the name of an argument. */
  aboutArgument(argument: Argument): string | undefined {
    const parameter = parameterOf(argument);
    if (parameter) return this.aboutParameter(parameter);
    return argument.name !== undefined && cellSettings.includes(argument.name) ? settingDocs[argument.name] : undefined;
  }

  aboutClause(clause: Clause): string | undefined {
    const spec = clauseOf(clause.$container.kind, clause.name);
    return spec && aboutClauseSpec(spec);
  }

  private detailOf(named: Named): string | undefined {
    if (named.$type === 'Parameter') return undefined;
    const home = AstUtils.getDocument(named).uri.path.split('/').at(-1);
    return named.$type === 'Stage' ? undefined : `in ${home}`;
  }
}

/** What every cell takes besides its own settings. */
export const settingDocs: Readonly<Record<string, string>> = {
  filters: 'Channels of the convolutions in the cell that give no number of their own.',
  stride: 'Stride of the operations that read the inputs of the cell.',
  units: 'Size of the state of a recurrent cell.',
};

export const aboutClauseSpec = (spec: ClauseSpec): string =>
  [`\`\`\`cell\n${spec.example}\n\`\`\``, spec.doc, `Takes ${takes(spec.takes)}.`].join('\n\n');

function takes(what: ClauseTakes): string {
  switch (what.kind) {
    case 'word':
      return /^[aeiou]/.test(what.role) ? `an ${what.role}` : `a ${what.role}`;
    case 'definition':
      return `the name of a ${what.of}`;
    case 'switch':
      return 'on or off';
    case 'number':
    case 'text':
      return what.text;
    case 'condition':
      return 'a condition over measures';
  }
}

/** One row a parameter: name, default, what it takes, what it means. */
function parameterTable(entry: VocabularyEntry): string {
  if (entry.parameters.length === 0) return '';
  const rows = entry.parameters.map(
    ({ name, default: value, takes: range, doc }) =>
      `| \`${name}\` | ${value === undefined ? 'required' : `\`${cell(value)}\``} | ${cell(range)} | ${cell(doc)} |`,
  );
  return ['| parameter | default | takes | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const parameterList = (parameters: readonly Parameter[]): string =>
  parameters.length === 0
    ? ''
    : `(${parameters.map((p) => (p.default ? `${p.name} = ${textOf(p.default)}` : p.name)).join(', ')})`;

const textOf = (expression: Expression | undefined): string => expression?.$cstNode?.text ?? '';
const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};
