import type { Arithmetic, Constant, NumberHole, ValuePlan } from './plan.ts';

/** Every value that a numeric hole can take; undefined if they are more than `limit` or without a grid. */
export function holeValues(hole: NumberHole, limit = Number.POSITIVE_INFINITY): number[] | undefined {
  if (hole.step === undefined) return undefined;
  const n = Math.floor((hole.max - hole.min) / hole.step + 1e-9) + 1;
  if (n > limit) return undefined;
  // 12 digits: 0.1 + 2 * 0.1 is 0.3
  return Array.from({ length: n }, (_, i) => Number((hole.min + i * (hole.step ?? 1)).toPrecision(12)));
}

export function calculate(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
  }
}

/** Every value that a plan can take; undefined if they are too many, endless, or known only at a use. */
export function possibleValues(plan: ValuePlan, limit = 1000): Constant[] | undefined {
  switch (plan.kind) {
    case 'constant':
      return [plan.value];
    case 'number':
      return holeValues(plan.hole, limit);
    case 'choice':
      return union(plan.options.map((option) => possibleValues(option, limit)));
    case 'tuple': {
      const items = plan.items.map((item) => possibleValues(item, limit));
      let out: number[][] = [[]];
      for (const values of items) {
        if (!values || out.length * values.length > limit) return undefined;
        out = out.flatMap((head) => values.map((v) => [...head, v as number]));
      }
      return out;
    }
    case 'arithmetic': {
      const left = possibleValues(plan.left, limit);
      const right = possibleValues(plan.right, limit);
      if (!left || !right || left.length * right.length > limit) return undefined;
      const results = left.flatMap((a) => right.map((b) => calculate(plan.operator, Number(a), Number(b))));
      return [...new Set(results)];
    }
    case 'shared':
      return possibleValues(plan.group.plan, limit);
    case 'channels':
    case 'setting':
      return undefined;
  }
}

/** Values of a plan that tell whether all are allowed: every one, or the ends of a range without a grid. */
export function extremes(plan: ValuePlan): Constant[] {
  if (plan.kind === 'choice') return plan.options.flatMap(extremes);
  return possibleValues(plan) ?? (plan.kind === 'number' ? [plan.hole.min, plan.hole.max] : []);
}

function union(sets: readonly (Constant[] | undefined)[]): Constant[] | undefined {
  const all: Constant[] = [];
  for (const set of sets) {
    if (!set) return undefined;
    all.push(...set);
  }
  return [...new Set(all)];
}

/** The value of a plan without holes. */
export function constantOf(plan: ValuePlan): Constant | undefined {
  const values =
    plan.kind === 'constant' || plan.kind === 'tuple' || plan.kind === 'shared' ? possibleValues(plan, 1) : [];
  return values?.length === 1 ? values[0] : undefined;
}

/** Whether a value depends on where a cell or an `op` is used. */
export function isKnownAtUse(plan: ValuePlan): boolean {
  switch (plan.kind) {
    case 'channels':
    case 'setting':
      return true;
    case 'constant':
    case 'number':
      return false;
    case 'choice':
      return plan.options.some(isKnownAtUse);
    case 'tuple':
      return plan.items.some(isKnownAtUse);
    case 'arithmetic':
      return isKnownAtUse(plan.left) || isKnownAtUse(plan.right);
    case 'shared':
      return isKnownAtUse(plan.group.plan);
  }
}
