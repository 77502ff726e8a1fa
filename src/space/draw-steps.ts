import { argumentsText, holesOf, knownValue, shownDecision } from './draw-values.ts';
import type { Drawing, Port, Ports } from './drawing.ts';
import type { StepPlan } from './plan.ts';
import { constantOf, possibleValues } from './possible.ts';
import { isNothing, TreeMaker } from './tree.ts';

const newest = (history: Ports): Port | undefined => history[history.length - 1];
const replaced = (history: Ports, port: Port | undefined): Ports => [...history.slice(0, -1), port];

/** Draws a step on what a chain has given so far. */
export function drawStep(drawing: Drawing, plan: StepPlan, history: Ports): Ports {
  switch (plan.kind) {
    case 'apply': {
      const detail = argumentsText(drawing, plan.attributes, plan.label);
      const inner = plan.attributes.find((a) => a.kind === 'step');
      const node = {
        kind: 'operation',
        label: plan.operation,
        ...(detail && { detail }),
        ...shownDecision(drawing, plan.attributes),
        range: plan.range,
      } as const;
      if (inner?.kind === 'step') return replaced(history, drawRecurrent(drawing, node, inner.step, history));
      return replaced(history, drawing.add(node, [newest(history)]));
    }
    case 'reduce':
      return replaced(history, drawReducer(drawing, plan, [newest(history)]));
    case 'chain':
      return plan.steps.reduce((at, step) => drawStep(drawing, step, at), history);
    case 'choice':
      return drawChoice(drawing, plan, history);
    case 'macro':
      return drawMacro(drawing, plan, history);
    case 'use': {
      const n = plan.cell.parameters.length;
      const inputs = Array.from({ length: n }, (_, i) => history[Math.max(0, history.length - n + i)]);
      return [...history, drawing.walkers.use(drawing, plan, inputs)];
    }
    case 'stage':
      return drawing.within({ label: plan.name, range: plan.range }, () => drawStep(drawing, plan.body, history));
    case 'repeat':
      return drawRepeat(drawing, plan, history);
    case 'residual': {
      const made = newest(drawStep(drawing, plan.body, history));
      const sum = drawing.add({ kind: 'combine', label: '+', detail: 'residual', range: plan.range }, [
        made,
        newest(history),
      ]);
      return replaced(history, sum);
    }
    case 'shared':
      return drawStep(drawing, plan.group.plan, history);
  }
}

/** A reducer or a cell with its tensors. */
export function drawCall(drawing: Drawing, plan: StepPlan, inputs: Ports): Port | undefined {
  switch (plan.kind) {
    case 'reduce':
      return drawReducer(drawing, plan, inputs);
    case 'use':
      return drawing.walkers.use(drawing, plan, inputs);
    case 'shared':
      return drawCall(drawing, plan.group.plan, inputs);
    case 'macro':
      return drawCall(drawing, plan.body, inputs);
    case 'chain': {
      const [first, ...rest] = plan.steps;
      const start: Ports = [first && drawCall(drawing, first, inputs)];
      return newest(rest.reduce((at, step) => drawStep(drawing, step, at), start));
    }
    case 'choice':
      return drawing.add(choiceNode(drawing, plan), inputs);
    default:
      return newest(drawStep(drawing, plan, inputs));
  }
}

type ChoicePlan = Extract<StepPlan, { kind: 'choice' }>;

