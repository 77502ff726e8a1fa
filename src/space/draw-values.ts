import type { DiagramNode } from '../protocol/diagram.ts';
import type { Drawing } from './drawing.ts';
import type { AttributePlan, Constant, Group, Hole, ValuePlan } from './plan.ts';
import { calculate, constantOf } from './possible.ts';

/** The decisions of a value, those that it shares with others included. */
export function holesOf(plan: ValuePlan): Hole[] {
  switch (plan.kind) {
    case 'number':
      return [plan.hole];
    case 'choice':
      return [plan.hole, ...plan.options.flatMap(holesOf)];
    case 'tuple':
      return plan.items.flatMap(holesOf);
    case 'arithmetic':
      return [...holesOf(plan.left), ...holesOf(plan.right)];
    case 'shared':
      return holesOf(plan.group.plan);
    case 'constant':
    case 'channels':
    case 'setting':
      return [];
  }
}

/** The shared values that it is made of and that are open. */
function groupsOf(plan: ValuePlan): Group<ValuePlan>[] {
  switch (plan.kind) {
    case 'shared':
      return holesOf(plan).length > 0 ? [plan.group] : [];
    case 'arithmetic':
      return [...groupsOf(plan.left), ...groupsOf(plan.right)];
    case 'tuple':
      return plan.items.flatMap(groupsOf);
    case 'choice':
      return plan.options.flatMap(groupsOf);
    case 'constant':
    case 'number':
    case 'channels':
    case 'setting':
      return [];
  }
}

/** What a value is, as far as it is decided; undefined where it is open. */
export function knownValue(drawing: Drawing, plan: ValuePlan): Constant | undefined {
  switch (plan.kind) {
    case 'constant':
      return plan.value;
    case 'number':
      return drawing.decided(plan.hole) as number | undefined;
    case 'choice': {
      const index = drawing.decided(plan.hole);
      const option = typeof index === 'number' ? plan.options[index] : undefined;
      return option && knownValue(drawing, option);
    }
    case 'tuple': {
      const items = plan.items.map((item) => knownValue(drawing, item));
      return items.every((item) => typeof item === 'number') ? items : undefined;
    }
    case 'arithmetic': {
      const [left, right] = [knownValue(drawing, plan.left), knownValue(drawing, plan.right)];
      return typeof left === 'number' && typeof right === 'number' ? calculate(plan.operator, left, right) : undefined;
    }
    case 'shared':
      return knownValue(drawing, plan.group.plan);
    case 'channels':
    case 'setting':
      return undefined;
  }
}

const text = (value: Constant): string => (Array.isArray(value) ? value.join('x') : String(value));

/** Arguments as written, those that were open with what was decided. */
export function argumentsText(
  drawing: Drawing,
  attributes: readonly AttributePlan[],
  label: string,
): string | undefined {
  const written = /^[^(]*\(([\s\S]*)\)$/.exec(label)?.[1]?.trim();
  const isOpen = attributes.some((a) => a.kind === 'value' && constantOf(a.value) === undefined);
  if (!drawing.isDecided || !isOpen) return written;
  const parts = attributes.flatMap((a) => {
    const value = a.kind === 'value' ? knownValue(drawing, a.value) : undefined;
    return value === undefined ? [] : [`${a.name} ${text(value)}`];
  });
  return parts.length === attributes.length ? parts.join(', ') : written;
}

/** The decision that a node shows: the only one that configures it. */
export function shownDecision(
  drawing: Drawing,
  attributes: readonly AttributePlan[],
): Pick<DiagramNode, 'decision' | 'options'> {
  const values = attributes.flatMap((a) => (a.kind === 'value' ? [a.value] : []));
  for (const value of values) for (const group of groupsOf(value)) drawing.share(group, holesOf(group.plan));
  const own = values.filter((value) => groupsOf(value).length === 0).flatMap(holesOf);
  const [hole] = [...own, ...values.flatMap(holesOf)];
  if (!hole) return {};
  const options = own.length === 1 ? drawing.options(hole) : undefined;
  return { decision: hole.path, ...(options && { options }) };
}
