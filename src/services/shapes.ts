import { random } from '../base/random.ts';
import { NetworkError } from '../network/network-error.ts';
import { describe } from '../network/tensor-type.ts';
import type { Assignment } from '../space/decision.ts';
import type { SpaceModel } from '../space/model.ts';

/** What operations give, by where they are written. */
export interface Shapes {
  /** The smallest first; empty where nothing is known. */
  at(offset: number, end: number): readonly string[];
  /** False if only some of the architectures were looked at. */
  readonly complete: boolean;
}

/** Architectures that are built, and nodes of all of them: some milliseconds, for hints are asked for after every edit. */
const mostArchitectures = 16;
const mostNodes = 500;

/** The shapes in a space: of all its architectures if they are few, else of some that are drawn. */
export function shapesOf(model: SpaceModel): Shapes {
  const found = new Map<string, Set<string>>();
  const { count } = model.space;
  const few = count !== undefined && count <= BigInt(mostArchitectures);
  let nodes = 0;
  let complete = few;
  for (const assignment of few ? model.space.enumerate() : samples(model)) {
    if (nodes > mostNodes) {
      complete = false;
      break;
    }
    nodes += collect(model, assignment, found);
  }
  const bySize = new Intl.Collator('en', { numeric: true });
  return { complete, at: (offset, end) => [...(found.get(`${offset} ${end}`) ?? [])].sort(bySize.compare) };
}

function* samples({ space }: SpaceModel): Generator<Assignment> {
  const draws = random(1);
  for (let i = 0; i < mostArchitectures; i++) yield space.sample(draws);
}

/** How many nodes were looked at. */
function collect(model: SpaceModel, assignment: Assignment, found: Map<string, Set<string>>): number {
  try {
    const { nodes } = model.instantiate(assignment);
    for (const { provenance, type } of nodes) {
      const { range } = provenance;
      if (range?.uri !== model.range.uri) continue;
      const key = `${range.offset} ${range.end}`;
      const known = found.get(key);
      if (known) known.add(describe(type));
      else found.set(key, new Set([describe(type)]));
    }
    return nodes.length;
  } catch (error) {
    // Shapes that can't meet are a diagnostic.
    if (error instanceof NetworkError) return 100;
    throw error;
  }
}
