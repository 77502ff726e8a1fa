import type { Random } from '../../base/random.ts';
import type { Setting } from '../../network/training.ts';
import { EngineError } from '../engine-error.ts';
import { settingReader } from '../settings.ts';
import type { Dataset } from './dataset.ts';

/** How a batch is blended with itself: λ of each example, 1 − λ of that at `partners`. */
export interface Mix {
  readonly share: number;
  readonly partners: Uint32Array;
}

/** Draws the blend of a batch of `count` examples. Undefined: the data set is not augmented so. */
export type Mixup = ((count: number, random: Random) => Mix) | undefined;

/** Throws an `EngineError` for inputs that can't be blended. */
export function mixupOf(settings: readonly Setting[], { type }: Pick<Dataset, 'type'>): Mixup {
  const setting = settings.find(({ name }) => name === 'mixup');
  if (!setting) return undefined;
  if (type.kind === 'tokens') {
    throw new EngineError('data-mismatch', "'augment mixup' blends inputs, but tokens can't be blended.");
  }
  const alpha = settingReader('augmentation', setting).number('alpha');
  return (count, random) => {
    const partners = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      // Fisher–Yates, from the front.
      const j = random.integer(i + 1);
      partners[i] = partners[j] as number;
      partners[j] = i;
    }
    return { share: beta(alpha, random), partners };
  };
}

/** Blends the examples of a batch in place; `partners` is a permutation of them. */
export function blend(examples: readonly Float32Array[], { share, partners }: Mix, first: Float32Array): void {
  const rest = 1 - share;
  const done = new Uint8Array(partners.length);
  for (let start = 0; start < partners.length; start++) {
    if (done[start]) continue;
    // Along a cycle each example is met before it is its partner's partner; but the first one, which is kept.
    first.set(examples[start] as Float32Array);
    for (let row = start; !done[row]; row = partners[row] as number) {
      done[row] = 1;
      const partner = partners[row] as number;
      const example = examples[row] as Float32Array;
      const other = partner === start ? first : (examples[partner] as Float32Array);
      for (let i = 0; i < example.length; i++) {
        example[i] = share * (example[i] as number) + rest * (other[i] as number);
      }
    }
  }
}

/** A draw from Beta(a, a): X / (X + Y) of two draws from Gamma(a). */
function beta(a: number, random: Random): number {
  const [x, y] = [gamma(a, random), gamma(a, random)];
  return x + y > 0 ? x / (x + y) : 0.5;
}

/** A draw from Gamma(a, 1) (Marsaglia and Tsang 2000). */
function gamma(a: number, random: Random): number {
  if (a < 1) return gamma(a + 1, random) * (1 - random.next()) ** (1 / a);
  const d = a - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}
