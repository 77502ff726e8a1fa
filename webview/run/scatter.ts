/** The scatter of trials on a canvas of its own: ten thousand points are drawn in a frame. */
import type { RunState } from '../../src/protocol/run-state.ts';
import { formatNumber } from '../../src/protocol/run-summary.ts';
import { element } from '../ui/dom.ts';
import { everyFrame, onThemeChange, themeColor } from '../ui/theme.ts';
import { dropdown } from '../ui/toolkit.ts';
import { measuresOf, trialNumber, trialSeconds } from './measures.ts';
import { nearestPoint, type Scale, type Scatter, type ScatterPoint, scaleOf, scatterOf } from './scatter-model.ts';

export interface ScatterView {
  readonly element: HTMLElement;
  show(state: RunState): void;
  select(trial: number | undefined): void;
}

const margin = { left: 64, right: 14, top: 12, bottom: 38 };

export function scatterView(events: { select(trial: number): void }): ScatterView {
  const canvas = element('canvas', { class: 'scatter-canvas', role: 'img', 'data-testid': 'run-scatter' });
  const tip = element('div', { class: 'tip', hidden: true });
  const nothing = element('div', { class: 'nothing muted' }, 'No trial has finished yet.');
  const frame = element('div', { class: 'scatter-frame' }, canvas, nothing, tip);
  let state: RunState | undefined;
  let selected: number | undefined;
  let hovered: ScatterPoint | undefined;
  let axes: { x: string; y: string } | undefined;
  let scatter: Scatter = { points: [], line: [] };
  let scales: { x: Scale; y: Scale } | undefined;

  const choose = (axis: 'x' | 'y') =>
    dropdown({
      label: axis === 'y' ? 'Vertical axis' : 'Horizontal axis',
      testId: `run-scatter-${axis}`,
      change: (value) => {
        if (axes) axes = { ...axes, [axis]: value };
        update();
      },
    });
  const vertical = choose('y');
  const horizontal = choose('x');

  const update = (): void => {
    if (!state?.started) return;
    const [first, second] = state.started.objectives;
    axes ??= { x: second?.measure ?? trialNumber, y: first?.measure ?? trialSeconds };
    const choices = [trialNumber, trialSeconds, ...measuresOf(state)];
    vertical.setOptions(choices, axes.y);
    horizontal.setOptions(choices, axes.x);
    scatter = scatterOf(state, axes.x, axes.y);
    canvas.setAttribute(
      'aria-label',
      `${axes.y} against ${axes.x} of ${scatter.points.length} trials. The table has the same numbers.`,
    );
    nothing.hidden = scatter.points.length > 0;
    canvas.hidden = !nothing.hidden;
    draw();
  };
  const draw = everyFrame(() => {
    const width = frame.clientWidth;
    const height = frame.clientHeight;
    if (width === 0 || height === 0 || !axes) return;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext('2d');
    if (!context) return;
    context.scale(ratio, ratio);
    scales = {
      x: scaleOf(
        scatter.points.map(({ x }) => x),
        margin.left,
        width - margin.right,
        Math.max(2, width / 110),
        axes.x === trialNumber ? 1 : 0,
      ),
      y: scaleOf(
        scatter.points.map(({ y }) => y),
        height - margin.bottom,
        margin.top,
        Math.max(2, height / 60),
      ),
    };
    drawAxes(context, scales, axes, width, height);
    drawLine(context, scales, scatter.line, axes.x === trialNumber);
    for (const point of scatter.points) if (point.kind !== 'front') drawPoint(context, scales, point);
    for (const point of scatter.points) if (point.kind === 'front') drawPoint(context, scales, point);
    for (const point of scatter.points) {
      if (point.trial === selected) ring(context, scales, point, themeColor('focusBorder'), 8);
      else if (point === hovered) ring(context, scales, point, themeColor('foreground'), 7);
    }
  });
  const pointAt = (event: MouseEvent): ScatterPoint | undefined => {
    const box = canvas.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    return scales && nearestPoint(scatter.points, at, scales);
  };
  canvas.addEventListener('mousemove', (event) => {
    hovered = pointAt(event);
    canvas.classList.toggle('over-point', hovered !== undefined);
    tip.hidden = hovered === undefined;
    if (hovered && scales && axes) {
      tip.textContent = `Trial ${hovered.trial}: ${axes.y} ${formatNumber(hovered.y)}, ${axes.x} ${formatNumber(hovered.x)}${
        hovered.kind === 'broken' ? ', breaks a constraint' : ''
      }`;
      const x = scales.x.toScreen(hovered.x);
      tip.style.left = `${Math.min(x + 10, frame.clientWidth - tip.offsetWidth - 4)}px`;
      tip.style.top = `${Math.max(0, scales.y.toScreen(hovered.y) - 30)}px`;
    }
    draw();
  });
  canvas.addEventListener('mouseleave', () => {
    hovered = undefined;
    tip.hidden = true;
    draw();
  });
  canvas.addEventListener('click', (event) => {
    const point = pointAt(event);
    if (point) events.select(point.trial);
  });
  new ResizeObserver(draw).observe(frame);
  onThemeChange(draw);

  const against = element('span', { class: 'muted' }, 'against');
  return {
    element: element(
      'section',
      { class: 'scatter', 'aria-label': 'Scatter of trials' },
      element('div', { class: 'section-head' }, vertical.element, against, horizontal.element),
      frame,
    ),
    show: (next) => {
      state = next;
      update();
    },
    select: (trial) => {
      selected = trial;
      draw();
    },
  };
}

