import { AstUtils, type ValidationAcceptor, type ValidationChecks } from 'langium';
import { didYouMean } from '../../base/closest.ts';
import { targetOf } from '../callee.ts';
import { codes } from '../codes.ts';
import {
  type Argument,
  type Call,
  type CellAstType,
  type CellDef,
  type Expression,
  isCall,
  isClause,
  isPrefix,
  type Named,
  type Ref,
} from '../generated/ast.ts';
import { kindOf, tensorParameters } from '../kinds.ts';
import type { VocabularyEntry } from '../vocabulary.ts';
import type { Words } from '../words.ts';

/** What can be given in parentheses. */
interface Signature {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly required: boolean }[];
}

/** Every cell takes these, whether it declares them or not. */
export const cellSettings = ['filters', 'stride', 'units'];

/** Arguments against the parameters of what is called. */
export function argumentChecks(words: Words): ValidationChecks<CellAstType> {
  return {
    Call: (call, accept) => {
      const target = targetOf(call.callee as Expression);
      if (!target) return;
      checkRepeated(call, accept);
      // Schemes take the measures of their search by name, fidelities columns of its table: both are checked with the search.
      if (['scheme', 'fidelity'].includes(words.of(target)?.role ?? '')) return;
      const signature = signatureOf(target, words);
      if (signature) checkCall(call, signature, words, accept);
      else if (target.$type === 'CellDef') checkCellCall(call, target, words, accept);
      else checkCallable(call, target, words, accept);
      checkInput(call, words.of(target), accept);
    },
    Ref: (ref, accept) => {
      const target = ref.target?.ref;
      if (!target || isCallee(ref)) return;
      const missing = signatureOf(target, words)?.parameters.find(({ required }) => required);
      if (missing) {
        const message = `'${target.name}' needs '${missing.name}': ${target.name}(${missing.name}: …).`;
        accept('error', message, { node: ref, code: codes.missingArgument });
      }
    },
    Prefix: (prefix, accept) => {
      if (prefix.operator !== 'input') return;
      const target = targetOf(isCall(prefix.operand) ? (prefix.operand.callee as Expression) : prefix.operand);
      if (!target || words.of(target)?.role === 'input') return;
      const kinds = words.names('input').join(', ');
      const message = `After 'input' comes the type of the tensor: ${kinds}.`;
      accept('error', message, { node: prefix.operand, code: codes.inputKind });
    },
  };
}

function isCallee(ref: Ref): boolean {
  let node: Expression = ref;
  while (node.$container.$type === 'Group') node = node.$container;
  return isCall(node.$container) && node.$containerProperty === 'callee';
}

function signatureOf(target: Named, words: Words): Signature | undefined {
  if (target.$type !== 'Op') return undefined;
  const entry = words.of(target);
  if (entry && !takesArguments(entry)) return undefined;
  const { name, parameters } = target;
  return { name, parameters: parameters.map((p) => ({ name: p.name, required: p.default === undefined })) };
}

/** Tensors, values and most measures are used as they are; operations may read tensors in parentheses. */
const takesArguments = (entry: VocabularyEntry): boolean =>
  entry.parameters.length > 0 || !['tensor', 'value', 'measure'].includes(entry.role);

function checkRepeated(call: Call, accept: ValidationAcceptor): void {
  const seen = new Set<string>();
  for (const argument of call.arguments) {
    if (argument.name === undefined) continue;
    if (seen.has(argument.name)) {
      const message = `'${argument.name}' is given twice.`;
      accept('error', message, { node: argument, property: 'name', code: codes.repeatedArgument });
    }
    seen.add(argument.name);
  }
}

function checkCall(call: Call, { name, parameters }: Signature, words: Words, accept: ValidationAcceptor): void {
  const names = parameters.map((parameter) => parameter.name);
  const given = new Set<string>();
  const positional = new Set<string>();
  let sure = true;
  let position = 0;
  for (const argument of call.arguments) {
    if (argument.name !== undefined) {
      if (!names.includes(argument.name)) unknown(argument, name, names, accept);
      else if (positional.has(argument.name)) {
        const message = `'${argument.name}' is given twice: by its position and by name.`;
        accept('error', message, { node: argument, property: 'name', code: codes.repeatedArgument });
      } else given.add(argument.name);
      continue;
    }
    const kind = kindOf(argument.value, words);
    if (kind === 'tensor') continue;
    if (kind === 'unknown') sure = false;
    const parameter = names[position++];
    if (parameter === undefined) {
      if (kind !== 'unknown') {
        const most = names.length === 0 ? 'takes no arguments' : `takes at most ${names.length} (${names.join(', ')})`;
        accept('error', `'${name}' ${most}.`, { node: argument, code: codes.tooManyArguments });
        return;
      }
    } else if (given.has(parameter)) {
      const message = `'${parameter}' is given twice: by name and by its position.`;
      accept('error', message, { node: argument, code: codes.repeatedArgument });
      return;
    } else {
      given.add(parameter);
      positional.add(parameter);
    }
  }
  const missing = parameters.find((parameter) => parameter.required && !given.has(parameter.name));
  const named = call.arguments.some((argument) => argument.name !== undefined && !names.includes(argument.name));
  // A misspelt name was reported already, and is probably the one that is missing.
  if (missing && sure && !named) {
    const message = `'${name}' needs '${missing.name}': ${name}(${missing.name}: …).`;
    accept('error', message, { node: call, property: 'callee', code: codes.missingArgument });
  }
}

