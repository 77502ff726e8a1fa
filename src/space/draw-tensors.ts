import { drawCall, drawStep } from './draw-steps.ts';
import { knownValue } from './draw-values.ts';
import type { Drawing, Port, Ports } from './drawing.ts';
import { slotOf } from './lists.ts';
import type { BodyPlan, CellUsePlan, ListPlan, Slot, TensorPlan } from './plan.ts';
import { possibleValues } from './possible.ts';

const reducers = { '+': '+', '-': '−', '*': '×' } as const;

export function drawTensor(drawing: Drawing, plan: TensorPlan): Port | undefined {
  switch (plan.kind) {
    case 'input': {
      const detail = /\(([\s\S]*)\)/.exec(plan.label)?.[1]?.trim();
      return drawing.add({ kind: 'input', label: plan.type, ...(detail && { detail }), range: plan.range });
    }
    case 'slot':
      return readSlot(drawing, plan.slot);
    case 'last': {
      const slot = plan.slots.findLast((s) => exists(drawing, s) === true) ?? plan.slots.at(-1);
      return slot && readSlot(drawing, slot);
    }
    case 'flow': {
      const history = drawStep(drawing, plan.step, [drawTensor(drawing, plan.from)]);
      return history[history.length - 1];
    }
    case 'call':
      return drawCall(
        drawing,
        plan.step,
        plan.inputs.flatMap((list) => drawList(drawing, list)),
      );
    case 'choice': {
      const options = drawing.options(plan.hole);
      const chosen = drawing.decided(plan.hole);
      const ports = plan.options.map((option, i) => drawPart(drawing, i === chosen, () => drawTensor(drawing, option)));
      return drawing.add(
        { kind: 'choice', label: 'choice', ...(options && { options }), decision: plan.hole.path, range: plan.range },
        ports,
      );
    }
    case 'pick': {
      const options = drawing.options(plan.hole);
      const chosen = drawing.decided(plan.hole);
      const ports = plan.from.map((item, i) => drawPart(drawing, i === chosen, () => drawTensor(drawing, item.tensor)));
      return drawing.add(
        { kind: 'pick', label: 'pick', ...(options && { options }), decision: plan.hole.path, range: plan.range },
        ports,
      );
    }
    case 'combine': {
      const sides = [drawTensor(drawing, plan.left), drawTensor(drawing, plan.right)];
      return drawing.add({ kind: 'combine', label: reducers[plan.operator], range: plan.range }, sides);
    }
    case 'fallback': {
      const first = drawTensor(drawing, plan.first);
      const second = drawing.maybe(() => drawTensor(drawing, plan.second));
      if (!first || first.id === second?.id) return second;
      const node = drawing.add({ kind: 'combine', label: 'fallback', range: plan.range }, [first]);
      drawing.connect(second, node.id, true);
      return node;
    }
    case 'body':
      return drawBody(drawing, plan.body);
  }
}

/** Named tensors in the order of the source, then what comes out. */
export function drawBody(drawing: Drawing, body: BodyPlan): Port | undefined {
  for (const part of body.parts) {
    for (const slot of part.kind === 'let' ? [part.slot] : part.slots) {
      if (exists(drawing, slot) !== false) computeSlot(drawing, slot);
    }
  }
  return drawTensor(drawing, body.result);
}

/** A cell as a group: its parameters, its nodes, and how they are joined. */
export function drawUse(drawing: Drawing, plan: CellUsePlan, inputs: Ports): Port | undefined {
  const { frame, depth } = drawing;
  const settings = [...plan.settings].map(([name, value]) => {
    const known = knownValue(drawing, value) ?? possibleValues(value, 4)?.join(' | ');
    return known === undefined ? name : `${name} ${String(known)}`;
  });
  const detail = settings.join(', ');
  const result = drawing.within({ label: plan.cell.name, ...(detail && { detail }), range: plan.range }, () => {
    drawing.frame = { ports: new Map(), read: new Set() };
    drawing.depth = 0;
    plan.cell.parameters.forEach((slot, i) => {
      drawing.frame.ports.set(slot, drawing.add({ kind: 'input', label: slot.label, range: slot.range }, [inputs[i]]));
    });
    return drawBody(drawing, plan.cell.group.plan);
  });
  drawing.frame = frame;
  drawing.depth = depth;
  return result;
}

/** What is not chosen is drawn as something that may be read; while nothing is decided, everything is. */
function drawPart(drawing: Drawing, isChosen: boolean, draw: () => Port | undefined): Port | undefined {
  const port = isChosen ? draw() : drawing.maybe(draw);
  return port && { id: port.id, optional: !isChosen };
}

function readSlot(drawing: Drawing, slot: Slot): Port | undefined {
  if (drawing.depth > 0 && !drawing.optional) drawing.frame.read.add(slot);
  return computeSlot(drawing, slot);
}

function computeSlot(drawing: Drawing, slot: Slot): Port | undefined {
  const { ports } = drawing.frame;
  const { plan } = slot;
  if (ports.has(slot) || !plan) return ports.get(slot);
  const from = drawing.nodes.length;
  const outer = drawing.optional;
  // a named tensor is there or not by its own right, whoever reads it first
  drawing.optional = exists(drawing, slot) === undefined;
  drawing.depth++;
  const port = drawTensor(drawing, plan);
  drawing.depth--;
  drawing.optional = outer;
  if (slot.role === 'node') drawing.rename(port, slot.label, from);
  ports.set(slot, port);
  return port;
}

/** Undefined while it is open. */
function exists(drawing: Drawing, slot: Slot): boolean | undefined {
  if (!slot.exists) return true;
  const count = knownValue(drawing, slot.exists.count);
  return typeof count === 'number' ? count >= slot.exists.place : undefined;
}

function drawList(drawing: Drawing, list: ListPlan): Ports {
  switch (list.kind) {
    case 'items':
      return list.items.flatMap((item) => {
        const slot = slotOf(item.tensor);
        return slot && exists(drawing, slot) === false ? [] : [drawTensor(drawing, item.tensor)];
      });
    case 'subset': {
      const chosen = drawing.decided(list.hole);
      const isChosen = (i: number): boolean => Array.isArray(chosen) && chosen.includes(i);
      const ports = list.items.map((item, i) => drawPart(drawing, isChosen(i), () => drawTensor(drawing, item.tensor)));
      const options = drawing.options(list.hole);
      const { min, max, path } = list.hole;
      const detail = min === 0 && max === list.items.length ? 'any' : min === max ? String(min) : `${min}..${max}`;
      return [
        drawing.add(
          { kind: 'pick', label: 'pick', detail, ...(options && { options }), decision: path, range: list.range },
          ports,
        ),
      ];
    }
    case 'unused': {
      const there = list.items.filter(({ slot }) => exists(drawing, slot) !== false);
      for (const { slot } of there) computeSlot(drawing, slot);
      const { read } = drawing.frame;
      const unread = there.filter(({ slot }) => !read.has(slot));
      // undecided, every node that only a pick may read is perhaps one
      const ports = unread.map((item) => drawTensor(drawing, item.tensor));
      return drawing.isDecided ? ports : ports.map((port) => port && { id: port.id, optional: true });
    }
    case 'join':
      return list.parts.flatMap((part) => drawList(drawing, part));
  }
}
