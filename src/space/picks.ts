import type { Pick } from '../language/generated/ast.ts';
import type { Elaboration, Read } from './elaboration.ts';
import { present } from './expressions.ts';
import { fault, rangeOf } from './fault.ts';
import { itemsOf, slotOf } from './lists.ts';
import type { Item } from './plan.ts';
import type { Env } from './scope.ts';

/** `pick`, `pick 2`, `pick 1..3`, `pick any`, each with `of (…)`: a choice of earlier tensors. */
export function elaboratePick(x: Elaboration, e: Pick, env: Env, path: string): Read {
  const items = candidates(x, e, env, path);
  const n = items.length;
  const range = rangeOf(e);
  const labels = items.map((item) => item.label);
  if (!e.any && e.min === undefined) {
    if (n === 0) fault(e, 'pick-count', 'There is nothing to pick from: no tensor stands before this.');
    if (n === 1) return { kind: 'one', tensor: present(items[0]).tensor };
    const hole = { kind: 'choice', path: x.context.names.claim(`${path}/pick`), range, options: labels } as const;
    return { kind: 'one', tensor: { kind: 'pick', hole, from: items, range } };
  }
  const least = e.any ? 0 : Number(e.min);
  const most = e.any ? n : e.max === undefined ? least : Number(e.max);
  if (!Number.isInteger(least) || !Number.isInteger(most) || most < least || (most < 1 && !e.any)) {
    fault(e, 'pick-count', 'How many to pick is an integer of at least 1, or a range such as 1..3.');
  }
  if (least > n) {
    fault(
      e,
      'pick-count',
      `${least} different tensors are to be picked here, but ${n === 1 ? 'only one stands' : `only ${n} stand`} before this.`,
    );
  }
  if (n === 0 || least === n) return { kind: 'many', list: { kind: 'items', items } };
  const max = Math.min(most, n);
  const own = x.context.names.claim(`${path}/pick`);
  const hole = { kind: 'subset', path: own, range, options: labels, min: least, max } as const;
  return { kind: 'many', list: { kind: 'subset', hole, items, range } };
}

function candidates(x: Elaboration, e: Pick, env: Env, path: string): readonly Item[] {
  if (!e.source) {
    return (
      env.tensors?.available ??
      fault(e, 'outside-cell', 'Pick chooses among the tensors of a cell; write pick of (…) here.')
    );
  }
  const read = x.read(e.source, env, path);
  const items = read.kind === 'one' ? [{ label: 'x', tensor: read.tensor }] : itemsOf(read.list);
  if (!items)
    fault(e.source, 'pick-source', 'What is picked from is a fixed list of tensors, not itself picked or unused.');
  if (items.some((item) => slotOf(item.tensor)?.exists)) {
    fault(
      e.source,
      'pick-source',
      'The number of these nodes is a decision, so none can be picked: use all, last or unused.',
    );
  }
  return items;
}
