import type { Random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';

/** The same space, but what is drawn or made of parts is changed to another architecture of it. */
export const changedSpace = (
  space: SearchSpace,
  change: (assignment: Assignment, random: Random) => Assignment,
): SearchSpace => ({
  // Both cost something when they are first asked for.
  get decisions() {
    return space.decisions;
  },
  get count() {
    return space.count;
  },
  changesMore: true,
  sample: (random) => change(space.sample(random), random),
  active: (assignment) => space.active(assignment),
  repair: (partial, random) => change(space.repair(partial, random), random),
  enumerate: () => space.enumerate(),
  key: (assignment) => space.key(assignment),
});
