import { SAME } from '../network/attributes.ts';
import { createNetworkBuilder } from '../network/draft.ts';
import type { AttributeValue, Network, SourceRange } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Operation } from '../network/operation.ts';
import { operations } from '../network/operations.ts';
import { channelsOf, type TensorType, vector } from '../network/tensor-type.ts';
import { alignTo, meet, settle } from './build-align.ts';
import { decidedValue } from './build-values.ts';
import type { Building, History, RecurrentBody, Tensor } from './building.ts';
import type { ApplyPlan, AttributePlan, StepPlan } from './plan.ts';

const mostTurns = 1000;

const newest = (history: History): Tensor | undefined => history[history.length - 1];
const replaced = (history: History, tensor: Tensor | undefined): History => [...history.slice(0, -1), tensor];

/** Runs a step on what a chain has given so far. */
export function runStep(building: Building, plan: StepPlan, history: History): History {
  const { reuse } = building;
  return reuse?.step
    ? reuse.step(building, plan, history, () => runAnew(building, plan, history))
    : runAnew(building, plan, history);
}

function runAnew(building: Building, plan: StepPlan, history: History): History {
  switch (plan.kind) {
    case 'apply':
      return replaced(history, apply(building, plan, newest(history)));
    case 'reduce':
      return replaced(history, reduce(building, plan, [newest(history)]));
    case 'chain':
      return plan.steps.reduce((at, step) => runStep(building, step, at), history);
    case 'choice': {
      const option = plan.options[building.decided(plan.hole) as number];
      return option ? building.by(plan.hole.path, () => runStep(building, option, history)) : history;
    }
    case 'macro': {
      const channels = channelsAt(building, newest(history));
      return building.at({ ...building.place, channels }, () => runStep(building, plan.body, history));
    }
    case 'use': {
      const n = plan.cell.parameters.length;
      // where there are too few, the oldest repeats
      const inputs = Array.from({ length: n }, (_, i) => history[Math.max(0, history.length - n + i)]);
      return [...history, building.walkers.use(building, plan, inputs)];
    }
    case 'stage':
      return building.within(plan.name, () => runStep(building, plan.body, history));
    case 'repeat': {
      const count = turnsOf(building, plan);
      let at = history;
      for (let i = 1; i <= count; i++) {
        const turn = plan.turns[plan.fresh ? i - 1 : 0] as StepPlan;
        const before = at;
        at = building.within(`repeat[${i}]`, () => runStep(building, turn, before));
      }
      return at;
    }
    case 'residual':
      return replaced(history, residual(building, plan.body, history, plan.range));
    case 'shared':
      return runStep(building, plan.group.plan, history);
  }
}

/** A count that a cell's setting brings is known only here. */
export function turnsOf(building: Building, plan: Extract<StepPlan, { kind: 'repeat' }>): number {
  const count = decidedValue(building, plan.count);
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= mostTurns) return count;
  throw new NetworkError(`How often to repeat is an integer from 0 to ${mostTurns}, not ${String(count)}.`, plan.range);
}

/** A reducer or a cell that gets its tensors in parentheses. */
export function runCall(
  building: Building,
  plan: StepPlan,
  inputs: readonly (Tensor | undefined)[],
): Tensor | undefined {
  switch (plan.kind) {
    case 'reduce':
      return reduce(building, plan, inputs);
    case 'use':
      return building.walkers.use(building, plan, inputs);
    case 'shared':
      return runCall(building, plan.group.plan, inputs);
    case 'macro':
      return runCall(building, plan.body, inputs);
    case 'choice': {
      const option = plan.options[building.decided(plan.hole) as number];
      return option ? building.by(plan.hole.path, () => runCall(building, option, inputs)) : newest(inputs);
    }
    case 'chain': {
      const [first, ...rest] = plan.steps;
      const start = first && runCall(building, first, inputs);
      return newest(rest.reduce((at, step) => runStep(building, step, at), [start] as History));
    }
    default:
      return newest(runStep(building, plan, inputs));
  }
}

export function channelsAt(building: Building, tensor: Tensor | undefined): number | undefined {
  return tensor && channelsOf(building.builder.typeOf(tensor.node));
}

const hasStride = (operation: Operation | undefined): boolean =>
  operation?.parameters.some((p) => p.name === 'stride') ?? false;