function drawAxes(
  context: CanvasRenderingContext2D,
  scales: { x: Scale; y: Scale },
  axes: { x: string; y: string },
  width: number,
  height: number,
): void {
  const label = (value: number, scale: Scale): string =>
    Math.abs(value) >= 1e4 ? formatNumber(value) : value.toFixed(Math.min(6, scale.digits));
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  context.lineWidth = 1;
  context.strokeStyle = themeColor('charts-lines', 'panel-border');
  context.fillStyle = themeColor('descriptionForeground');
  context.globalAlpha = 0.5;
  context.beginPath();
  for (const tick of scales.y.ticks) {
    const y = Math.round(scales.y.toScreen(tick)) + 0.5;
    context.moveTo(margin.left, y);
    context.lineTo(width - margin.right, y);
  }
  for (const tick of scales.x.ticks) {
    const x = Math.round(scales.x.toScreen(tick)) + 0.5;
    context.moveTo(x, margin.top);
    context.lineTo(x, height - margin.bottom);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const tick of scales.y.ticks) context.fillText(label(tick, scales.y), margin.left - 6, scales.y.toScreen(tick));
  context.textAlign = 'center';
  for (const tick of scales.x.ticks) {
    context.fillText(label(tick, scales.x), scales.x.toScreen(tick), height - margin.bottom + 12);
  }
  context.fillText(axes.x, (margin.left + width - margin.right) / 2, height - 8);
  context.save();
  context.translate(10, (margin.top + height - margin.bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(axes.y, 0, 0);
  context.restore();
}

function drawLine(
  context: CanvasRenderingContext2D,
  { x, y }: { x: Scale; y: Scale },
  line: Scatter['line'],
  asSteps: boolean,
): void {
  context.strokeStyle = themeColor('charts-yellow', 'foreground');
  context.lineWidth = 1.5;
  context.beginPath();
  line.forEach((point, i) => {
    const before = line[i - 1];
    if (!before) context.moveTo(x.toScreen(point.x), y.toScreen(point.y));
    else {
      if (asSteps) context.lineTo(x.toScreen(point.x), y.toScreen(before.y));
      context.lineTo(x.toScreen(point.x), y.toScreen(point.y));
    }
  });
  context.stroke();
}

/** Kinds differ in shape as well as in colour. */
function drawPoint(context: CanvasRenderingContext2D, { x, y }: { x: Scale; y: Scale }, point: ScatterPoint): void {
  const cx = x.toScreen(point.x);
  const cy = y.toScreen(point.y);
  context.beginPath();
  switch (point.kind) {
    case 'front':
      context.fillStyle = themeColor('charts-yellow', 'foreground');
      context.moveTo(cx, cy - 5.5);
      context.lineTo(cx + 5.5, cy);
      context.lineTo(cx, cy + 5.5);
      context.lineTo(cx - 5.5, cy);
      context.closePath();
      context.fill();
      return;
    case 'plain':
      context.fillStyle = themeColor('charts-blue', 'foreground');
      context.globalAlpha = 0.75;
      context.arc(cx, cy, 3.5, 0, 2 * Math.PI);
      context.fill();
      context.globalAlpha = 1;
      return;
    case 'broken':
      context.strokeStyle = themeColor('charts-red', 'foreground');
      context.lineWidth = 1.5;
      context.moveTo(cx - 3.5, cy - 3.5);
      context.lineTo(cx + 3.5, cy + 3.5);
      context.moveTo(cx + 3.5, cy - 3.5);
      context.lineTo(cx - 3.5, cy + 3.5);
      context.stroke();
  }
}

function ring(
  context: CanvasRenderingContext2D,
  { x, y }: { x: Scale; y: Scale },
  point: ScatterPoint,
  color: string,
  radius: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x.toScreen(point.x), y.toScreen(point.y), radius, 0, 2 * Math.PI);
  context.stroke();
}
