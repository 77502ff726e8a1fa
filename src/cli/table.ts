/** A text table: two spaces between columns, numbers to the right, cut to the width of the terminal. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  options: { columns: number; indent?: string; heading?: (text: string) => string },
): string {
  const indent = options.indent ?? '';
  const numeric = head.map(
    (_, i) =>
      rows.length > 0 && rows.every((row) => /^(|-|[-+]?[\d.,]+(e[-+]?\d+)?[kMG%∞]?( s| ms)?)$/.test(row[i] ?? '')),
  );
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]): string => {
    const text = cells
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ');
    return cut(indent + text.trimEnd(), options.columns);
  };
  const heading = options.heading ?? ((text: string) => text);
  return `${[heading(line(head)), ...rows.map(line)].join('\n')}\n`;
}

/** At most `columns` characters; an ellipsis shows that there was more. */
export const cut = (text: string, columns: number): string =>
  text.length <= columns ? text : `${text.slice(0, Math.max(1, columns - 1))}…`;
