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
export function mixupOf(settings: readonly Setting[], dataset: Dataset): Mixup {
  const setting = settings.find(({ name }) => name === 'mixup');
  if (!setting) return undefined;
  if (dataset.type.kind === 'tokens') {
    throw new EngineError('data-mismatch', "'augment mixup' blends inputs, but tokens can't be blended.");
  }
  const alpha = settingReader('augmentation', setting).number('alpha');
  return (count, random) => {
    const partners = Uint32Array.from(random.shuffle(Array.from({ length: count }, (_, i) => i)));
    return { share: beta(alpha, random), partners };
  };
}

/** Blends the examples of a batch, one after the other, in place. */
export function blend(batch: Float32Array, { share, partners }: Mix): void {
  const size = batch.length / partners.length;
  const before = batch.slice();
  partners.forEach((partner, row) => {
    for (let i = 0; i < size; i++) {
      const at = row * size + i;
      batch[at] = share * (before[at] as number) + (1 - share) * (before[partner * size + i] as number);
    }
  });
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
