/** JSON for people: indented by two, but a list of plain values is one line, so that a vector does not fill a page. */
export const compactJson = (value: unknown): string =>
  // As JSON has it: `toJSON` called, what it can't say left out.
  laidOut(JSON.parse(JSON.stringify(value)), '');

function laidOut(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const list = Array.isArray(value);
  const [open, close] = list ? '[]' : '{}';
  const entries = Object.entries(value);
  if (entries.length === 0) return `${open}${close}`;
  if (list && value.every((item) => typeof item !== 'object' || item === null))
    return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  const inner = `${indent}  `;
  const lines = entries.map(
    ([key, item]) => `${inner}${list ? '' : `${JSON.stringify(key)}: `}${laidOut(item, inner)}`,
  );
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}
