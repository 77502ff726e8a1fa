import { distance } from 'fastest-levenshtein';

/** Edits between two words; letters swapped with their neighbours (`rleu`, `relu`) count once, not twice. */
function edits(a: string, b: string): number {
  const plain = distance(a, b);
  if (plain < 2 || a.length !== b.length) return plain;
  const swaps = [...a].filter((_, i) => a[i] !== b[i] && a[i] === b[i + 1] && a[i + 1] === b[i]).length;
  return plain - swaps;
}

/** The candidate that a misspelt name probably means: within a third of its letters (at least one edit), or undefined. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    // A one-letter name is as near to any other one: no suggestion is better than that.
    if (name.length === 1 && candidate.length === 1) continue;
    const distant = edits(name.toLowerCase(), candidate.toLowerCase());
    if (distant < least) {
      best = candidate;
      least = distant;
    }
  }
  return best;
}

/** ` Did you mean 'relu'?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const suggestion = closest(name, candidates);
  return suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`;
}

/** Names that a message can hold, the first ones of many: completion shows the others. */
export function listed(names: Iterable<string>, most = 12): string {
  const all = [...names];
  if (all.length <= most) return all.join(', ');
  return `${all.slice(0, most).join(', ')} and ${all.length - most} more`;
}
