import { quantity } from '../base/quantity.ts';
import { costOf } from '../network/cost.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Diagram } from '../protocol/diagram.ts';
import type { Assignment } from './decision.ts';
import { drawBody, drawTensor, drawUse } from './draw-tensors.ts';
import { Drawing } from './drawing.ts';
import { instantiate } from './instantiate.ts';
import type { CellUsePlan, SpacePlan } from './plan.ts';
import type { SearchSpace } from './search-space.ts';

const walkers = { tensor: drawTensor, use: drawUse };

/** A space as it is written: choices visible, every node with its place and decision; with `assignment`, what was chosen. */
export function diagramOfSpace(plan: SpacePlan, space: SearchSpace, assignment?: Assignment): Diagram {
  const drawing = new Drawing(assignment, walkers);
  const result = drawBody(drawing, plan.body);
  drawing.add({ kind: 'output', label: 'output', range: plan.range }, [result]);
  drawing.drawShared();
  return drawing.finish(plan.name, assignment ? costText(plan, assignment) : sizeText(space));
}

/** A cell on its own. */
export function diagramOfCell(use: CellUsePlan, space: SearchSpace): Diagram {
  const drawing = new Drawing(undefined, walkers);
  const { cell } = use;
  for (const slot of cell.parameters) {
    drawing.frame.ports.set(slot, drawing.add({ kind: 'input', label: slot.label, range: slot.range }));
  }
  const result = drawBody(drawing, cell.group.plan);
  drawing.add({ kind: 'output', label: 'output', range: cell.range }, [result]);
  drawing.drawShared();
  return drawing.finish(cell.name, sizeText(space));
}

function sizeText({ count, decisions }: SearchSpace): string {
  const n = decisions.length;
  const size =
    count === undefined
      ? 'infinitely many architectures'
      : `${countText(count)} architecture${count === 1n ? '' : 's'}`;
  return `${size} · ${n} decision${n === 1 ? '' : 's'}`;
}

/** Digits in groups of three, from 10^15 on as a power of ten. */
function countText(count: bigint): string {
  const digits = count.toString();
  if (digits.length <= 15) return digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits[0]}.${digits.slice(1, 3)}e${digits.length - 1}`;
}

function costText(plan: SpacePlan, assignment: Assignment): string {
  try {
    const { params, macs } = costOf(instantiate(plan, assignment));
    return `${quantity(params)} parameters · ${quantity(macs)} multiply-accumulates`;
  } catch (error) {
    if (error instanceof NetworkError) return error.message;
    throw error;
  }
}
