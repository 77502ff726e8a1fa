import type { ComparisonResults, Spread } from '../runs/compare/results.ts';
import type { SearchModel } from '../space/model.ts';
import { duration, metric, plural } from './numbers.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

const SIGNIFICANT = 0.05;
const BARS = '▁▂▃▄▅▆▇█';
/** Characters of a curve. */
const WIDTH = 24;
/** Decades of regret that a curve shows. */
const DECADES = 3;

interface About {
  readonly search: SearchModel;
  readonly trials: number;
  /** Seeds that were asked for. */
  readonly asked: number;
}

/** Tables of what was reached, of regret and of the rank tests. */
export function printComparison(
  results: ComparisonResults,
  { search, trials, asked }: About,
  terminal: Terminal,
): void {
  const { contestants, seeds, by, test } = results;
  const bold = (text: string): string => terminal.style('bold', text);
  const show = { columns: terminal.columns, indent: '  ', heading: (text: string) => terminal.style('dim', text) };
  const judged = search.evaluate.kind === 'table' ? search.evaluate.file : 'training';
  terminal.out(
    `${bold(search.space.name)}: ${plural(contestants.length, 'strategy').replace(/ys$/, 'ies')}, ${plural(seeds.length, 'seed')}, ${plural(trials, 'trial')} a run, by ${judged}\n`,
  );
  if (seeds.length < asked) terminal.out(`Stopped: of ${asked} seeds, ${seeds.length} were finished by all.\n`);
  if (seeds.length === 0) return;

  const measures = contestants[0]?.final.map(({ measure }) => measure) ?? [];
  const reached = contestants.map(({ label, final, seconds }) => [
    label,
    ...final.map(spreadText),
    duration(seconds.mean),
  ]);
  terminal.out(`\n${bold(`After ${plural(trials, 'trial')}`)} (mean ± sd)\n`);
  terminal.out(table(['strategy', ...measures, 'time a run'], reached, show));

  const places = checkpoints(results.at);
  const origin = results.reference.known ? 'the best of the table' : 'the best of any run';
  terminal.out(`\n${bold(`Regret of ${by}`)} (mean; 0 is ${origin}, ${metric(results.reference.value)})\n`);
  const most = Math.max(...contestants.flatMap(({ regret }) => regret.map(({ mean }) => mean || 0)));
  terminal.out(
    table(
      ['strategy', ...places.map((k) => `at ${results.at[k]}`), `trial 1 to ${trials}, log scale`],
      contestants.map(({ label, regret }) => [
        label,
        ...places.map((k) => (Number.isFinite(regret[k]?.mean) ? metric(regret[k]?.mean as number) : 'none')),
        curve(regret, most),
      ]),
      show,
    ),
  );
  if (test) printTest(results, test, terminal, show);
  else terminal.out('\nA rank test needs two strategies and two seeds.\n');
}

function printTest(
  { by, seeds, contestants }: ComparisonResults,
  test: NonNullable<ComparisonResults['test']>,
  terminal: Terminal,
  show: Parameters<typeof table>[2],
): void {
  const { labels, meanRanks, statistic, p, criticalDifference, pairs } = test;
  const verdict = p < SIGNIFICANT ? 'the strategies differ' : 'no difference is shown';
  terminal.out(
    `\n${terminal.style('bold', `Ranks of ${by}`)}: Friedman χ² = ${statistic.toFixed(2)} over ${plural(seeds.length, 'seed')}, p ${probability(p)}: ${verdict} at 5%\n`,
  );
  const rankOf = (label: string): string => (meanRanks[labels.indexOf(label)] ?? Number.NaN).toFixed(2);
  terminal.out(
    table(
      ['strategy', 'mean rank'],
      contestants.map(({ label }) => [label, rankOf(label)]),
      show,
    ),
  );
  terminal.out(`\n  Mean ranks ${criticalDifference.toFixed(2)} apart differ at 5% (Nemenyi).\n`);
  const rows = pairs.map(({ a, b, rankDifference, nemenyi, wilcoxon }) => {
    const [better, worse] = rankDifference >= 0 ? [a, b] : [b, a];
    const sure = wilcoxon < SIGNIFICANT ? (nemenyi < SIGNIFICANT ? 'differ' : 'Wilcoxon only') : '';
    return [better, worse, Math.abs(rankDifference).toFixed(2), probability(nemenyi), probability(wilcoxon), sure];
  });
  terminal.out(table(['better', 'than', 'ranks apart', 'p Nemenyi', 'p Wilcoxon, Holm', ''], rows, show));
}

const spreadText = ({ mean, sd }: Spread): string => {
  if (Number.isNaN(mean)) return 'none';
  // As many decimals as tell two standard deviations apart.
  const decimals = sd > 0 ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(sd)))) : 4;
  return `${mean.toFixed(decimals)} ± ${sd.toFixed(decimals)}`;
};

const probability = (p: number): string => (p < 1e-4 ? '< 0.0001' : p.toFixed(4));

/** Up to four places: an eighth, a quarter, a half, all. */
function checkpoints(at: readonly number[]): number[] {
  const wanted = [8, 4, 2, 1].map((part) => Math.ceil(at.length / part) - 1);
  return [...new Set(wanted)];
}

/** A line of bars; the height is the logarithm of the regret below the largest of all. */
function curve(regret: readonly Spread[], most: number): string {
  return Array.from({ length: Math.min(WIDTH, regret.length) }, (_, i) => {
    const width = Math.min(WIDTH, regret.length);
    const k = width === 1 ? 0 : Math.round((i * (regret.length - 1)) / (width - 1));
    const value = regret[k]?.mean ?? Number.NaN;
    if (Number.isNaN(value)) return ' ';
    const height = value <= 0 || most <= 0 ? 0 : 1 + Math.log10(value / most) / DECADES;
    return BARS[Math.round(Math.min(1, Math.max(0, height)) * (BARS.length - 1))];
  }).join('');
}

/** One row a strategy, seed and place of the curve. */
export function csvOf({ contestants, seeds, at, direction, reference, by }: ComparisonResults): string {
  const sign = direction === 'maximize' ? -1 : 1;
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (value: number): string => (Number.isFinite(value) ? String(value) : '');
  const lines = contestants.flatMap(({ label, regretOf }) =>
    seeds.flatMap((seed, s) =>
      at.map((trial, k) => {
        const regret = regretOf[s]?.[k] ?? Number.NaN;
        return [quoted(label), seed, trial, cell(reference.value + sign * regret), cell(regret)].join(',');
      }),
    ),
  );
  return `${['strategy', 'seed', 'trial', quoted(by), 'regret'].join(',')}\n${lines.join('\n')}\n`;
}

/** What `--json` prints; nothing that is not a number is left out of a list: it is null. */
export function jsonOf(results: ComparisonResults, search: SearchModel, trials: number): Record<string, unknown> {
  const { by, direction, reference, seeds, at, contestants, test } = results;
  return {
    type: 'comparison',
    space: search.space.name,
    trials,
    by,
    direction,
    reference,
    seeds,
    at,
    strategies: contestants.map(({ label, final, value, regret, seconds }) => ({
      strategy: label,
      final,
      value,
      regret,
      seconds,
      ...(test && { meanRank: test.meanRanks[test.labels.indexOf(label)] }),
    })),
    ...(test && {
      friedman: { statistic: test.statistic, p: test.p },
      criticalDifference: test.criticalDifference,
      pairs: test.pairs,
    }),
  };
}