function unknown(argument: Argument, callee: string, names: readonly string[], accept: ValidationAcceptor): void {
  const written = argument.name ?? '';
  const known = names.length === 0 ? `It has none.` : `It has ${names.join(', ')}.`;
  const hint = didYouMean(written, names) || ` ${known}`;
  const message = `'${callee}' has no parameter '${written}'.${hint}`;
  accept('error', message, { node: argument, property: 'name', code: codes.unknownParameter });
}

/** A cell reads tensors by position; its settings are given by name. */
function checkCellCall(call: Call, cell: CellDef, words: Words, accept: ValidationAcceptor): void {
  const tensors = tensorParameters(cell);
  const settings = cell.parameters.filter((parameter) => parameter.default !== undefined).map(({ name }) => name);
  const names = [...new Set([...settings, ...cellSettings])];
  for (const argument of call.arguments) {
    if (argument.name === undefined) {
      if (kindOf(argument.value, words) !== 'value') continue;
      const message = `Settings of a cell are given by name: ${cell.name}(${names[0]}: …).`;
      accept('error', message, { node: argument, code: codes.tooManyArguments });
      return;
    }
    if (!names.includes(argument.name)) unknown(argument, cell.name, names, accept);
  }
  const positional = call.arguments.filter((argument) => argument.name === undefined);
  if (positional.length === 0 || !positional.every(({ value }) => isOneTensor(value, words))) return;
  if (positional.length !== tensors.length) {
    const reads = `${tensors.length} ${tensors.length === 1 ? 'tensor' : 'tensors'}`;
    const message = `The cell '${cell.name}' reads ${reads} (${tensors.map(({ name }) => name).join(', ')}), not ${positional.length}.`;
    accept('error', message, { node: call, code: codes.arity });
  }
}

/** True if it is one tensor for certain, and no list of them. */
function isOneTensor(expression: Expression, words: Words): boolean {
  if (kindOf(expression, words) !== 'tensor') return false;
  switch (expression.$type) {
    case 'Ref': {
      const target = expression.target.ref;
      return target?.$type === 'Parameter' || (target?.$type === 'Nodes' && !target.count) || target?.name === 'last';
    }
    case 'Index':
      return true;
    case 'Pick':
      return !expression.any && expression.min === undefined;
    default:
      return false;
  }
}

function checkCallable(call: Call, target: Named, words: Words, accept: ValidationAcceptor): void {
  const report = (message: string) =>
    accept('error', message, { node: call, property: 'callee', code: codes.notCallable });
  switch (target.$type) {
    case 'Op':
      report(`'${target.name}' is a ${words.of(target)?.role ?? 'value'} and takes no arguments.`);
      return;
    case 'Nodes':
      report(
        `'${target.name}' are nodes, not an operation${target.count ? `: write ${target.name}[1] for one of them` : ''}.`,
      );
      return;
    case 'Parameter':
      if (kindOf(call.callee as Expression, words) === 'tensor') {
        report(`'${target.name}' is a tensor, not an operation: write f(${target.name}) or ${target.name} -> f.`);
      }
      return;
    case 'Space':
    case 'Settings':
    case 'Stage':
      report(`'${target.name}' can't be called.`);
      return;
    case 'CellDef':
    case 'Let':
      // A let may name an operation.
      return;
  }
}

/** `image(…)` on its own makes no tensor. */
function checkInput(call: Call, entry: VocabularyEntry | undefined, accept: ValidationAcceptor): void {
  if (entry?.role !== 'input' || AstUtils.getContainerOfType(call, isClause)) return;
  if (isPrefix(call.$container) && call.$container.operator === 'input') return;
  accept('error', `Write 'input ${entry.name}(…)': a type alone is no tensor.`, { node: call, code: codes.inputKind });
}
