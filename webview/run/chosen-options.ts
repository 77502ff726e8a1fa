/** The names of what an architecture chose. Pure. */
import type { Diagram } from '../../src/protocol/diagram.ts';

/** By path of the decision: the labels of the chosen options, from a drawing in which they are marked. */
export function chosenOptions(diagram: Diagram): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { decision, options } of diagram.nodes) {
    if (decision === undefined || names.has(decision)) continue;
    const chosen = (options ?? []).filter((option) => option.chosen === true);
    if (chosen.length > 0) names.set(decision, chosen.map(({ label }) => label).join(', '));
  }
  return names;
}
