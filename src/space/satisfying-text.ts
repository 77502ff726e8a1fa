import type { Satisfying } from './model.ts';

/** `1,204 architectures (30 %)`, or `about 30 % ± 2 % (400 looked at)`. */
export function satisfyingText({ share, error, looked, count }: Satisfying): string {
  if (count !== undefined) {
    return `${count.toLocaleString('en')} ${count === 1n ? 'architecture' : 'architectures'} (${percent(share)})`;
  }
  if (share === 0) return `none of ${looked.toLocaleString('en')} that were drawn`;
  return `about ${percent(share)} ± ${percent(error)} (${looked.toLocaleString('en')} drawn)`;
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
