import type { MetricsRecord } from '../protocol/run-events.ts';
import { TrialError } from './trial-error.ts';

/** A line that a program printed: measures, and how far it is if that is said. */
export interface Report {
  readonly epoch?: number;
  readonly epochs?: number;
  readonly metrics: MetricsRecord;
}

/** Longer lines without an end are no reports. */
const longest = 1_000_000;

/** Reads what a program prints, in pieces; lines that begin with `{` are reports, all others are the program's own. */
export function lineReader(report: (report: Report) => void): { push(text: string): void; end(): void } {
  let rest = '';
  const line = (text: string): void => {
    if (text.trimStart().startsWith('{')) report(parseReport(text.trim()));
  };
  return {
    push(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      if (rest.length > longest) rest = '';
      lines.forEach(line);
    },
    end() {
      line(rest);
      rest = '';
    },
  };
}

/** Throws a `TrialError` that shows the line. */
export function parseReport(line: string): Report {
  let value: unknown;
  try {
    // Python writes NaN and Infinity, which JSON has not: a measure that is no number.
    value = JSON.parse(line.replace(/(?<=[:,[]\s*)-?(NaN|Infinity)\b/g, 'null'));
  } catch {
    throw new TrialError('error', `The program printed a line that begins like JSON but is none: ${shown(line)}`);
  }
  const metrics: Record<string, number> = {};
  for (const [name, measure] of Object.entries(value as Record<string, unknown>)) {
    if (typeof measure === 'number') metrics[name] = measure;
    else if (typeof measure === 'boolean') metrics[name] = Number(measure);
    else if (measure === null) metrics[name] = Number.NaN;
  }
  const { epoch, epochs, ...rest } = metrics;
  return { metrics: rest, ...(epoch !== undefined && { epoch }), ...(epochs !== undefined && { epochs }) };
}

const shown = (line: string): string => (line.length > 200 ? `${line.slice(0, 200)}…` : line);
