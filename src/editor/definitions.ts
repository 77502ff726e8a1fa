/** Which definition of a file is meant. Pure. */
import type { Outline, OutlineDefinition } from '../protocol/server-requests.ts';

const holds = ({ extent }: OutlineDefinition, offset: number): boolean =>
  extent.offset <= offset && offset <= extent.end;

/** What can be drawn, in the order of the source. */
export const drawable = (outline: Outline): readonly string[] =>
  [...outline.spaces, ...outline.cells].sort((a, b) => a.range.offset - b.range.offset).map(({ name }) => name);

/** What to draw for a cursor: the space or cell around it, the space of the search around it, else the first space. */
export function definitionAt(outline: Outline, offset: number): string | undefined {
  const around = [...outline.spaces, ...outline.cells].find((definition) => holds(definition, offset));
  const search = outline.searches.find((definition) => holds(definition, offset));
  return around?.name ?? search?.space ?? outline.spaces[0]?.name ?? outline.cells[0]?.name;
}

/** The searches of a file, the one around the cursor first. */
export function searchesFrom(outline: Outline, offset: number): Outline['searches'] {
  const around = outline.searches.filter((definition) => holds(definition, offset));
  return [...around, ...outline.searches.filter((definition) => !around.includes(definition))];
}
