/** Curves by epoch of one trial, and the same numbers as a table. */
import 'uplot/dist/uPlot.min.css';
import './language-guard.ts';
import uPlot from 'uplot';
import type { TrialState } from '../../src/protocol/run-state.ts';
import { formatNumber } from '../../src/protocol/run-summary.ts';
import { element } from '../ui/dom.ts';
import { onThemeChange, themeColor } from '../ui/theme.ts';
import { type CurveData, curveData } from './curve-data.ts';

export interface CurvesView {
  readonly element: HTMLElement;
  show(trial: TrialState | undefined): void;
}

const colors = ['charts-blue', 'charts-yellow', 'charts-green', 'charts-purple', 'charts-red', 'charts-orange'];
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];
const height = 240;

export function curvesView(): CurvesView {
  const plot = element('div', { class: 'curves-plot', role: 'img', 'data-testid': 'run-curves' });
  const table = element('table', { class: 'epochs' });
  const nothing = element('p', { class: 'muted' }, 'No epoch of this trial is done, or it was not trained.');
  const frame = element('div', { class: 'curves' }, nothing, plot, table);
  let chart: uPlot | undefined;
  let key = '';
  let shown: TrialState | undefined;

  const draw = (): void => {
    const data = curveData(shown?.epochs ?? []);
    nothing.hidden = data.epochs.length > 0;
    plot.hidden = data.epochs.length === 0;
    plot.setAttribute(
      'aria-label',
      `Metrics of trial ${shown?.trial ?? ''} by epoch; the table below has the numbers.`,
    );
    fillTable(table, data);
    const columns: uPlot.AlignedData = [[...data.epochs], ...data.series.map(({ values }) => [...values])];
    const nextKey = JSON.stringify([shown?.trial, data.series.map(({ metric }) => metric), plot.clientWidth]);
    if (plot.clientWidth === 0) return; // its tab is in the background
    if (chart && nextKey === key) {
      chart.setData(columns);
      return;
    }
    key = nextKey;
    chart?.destroy();
    chart = data.epochs.length === 0 ? undefined : new uPlot(optionsOf(data, plot.clientWidth), columns, plot);
  };
  const redraw = (): void => {
    key = '';
    draw();
  };
  new ResizeObserver(draw).observe(frame);
  onThemeChange(redraw);
  return {
    element: frame,
    show: (trial) => {
      shown = trial;
      draw();
    },
  };
}

function optionsOf(data: CurveData, width: number): uPlot.Options {
  const axis = {
    stroke: themeColor('descriptionForeground'),
    grid: { stroke: themeColor('charts-lines'), width: 0.5 },
  };
  const hasLoss = data.series.some(({ scale }) => scale === 'loss');
  return {
    width,
    height,
    legend: { live: false },
    scales: { x: { time: false } },
    axes: [
      { ...axis, label: 'epoch', incrs: [1, 2, 5, 10, 20, 50, 100] },
      { ...axis, scale: 'value', size: 56 },
      ...(hasLoss ? [{ ...axis, scale: 'loss', side: 1, size: 56, label: 'loss', grid: { show: false } }] : []),
    ],
    series: [
      { label: 'epoch' },
      ...data.series.map(({ metric, scale }, i) => ({
        label: metric,
        scale,
        stroke: themeColor(colors[i % colors.length] ?? 'foreground'),
        width: 1.5,
        // the line tells the series apart where colour does not
        dash: [...(dashes[i % dashes.length] ?? [])],
        points: { show: data.epochs.length < 3 },
        value: (_: uPlot, value: number | null) => (value === null ? '–' : formatNumber(value)),
      })),
    ],
  };
}

function fillTable(table: HTMLTableElement, { epochs, series }: CurveData): void {
  table.hidden = epochs.length === 0;
  const head = element(
    'tr',
    {},
    ...['epoch', ...series.map(({ metric }) => metric)].map((text) => element('th', { scope: 'col' }, text)),
  );
  const rows = epochs.map((epoch, i) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, String(epoch)),
      ...series.map(({ values }) =>
        element('td', {}, values[i] === null ? '–' : formatNumber(values[i] ?? Number.NaN)),
      ),
    ),
  );
  table.replaceChildren(element('thead', {}, head), element('tbody', {}, ...rows));
}
