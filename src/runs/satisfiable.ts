import { random } from '../base/random.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Assignment } from '../space/decision.ts';
import type { Constraint, SearchModel } from '../space/model.ts';
import { neighbours } from '../strategies/mutation.ts';
import { knownMeasures } from './known-measures.ts';

/** Architectures drawn before the nearest are climbed from. */
const DRAWS = 200;
/** Architectures looked at while climbing. */
const STEPS = 1000;
/** Spaces of up to this many architectures are listed instead: the answer is then certain. */
const LISTABLE = 3000n;

/** What was found where nothing keeps the constraints. */
export interface Unsatisfiable {
  /** Of those that the nearest architecture breaks, the first. */
  readonly constraint: Constraint;
  readonly message: string;
}

interface Found {
  readonly assignment: Assignment;
  readonly measures: Readonly<Record<string, number>>;
  readonly violation: number;
}

/**
 * Whether the constraints that are known before training can be kept: looks for an architecture that does, by drawing, then
 * by going downhill from the nearest (small spaces: everywhere). Undefined if there is one; else the nearest.
 */
export function unsatisfiable(model: SearchModel, seed: number): Unsatisfiable | undefined {
  const { space, search, constraints } = model;
  const early = constraints.filter((constraint) => constraint.beforeTraining);
  if (early.length === 0) return undefined;
  const measuresOf = knownMeasures(model);
  let tried = 0;
  const look = (assignment: Assignment): Found => {
    tried++;
    try {
      const measures = measuresOf(space.instantiate(assignment));
      return { assignment, measures, violation: early.reduce((sum, c) => sum + c.violation(measures), 0) };
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return { assignment, measures: {}, violation: Number.POSITIVE_INFINITY };
    }
  };
  const source = random(seed).fork('constraints');
  let nearest: Found | undefined;
  /** True once one is found that keeps all. */
  const keeps = (found: Found): boolean => {
    if (!nearest || found.violation < nearest.violation) nearest = found;
    return nearest.violation === 0;
  };
  for (let i = 0; i < DRAWS; i++) if (keeps(look(search.sample(source)))) return undefined;
  const certain = search.count !== undefined && search.count <= LISTABLE;
  if (certain) {
    tried = 0;
    for (const assignment of search.enumerate()) if (keeps(look(assignment))) return undefined;
  } else {
    for (let from: Found | undefined = nearest; from && tried < DRAWS + STEPS; ) {
      const here: Found = from;
      from = undefined;
      for (const neighbour of neighbours(search, here.assignment, source)) {
        const found = look(neighbour);
        if (keeps(found)) return undefined;
        if (found.violation < here.violation) from = found;
        if (from || tried >= DRAWS + STEPS) break;
      }
    }
  }
  return nearest && explained(early, nearest, certain ? `all ${tried}` : `${tried} tried`);
}

function explained(early: readonly Constraint[], { measures, violation }: Found, tried: string): Unsatisfiable {
  const broken = early.filter((constraint) => !(constraint.violation(measures) === 0));
  const [constraint] = broken as [Constraint];
  const texts = broken.map(({ text }) => `'${text}'`).join(' and ');
  const names = [...new Set(broken.flatMap((each) => each.measures))];
  const values = names.flatMap((name) => (name in measures ? [`${name} ${measures[name]?.toLocaleString('en')}`] : []));
  const nearest = Number.isFinite(violation)
    ? `the nearest has ${values.join(', ')}. Allow that, or give the space smaller and larger options.`
    : 'in none of them do the shapes meet.';
  return { constraint, message: `No architecture was found that keeps ${texts} (${tried}): ${nearest}` };
}
