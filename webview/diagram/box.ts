/** How large a node is drawn and where its parts lie. Pure: the width of text comes from outside. */
import type { DiagramNode } from '../../src/protocol/diagram.ts';

export type TextRole = 'label' | 'detail' | 'chip';
/** Width in pixels. */
export type MeasureText = (text: string, role: TextRole) => number;

export interface Chip {
  readonly text: string;
  /** The full label, if `text` had to be cut. */
  readonly full: string;
  readonly state: 'open' | 'chosen' | 'refused';
  readonly x: number;
  readonly y: number;
  readonly width: number;
}
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly detail: string | undefined;
  readonly chips: readonly Chip[];
}

export const metrics = {
  paddingX: 12,
  paddingY: 8,
  labelHeight: 18,
  detailHeight: 15,
  chipHeight: 20,
  chipPadding: 8,
  chipGap: 4,
  /** Chips wrap at this width. */
  chipsWidth: 240,
  minWidth: 44,
  /** Space that a group keeps for its name. */
  groupHeader: 30,
  groupPadding: 14,
  maxCharacters: 44,
} as const;

const shorten = (text: string): string =>
  text.length > metrics.maxCharacters ? `${text.slice(0, metrics.maxCharacters - 1)}…` : text;

export function boxOf(node: DiagramNode, measure: MeasureText): Box {
  const label = shorten(node.label);
  const detail = node.detail === undefined || node.detail === '' ? undefined : shorten(node.detail);
  const heading = Math.max(measure(label, 'label'), detail === undefined ? 0 : measure(detail, 'detail'));
  if (node.kind === 'group') {
    const oneLine = measure(label, 'label') + (detail === undefined ? 0 : 8 + measure(detail, 'detail'));
    // room for the button that folds it
    return {
      width: oneLine + 2 * metrics.paddingX + 22,
      height: metrics.groupHeader + metrics.paddingY,
      label,
      detail,
      chips: [],
    };
  }
  const headingHeight = metrics.labelHeight + (detail === undefined ? 0 : metrics.detailHeight);
  const { chips, width, height } = flow(node, measure, metrics.paddingY + headingHeight + 3);
  return {
    width: Math.ceil(Math.max(heading, width, metrics.minWidth - 2 * metrics.paddingX) + 2 * metrics.paddingX),
    height: 2 * metrics.paddingY + headingHeight + (chips.length > 0 ? height + 4 : 0),
    label,
    detail,
    chips,
  };
}

/** Lays the options out in rows. */
function flow(node: DiagramNode, measure: MeasureText, top: number): { chips: Chip[]; width: number; height: number } {
  const options = node.options ?? [];
  const decided = options.some((option) => option.chosen === true);
  const chips: Chip[] = [];
  let x = 0;
  let row = 0;
  let widest = 0;
  for (const option of options) {
    const state = option.chosen === true ? 'chosen' : decided ? 'refused' : 'open';
    const cut = shorten(option.label);
    const text = state === 'chosen' ? `✓ ${cut}` : cut;
    const width = Math.ceil(measure(text, 'chip')) + 2 * metrics.chipPadding;
    if (x > 0 && x + width > metrics.chipsWidth) {
      x = 0;
      row++;
    }
    const y = top + row * (metrics.chipHeight + metrics.chipGap);
    chips.push({ text, full: option.label, state, x: metrics.paddingX + x, y, width });
    widest = Math.max(widest, x + width);
    x += width + metrics.chipGap;
  }
  return { chips, width: widest, height: (row + 1) * (metrics.chipHeight + metrics.chipGap) - metrics.chipGap };
}
