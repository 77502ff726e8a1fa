/** A set of lists of numbers of one length, each known by 128 bits of it. */
export interface NumberRows {
  has(row: ArrayLike<unknown>): boolean;
  add(row: ArrayLike<unknown>): void;
}

export function numberRows(width: number): NumberRows {
  let count = 0;
  /** Open addressing, four words an entry, all zero where there is none; at most half full. */
  let table = new Int32Array(4 * 256);
  const at = new Float64Array(width);
  const words = new Int32Array(at.buffer);
  const digest = new Int32Array(4);
  let digested: ArrayLike<unknown> | undefined;

  const load = (row: ArrayLike<unknown>): void => {
    if (row === digested) return;
    digested = row;
    for (let i = 0; i < width; i++) at[i] = row[i] as number;
    let [a, b, c, d] = [0x9e3779b9 | 0, 0x85ebca6b | 0, 0xc2b2ae35 | 0, 0x27d4eb2f | 0];
    for (let i = 0; i < words.length; i += 2) {
      const low = words[i]!;
      const high = words[i + 1]!;
      a = Math.imul(a ^ low, 0x85ebca6b);
      b = Math.imul(b ^ high, 0xc2b2ae35);
      c = Math.imul(c ^ low ^ (high >>> 15), 0x27d4eb2f);
      d = Math.imul(d ^ high ^ (low >>> 13), 0x165667b1);
    }
    digest[0] = a ^ (d >>> 16);
    digest[1] = b ^ (c >>> 15);
    digest[2] = c ^ (a >>> 16);
    digest[3] = d | 1; // an entry is never all zero
  };
  /** Where the entry is in the table, or where it would be. */
  const placeOf = (a: number, b: number, c: number, d: number): number => {
    const mask = table.length - 4;
    let place = ((a ^ Math.imul(b, 0x9e3779b1)) << 2) & mask;
    while (
      table[place + 3] !== 0 &&
      !(table[place] === a && table[place + 1] === b && table[place + 2] === c && table[place + 3] === d)
    ) {
      place = (place + 4) & mask;
    }
    return place;
  };
  const put = (a: number, b: number, c: number, d: number): boolean => {
    const place = placeOf(a, b, c, d);
    if (table[place + 3] !== 0) return false;
    table[place] = a;
    table[place + 1] = b;
    table[place + 2] = c;
    table[place + 3] = d;
    return true;
  };
  return {
    has(row) {
      load(row);
      return table[placeOf(digest[0]!, digest[1]!, digest[2]!, digest[3]!) + 3] !== 0;
    },
    add(row) {
      load(row);
      if (!put(digest[0]!, digest[1]!, digest[2]!, digest[3]!)) return;
      count++;
      if (8 * count <= table.length) return;
      const old = table;
      table = new Int32Array(2 * old.length);
      for (let i = 0; i < old.length; i += 4) {
        if (old[i + 3] !== 0) put(old[i]!, old[i + 1]!, old[i + 2]!, old[i + 3]!);
      }
    },
  };
}