/** What a decision is called: the last part of its path, without the tensor that it stands on. */
const nameOf = (path: string): string => path.replace(/^.*[/:]/, '').replace(/\[.*$|[?#].*$/g, '');

function choiceNode(drawing: Drawing, plan: ChoicePlan) {
  const options = drawing.options(plan.hole);
  const label = nameOf(plan.hole.path) || 'choice';
  const detail = chosenText(drawing, plan);
  return {
    kind: 'choice',
    label,
    ...(detail && { detail }),
    ...(options && { options }),
    decision: plan.hole.path,
    range: plan.range,
  } as const;
}

/** How the chosen option is configured, if that was open too. */
function chosenText(drawing: Drawing, plan: ChoicePlan): string | undefined {
  const index = drawing.decided(plan.hole);
  const option = typeof index === 'number' ? plan.options[index] : undefined;
  const step = option && bare(option);
  if (step?.kind !== 'apply' || !step.attributes.some((a) => a.kind === 'value' && holesOf(a.value).length > 0))
    return undefined;
  return argumentsText(drawing, step.attributes, step.label);
}

function drawChoice(drawing: Drawing, plan: ChoicePlan, history: Ports): Ports {
  return replaced(history, drawing.add(choiceNode(drawing, plan), [newest(history)]));
}

function drawReducer(drawing: Drawing, plan: Extract<StepPlan, { kind: 'reduce' }>, inputs: Ports): Port {
  return drawing.add({ kind: 'combine', label: plan.operation, range: plan.range }, inputs);
}

/** An `op` in which nothing is open is one node; a choice that it names is that choice; all else is a group. */
function drawMacro(drawing: Drawing, plan: Extract<StepPlan, { kind: 'macro' }>, history: Ports): Ports {
  const body = bare(plan.body);
  if (body.kind !== 'chain' && body.kind !== 'residual') return drawStep(drawing, body, history);
  if (containsCell(body))
    return drawing.within({ label: plan.name, range: plan.range }, () => drawStep(drawing, body, history));
  if (!isNothing(new TreeMaker().step(body))) {
    return drawing.within({ label: plan.name, range: plan.range }, () => drawStep(drawing, body, history));
  }
  const node = { kind: 'operation', label: plan.name, detail: chainText(body), range: plan.range } as const;
  return replaced(history, drawing.add(node, [newest(history)]));
}

const bare = (plan: StepPlan): StepPlan => (plan.kind === 'shared' ? bare(plan.group.plan) : plan);

function containsCell(plan: StepPlan): boolean {
  switch (plan.kind) {
    case 'use':
    case 'repeat':
    case 'stage':
      return true;
    case 'chain':
      return plan.steps.some(containsCell);
    case 'macro':
    case 'residual':
      return containsCell(plan.body);
    case 'shared':
      return containsCell(plan.group.plan);
    default:
      return false;
  }
}

/** `relu → conv → bn`. */
function chainText(plan: StepPlan): string {
  switch (plan.kind) {
    case 'chain':
      return plan.steps.map(chainText).join(' → ');
    case 'apply':
    case 'reduce':
      return plan.operation;
    case 'macro':
      return plan.name;
    case 'residual':
      return `residual(${chainText(plan.body)})`;
    case 'shared':
      return chainText(plan.group.plan);
    default:
      return '…';
  }
}

function drawRepeat(drawing: Drawing, plan: Extract<StepPlan, { kind: 'repeat' }>, history: Ports): Ports {
  const known = knownValue(drawing, plan.count);
  const fixed = constantOf(plan.count);
  const [hole] = holesOf(plan.count);
  const values = (possibleValues(plan.count) ?? []).filter((n) => typeof n === 'number');
  const range = values.length > 1 ? `${Math.min(...values)}..${Math.max(...values)}` : values.join();
  const times = known ?? fixed ?? range;
  const options =
    values.length > 1 && values.length <= 12
      ? values.map((n) => ({ label: String(n), ...(known !== undefined && { chosen: n === known }) }))
      : undefined;
  const node = {
    label: `repeat ${String(times)}${plan.fresh ? ' fresh' : ''}`,
    name: 'repeat',
    ...(hole && { decision: hole.path }),
    ...(options && { options }),
    range: plan.range,
  };
  const least = values.length > 0 ? Math.min(...values) : 1;
  const turns = typeof known === 'number' ? plan.turns.slice(0, plan.fresh ? known : Math.min(1, known)) : plan.turns;
  if (turns.length === 0) return history;
  return drawing.within(node, () =>
    turns.reduce((at, turn, i) => {
      const draw = (): Ports => drawStep(drawing, turn, at);
      const isSure = typeof known === 'number' || i < least;
      const drawn = (): Ports => (isSure ? draw() : drawing.maybe(draw));
      return plan.fresh && turns.length > 1
        ? drawing.within({ label: `turn ${i + 1}`, range: plan.range }, drawn)
        : drawn();
    }, history),
  );
}

function drawRecurrent(
  drawing: Drawing,
  node: { readonly label: string; readonly detail?: string; readonly decision?: string },
  body: StepPlan,
  history: Ports,
): Port | undefined {
  return drawing.within(node, () => {
    const input = drawing.add({ kind: 'input', label: 'x', detail: 'at each step' }, [newest(history)]);
    const state = drawing.add({ kind: 'input', label: 'h', detail: 'the step before' });
    return drawCall(drawing, body, [input, state]);
  });
}
