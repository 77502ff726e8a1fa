import type { ValidationAcceptor, ValidationChecks } from 'langium';
import { didYouMean, listed } from '../../base/closest.ts';
import { targetOf } from '../callee.ts';
import { type ClauseSpec, clauseOf, clauses, type SettingsKind } from '../clauses.ts';
import { codes } from '../codes.ts';
import type { CellAstType, Clause, Expression, Settings } from '../generated/ast.ts';
import { optionsOf } from '../options.ts';
import type { Words } from '../words.ts';

/** Clauses against the table of clauses. */
export function clauseChecks(words: Words): ValidationChecks<CellAstType> {
  return {
    Settings: (settings, accept) => {
      checkRepeated(settings, accept);
      checkMissing(settings, accept);
      for (const clause of settings.clauses) {
        const spec = clauseOf(settings.kind, clause.name);
        if (spec) checkValues(clause, spec, words, accept);
        else unknownClause(clause, settings.kind, accept);
      }
    },
  };
}

function unknownClause(clause: Clause, kind: SettingsKind, accept: ValidationAcceptor): void {
  const names = clauses[kind].map(({ name }) => name);
  const others = (['dataset', 'train', 'search'] as const).filter((other) => clauseOf(other, clause.name));
  const hint =
    others.length > 0
      ? ` It belongs in a ${others[0]}.`
      : didYouMean(clause.name, names) || ` Its clauses are ${names.join(', ')}.`;
  const message = `'${clause.name}' is not a clause of a ${kind}.${hint}`;
  accept('error', message, { node: clause, property: 'name', code: codes.unknownClause });
}

function checkRepeated(settings: Settings, accept: ValidationAcceptor): void {
  const seen = new Set<string>();
  for (const clause of settings.clauses) {
    const spec = clauseOf(settings.kind, clause.name);
    if (!spec || spec.repeatable) continue;
    if (seen.has(spec.name)) {
      const hint = spec.values.max > 1 ? ' Several values stand in one clause, with commas between them.' : '';
      const message = `'${spec.name}' is given twice.${hint}`;
      accept('error', message, { node: clause, property: 'name', code: codes.duplicateClause });
    }
    seen.add(spec.name);
  }
}

function checkMissing(settings: Settings, accept: ValidationAcceptor): void {
  // What belongs to another kind or is misspelt was reported at the clause; it may be the missing one.
  if (settings.clauses.some((clause) => !clauseOf(settings.kind, clause.name))) return;
  const has = (name: string) => settings.clauses.some((clause) => clause.name === name);
  const report = (message: string) =>
    accept('error', message, { node: settings, property: 'name', code: codes.missingClause });
  const missing = clauses[settings.kind].find((spec) => spec.required && !has(spec.name));
  const who = `The ${settings.kind} '${settings.name}'`;
  const judged = has('evaluate') || (has('train') && has('data'));
  if (missing) report(`${who} needs '${missing.name}', such as: ${missing.example}`);
  else if (settings.kind !== 'search') return;
  else if (!has('maximize') && !has('minimize')) report(`${who} needs an objective, such as: maximize accuracy`);
  else if (judged) return;
  else if (has('data')) report(`${who} needs 'train', such as: train quick`);
  else if (has('train')) report(`${who} needs 'data', such as: data digits`);
  else report(`${who} does not say how a trial is judged: give data and train, or evaluate.`);
}

function checkValues(clause: Clause, spec: ClauseSpec, words: Words, accept: ValidationAcceptor): void {
  const { min, max } = spec.values;
  const count = clause.values.length;
  if (count < min || count > max) {
    const wanted = min === max ? `${min === 1 ? 'one value' : `${min} values`}` : `${min} to ${max} values`;
    const message = `'${spec.name}' takes ${wanted}, not ${count}: ${spec.example}`;
    accept('error', message, { node: clause, code: codes.clauseValues });
    return;
  }
  for (const value of clause.values) for (const option of optionsOf(value)) checkKind(option, spec, words, accept);
}

/** A name of the wrong kind; names that link to nothing are the linker's or the model's. */
function checkKind(value: Expression, spec: ClauseSpec, words: Words, accept: ValidationAcceptor): void {
  const target = targetOf(value.$type === 'Call' ? (value.callee as Expression) : value);
  const report = (message: string) => accept('error', message, { node: value, code: codes.wrongKind });
  switch (spec.takes.kind) {
    case 'word': {
      const { role } = spec.takes;
      // A column of a table may be called like anything.
      if (role === 'measure') return;
      const names = listed(words.names(role));
      const entry = words.of(target);
      if (isPlain(value)) report(`'${spec.name}' takes ${article(role)} (${names}): ${spec.example}`);
      else if (entry && entry.role !== role)
        report(`'${entry.name}' is ${article(entry.role)}; '${spec.name}' takes ${article(role)} (${names}).`);
      else if (target && !entry)
        report(`'${target.name}' is defined in this project; '${spec.name}' takes ${article(role)} (${names}).`);
      return;
    }
    case 'definition': {
      const { of } = spec.takes;
      if (isPlain(value)) report(`'${spec.name}' takes the name of a ${of}: ${spec.example}`);
      if (!target) return;
      const fits = of === 'space' ? target.$type === 'Space' : target.$type === 'Settings' && target.kind === of;
      if (!fits) report(`'${target.name}' is no ${of}; '${spec.name}' takes the name of a ${of}.`);
      return;
    }
    case 'switch':
      if (!target && !isPlain(value)) return;
      if (target?.name !== 'on' && target?.name !== 'off') report(`'${spec.name}' is on or off.`);
      return;
    case 'text':
      if (value.$type !== 'TextLiteral') report(`'${spec.name}' takes ${spec.takes.text}, in quotes: ${spec.example}`);
      return;
    case 'number':
    case 'condition':
      return;
  }
}

const isPlain = (value: Expression): boolean =>
  ['NumberLiteral', 'TextLiteral', 'BooleanLiteral', 'DimensionLiteral', 'Range'].includes(value.$type);

const article = (role: string): string => (/^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`);
