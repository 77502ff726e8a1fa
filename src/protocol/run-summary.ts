/** What is said of a run in one line: status bar, tree, notifications. Pure. */
import { quantity } from '../base/quantity.ts';
import { progressOf, type RunState, screeningOf } from './run-state.ts';

/** `0.9812`, `1.24M`, `0.00031`: four significant digits, as short as they get. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size >= 1e4) return quantity(value, 4);
  if (Number.isInteger(value)) return String(value);
  // fractions keep their zeros, so that accuracies stand in line
  return size < 1e-4 ? value.toExponential(2) : value.toPrecision(4);
}

/** `accuracy 0.9812, params 12.3k`. */
export function bestOf(
  objectives: readonly { readonly measure: string }[],
  best: { readonly objectives: readonly number[] } | undefined,
): string | undefined {
  if (!best) return undefined;
  return objectives.map(({ measure }, i) => `${measure} ${formatNumber(best.objectives[i] ?? Number.NaN)}`).join(', ');
}

/** `7/12`, or `7` without a limit. */
export function countOf(state: RunState): string {
  const { done, total } = progressOf(state);
  return total === undefined ? String(done) : `${done}/${total}`;
}

/** `7 of 12 trials · best accuracy 0.98`, and what the trials wait for: a download, or scores without training. */
export function summaryOf(state: RunState): string {
  const { done, total } = progressOf(state);
  const trials = total === undefined ? `${done} trials` : `${done} of ${total} trials`;
  const best = bestOf(state.started?.objectives ?? [], state.best);
  const end = exhaustionOf(state) && 'nothing left to try';
  return [trials, best && `best ${best}`, end, downloadOf(state), screeningText(state)].filter(Boolean).join(' · ');
}

/** What one should know before one reads the results of a run: sentences. */
export const remarksOf = (state: RunState): string[] =>
  [exhaustionOf(state), unmetOf(state)].filter((remark) => remark !== undefined);

/** The best keeps the requirements if any does. */
const unmetOf = ({ best }: RunState): string | undefined =>
  best?.violations.some((violation) => violation > 0)
    ? 'No trial keeps all requirements; the first come closest.'
    : undefined;

/** A sentence, if a run ended because its strategy had nothing more to propose. */
function exhaustionOf({ finished, started }: Pick<RunState, 'finished' | 'started'>): string | undefined {
  if (finished?.reason !== 'exhausted') return undefined;
  const limit = started?.trials === undefined ? '' : ` before ${started.trials} trials`;
  return `It ended${limit} because '${started?.strategy.name}' has nothing left to try.`;
}

const downloadOf = ({ download }: RunState): string | undefined =>
  download &&
  `fetching ${download.name}: ${Math.floor((100 * download.bytes) / download.total)} % of ${quantity(download.total)} bytes`;

const screeningText = (state: RunState): string | undefined => {
  const screened = screeningOf(state);
  return screened && `${screened.scored} of ${screened.of} architectures scored without training`;
};