/** An operation on a tensor. */
export function apply(building: Building, plan: ApplyPlan, input: Tensor | undefined): Tensor | undefined {
  if (!input) return undefined;
  const operation = operations.get(plan.operation);
  const attributes = attributesOf(building, plan.attributes, operation, input, plan.range);
  let pending = input.stride;
  if (pending > 1 && hasStride(operation)) {
    // a stride of its own stays: then it is not the cell's input size that it halves
    attributes.stride = attributes.stride === undefined || attributes.stride === 1 ? pending : attributes.stride;
    pending = 1;
  }
  building.mustFit(plan.range);
  const node = building.builder.add(plan.operation, [input.node], attributes, building.from(plan.range));
  return { node, stride: pending };
}

function attributesOf(
  building: Building,
  plans: readonly AttributePlan[],
  operation: Operation | undefined,
  input: Tensor | undefined,
  range: SourceRange,
): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  const channels = channelsAt(building, input);
  for (const plan of plans) {
    if (plan.kind === 'value') attributes[plan.name] = decidedValue(building, plan.value, channels);
  }
  for (const plan of plans) {
    if (plan.kind === 'step' && input)
      attributes[plan.name] = building.walkers.body(building, { step: plan.step, attributes, operation, input, range });
  }
  const { filters, units } = building.frame;
  for (const { name, takes } of operation?.parameters ?? []) {
    if (takes.kind !== 'channels' || (attributes[name] ?? SAME) !== SAME) continue;
    if (name === 'filters' && filters !== undefined) attributes[name] = filters;
    if (name === 'units' && units !== undefined) attributes[name] = units;
  }
  return attributes;
}

/** The cell of `rnn` as a network of its own, from (x, h) to the next h. */
export function recurrentBody(
  building: Building,
  { step, attributes, operation, input, range }: RecurrentBody,
): Network {
  const types = recurrentInputs(building, attributes, operation, input);
  const { units } = types;
  const inner = createNetworkBuilder();
  const x = inner.input(types.x);
  const h = inner.input(types.h);
  const place = building.inside(inner, { ...building.frame, units, filters: undefined });
  const output = runCall(place, step, [
    { node: x, stride: 1 },
    { node: h, stride: 1 },
  ]);
  if (!output) throw new NetworkError(`The body of '${operation?.name}' gives nothing.`, range);
  return inner.finish(settle(place, output));
}

/** What the body of `rnn` reads: one step of a sequence, and the state. */
export function recurrentInputs(
  building: Building,
  attributes: RecurrentBody['attributes'],
  operation: Operation | undefined,
  input: Tensor,
): { readonly units: number; readonly x: TensorType; readonly h: TensorType } {
  const fallback = operation?.parameters.find((p) => p.name === 'units')?.default;
  const units = Number(attributes.units ?? fallback ?? 0);
  const type = building.builder.typeOf(input.node);
  return { units, x: type.kind === 'sequence' ? vector(type.features) : type, h: vector(units) };
}

/** Reducers that need one shape throughout; `concat` needs one size. */
export function reduce(
  building: Building,
  plan: Extract<StepPlan, { kind: 'reduce' }>,
  inputs: readonly (Tensor | undefined)[],
): Tensor | undefined {
  const nodes = inputs.filter((tensor) => tensor !== undefined).map((tensor) => settle(building, tensor));
  return join(building, plan.operation, nodes, plan.range);
}

/** Joins nodes by a reducer; nothing where there are none. One node is its own sum. */
export function join(
  building: Building,
  reducer: string,
  nodes: readonly number[],
  range: SourceRange,
): Tensor | undefined {
  if (nodes.length === 0) return undefined;
  building.mustFit(range);
  const met = meet(building, nodes, reducer === 'concat' ? 'size' : 'shape', range);
  return { node: building.builder.add(reducer, met, {}, building.from(range)), stride: 1 };
}

function residual(building: Building, body: StepPlan, history: History, range: SourceRange): Tensor | undefined {
  const input = newest(history);
  if (!input) return undefined;
  const made = newest(building.within('residual', () => runStep(building, body, history)));
  return made && addShortcut(building, input, made, range);
}

/** The sum of a tensor and of what a `residual` made of it. */
export function addShortcut(building: Building, input: Tensor, made: Tensor, range: SourceRange): Tensor {
  const output = settle(building, made);
  const shortcut = alignTo(building, settleShortcut(building, input, output), building.builder.typeOf(output), range);
  return { node: building.builder.add('sum', [output, shortcut], {}, building.from(range)), stride: 1 };
}

/** The alignment strides the shortcut itself, if the body did. */
const settleShortcut = (building: Building, input: Tensor, output: number): number =>
  building.builder.typeOf(output).kind === building.builder.typeOf(input.node).kind
    ? input.node
    : settle(building, input);
