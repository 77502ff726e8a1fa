import type { LangiumDocument } from 'langium';
import type { TextFix } from '../language/text-fix.ts';
import type { CellDiagnostic, Fix } from '../space/model.ts';

type LspDiagnostic = NonNullable<LangiumDocument['diagnostics']>[number];

const severities = { 1: 'error', 2: 'warning', 3: 'information', 4: 'information' } as const;

/** From Langium's form (lines and columns) to the project's (offsets). */
export function toCellDiagnostic(diagnostic: LspDiagnostic, text: LangiumDocument['textDocument']): CellDiagnostic {
  const { range, severity = 1, code, message } = diagnostic;
  const { fix } = (diagnostic.data ?? {}) as { readonly fix?: TextFix };
  return {
    range: { uri: text.uri, offset: text.offsetAt(range.start), end: text.offsetAt(range.end) },
    severity: severities[severity],
    code: String(code ?? 'error'),
    message: typeof message === 'string' ? message : message.value,
    ...(fix && { fix: inFile(fix, text.uri) }),
  };
}

const inFile = ({ title, edits }: TextFix, uri: string): Fix => ({
  title,
  edits: edits.map(({ offset, end, text }) => ({ range: { uri, offset, end }, text })),
});
