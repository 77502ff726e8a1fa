/** A seeded source of randomness whose state is JSON, so that whatever draws from it can be stopped and resumed. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, n). */
  integer(n: number): number;
  /** A draw from the standard normal distribution (Box–Muller; no value is kept between calls). */
  normal(): number;
  /** One of the items, each as likely. */
  pick<T>(items: readonly T[]): T;
  /** A new array with the items in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent source derived from this one's state and a label; drawing from it does not advance this one. */
  fork(label: string): Random;
  snapshot(): RandomState;
}

export type RandomState = readonly [number, number, number, number];

/** sfc32 (Chris Doty-Humphrey's small fast counter): 128 bits of state, passes PractRand. */
export function random(seed: number | string): Random {
  const [a, b, c, d] = seedState(String(seed));
  const source = fromState([a, b, c, d]);
  for (let i = 0; i < 12; i++) source.next(); // mixes close seeds apart
  return source;
}

export function fromState(state: RandomState): Random {
  let [a, b, c, d] = state;
  const bits = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  // 53 bits, so that integer(n) stays unbiased for any n that a search space can hold
  const next = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
  const integer = (n: number): number => Math.floor(next() * n);
  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => {
      if (items.length === 0) throw new RangeError('Nothing to pick from: the list is empty.');
      return items[integer(items.length)] as (typeof items)[number];
    },
    shuffle: (items) => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [out[i], out[j]] = [out[j] as (typeof out)[number], out[i] as (typeof out)[number]];
      }
      return out;
    },
    fork: (label) => random(`${a},${b},${c},${d}/${label}`),
    snapshot: () => [a, b, c, d],
  };
}

/** cyrb128: four 32-bit words from a text. */
function seedState(text: string): RandomState {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  h1 ^= h2 ^ h3 ^ h4;
  return [h1 | 0, (h2 ^ h1) | 0, (h3 ^ h1) | 0, (h4 ^ h1) | 0];
}

/** A 128-bit hash of a text as 32 hexadecimal digits: for keys and names, not for security. */
export function hashText(text: string): string {
  return seedState(text)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
}
