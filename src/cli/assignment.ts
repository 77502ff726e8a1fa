import type { AssignmentRecord } from '../protocol/run-events.ts';
import type { Decision, DecisionValue } from '../space/decision.ts';
import { metric } from './numbers.ts';

/** What a value means: the option's text, the picked options, the number. */
function valueText(decision: Decision | undefined, value: DecisionValue): string {
  switch (decision?.kind) {
    case 'choice':
      return typeof value === 'number' ? (decision.options[value] ?? String(value)) : String(value);
    case 'subset':
      return Array.isArray(value)
        ? `{${value.map((i: number) => decision.options[i] ?? String(i)).join(', ')}}`
        : String(value);
    case 'integer':
      return String(value);
    case 'real':
      return typeof value === 'number' ? metric(value) : String(value);
    case undefined:
      return typeof value === 'number' ? metric(value) : `{${value.join(', ')}}`;
  }
}

/** `path = value` a line, in the order of the decisions. */
export function assignmentLines(decisions: readonly Decision[], assignment: AssignmentRecord, indent: string): string {
  const known = decisions.filter((decision) => decision.path in assignment);
  const others = Object.keys(assignment).filter((path) => !known.some((decision) => decision.path === path));
  const width = Math.max(0, ...Object.keys(assignment).map((path) => path.length));
  const line = (path: string, decision: Decision | undefined): string =>
    `${indent}${path.padEnd(width)} = ${valueText(decision, assignment[path] as DecisionValue)}\n`;
  return (
    known.map((decision) => line(decision.path, decision)).join('') +
    others.map((path) => line(path, undefined)).join('')
  );
}
