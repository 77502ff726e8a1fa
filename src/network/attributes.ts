import { closest } from '../base/closest.ts';
import type { Attributes, AttributeValue, Network } from './network.ts';
import type { Misfit, Operation, Parameter } from './operation.ts';
import { channelsOf, type TensorType } from './tensor-type.ts';

/** The word that stands for "as many as the input has". */
export const SAME = 'same';

export const isNetwork = (value: AttributeValue | undefined): value is Network =>
  typeof value === 'object' && 'nodes' in value;

/**
 * Every parameter of an operation with its value: defaults filled in, `same` replaced by the channels of `input`,
 * a kernel of equal sides written as one number. So equal settings are equal values.
 */
export function completeAttributes(
  operation: Pick<Operation, 'name' | 'parameters'>,
  given: Attributes,
  input: TensorType | undefined,
): { readonly attributes: Attributes } | Misfit {
  for (const name of Object.keys(given)) {
    if (!operation.parameters.some((parameter) => parameter.name === name)) return unknownParameter(operation, name);
  }
  const complete: Record<string, AttributeValue> = {};
  for (const parameter of operation.parameters) {
    const value = given[parameter.name] ?? parameter.default;
    if (value === undefined) {
      return misfit(parameter, `'${operation.name}' needs '${parameter.name}': ${expected(parameter)}.`);
    }
    const fault = faultOf(parameter, value);
    if (fault) return misfit(parameter, `'${parameter.name}' of '${operation.name}' ${fault}.`);
    complete[parameter.name] = normalise(parameter, value, input);
  }
  return { attributes: complete };
}

const misfit = (parameter: Parameter, message: string): Misfit => ({ misfit: message, parameter: parameter.name });

function unknownParameter(operation: Pick<Operation, 'name' | 'parameters'>, name: string): Misfit {
  const names = operation.parameters.map((parameter) => parameter.name);
  const near = closest(name, names);
  const advice = near
    ? `Did you mean '${near}'?`
    : names.length > 0
      ? `It has: ${names.join(', ')}.`
      : 'It has no parameters.';
  return { misfit: `'${operation.name}' has no parameter '${name}'. ${advice}`, parameter: name };
}

function normalise(parameter: Parameter, value: AttributeValue, input: TensorType | undefined): AttributeValue {
  if (parameter.takes.kind === 'channels' && value === SAME && input) return channelsOf(input);
  if (parameter.takes.kind === 'kernel' && Array.isArray(value) && value[0] === value[1]) return value[0] as number;
  return value;
}

/** What is wrong with a value, to follow "`stride` of `conv`"; undefined if nothing is. */
export function faultOf(parameter: Pick<Parameter, 'takes'>, value: AttributeValue): string | undefined {
  const { takes } = parameter;
  const wrong = (): string => `must be ${expected(parameter)}, not ${show(value)}`;
  switch (takes.kind) {
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && within(value, takes) ? undefined : wrong();
    case 'real':
      return typeof value === 'number' && Number.isFinite(value) && within(value, takes) ? undefined : wrong();
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong();
    case 'kernel': {
      const sides = typeof value === 'number' ? [value] : Array.isArray(value) && value.length === 2 ? value : [];
      const fits = sides.length > 0 && sides.every((n) => Number.isInteger(n) && within(n, { min: 1, ...takes }));
      return fits ? undefined : wrong();
    }
    case 'channels':
      return value === SAME || (typeof value === 'number' && Number.isInteger(value) && value >= 1)
        ? undefined
        : wrong();
    case 'word':
      return typeof value === 'string' && takes.words.includes(value) ? undefined : wrong();
    case 'shape': {
      const fits = Array.isArray(value) && value.length > 0 && value.every((n) => Number.isInteger(n) && n >= 1);
      return fits || (typeof value === 'number' && Number.isInteger(value) && value >= 1) ? undefined : wrong();
    }
    case 'text':
      return typeof value === 'string' ? undefined : wrong();
    case 'operation':
      return isNetwork(value) ? undefined : wrong();
  }
}

const within = (n: number, { min = -Infinity, max = Infinity }: { min?: number; max?: number }): boolean =>
  n >= min && n <= max;

/** What a parameter takes, for people: `an integer of at least 1`, `same or valid`. */
export function expected({ takes }: Pick<Parameter, 'takes'>): string {
  switch (takes.kind) {
    case 'integer':
      return `an integer${rangeText(takes)}`;
    case 'real':
      return `a number${rangeText(takes)}`;
    case 'boolean':
      return 'true or false';
    case 'kernel':
      return `a size${rangeText({ min: 1, ...takes })} or a pair such as (1, 7)`;
    case 'channels':
      return 'an integer of at least 1, or same';
    case 'word':
      return takes.words.join(' or ');
    case 'shape':
      return 'a shape such as 28x28x1';
    case 'text':
      return 'a text in quotes';
    case 'operation':
      return 'an operation or a cell';
  }
}

function rangeText({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  if (max !== undefined) return ` of at most ${max}`;
  return '';
}

function show(value: AttributeValue): string {
  if (isNetwork(value)) return 'an operation';
  if (Array.isArray(value)) return `(${value.join(', ')})`;
  return String(value);
}

/** A completed attribute that is a number. */
export function numberOf(attributes: Attributes, name: string): number {
  const value = attributes[name];
  if (typeof value !== 'number')
    throw new TypeError(`Attribute ${name} is not a number: complete the attributes first.`);
  return value;
}

/** A completed kernel as [height, width]. */
export function kernelOf(attributes: Attributes, name = 'k'): readonly [number, number] {
  const value = attributes[name];
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value)) return [value[0], value[1]];
  throw new TypeError(`Attribute ${name} is not a kernel: complete the attributes first.`);
}

/** A completed body of `residual` or `rnn`. */
export function bodyOf(attributes: Attributes, name = 'body'): Network {
  const value = attributes[name];
  if (!isNetwork(value)) throw new TypeError(`Attribute ${name} is not a network: complete the attributes first.`);
  return value;
}
