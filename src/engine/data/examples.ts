import type { Bytes } from './bytes.ts';

/** The inputs of all examples, raw; read one by one, so that they need not be in memory. */
export interface Examples {
  readonly count: number;
  /** Values of one example. */
  readonly size: number;
  /** What a stored 1 means: bytes stand for 0 to 1. */
  readonly unit: number;
  /** Puts an example at the start of `to`. */
  read(index: number, to: Float32Array): void;
  close(): void;
}

/** Examples one after the other. */
export function inMemory(values: Uint8Array | Float32Array, count: number): Examples {
  const size = values.length / count;
  return {
    count,
    size,
    unit: values instanceof Uint8Array ? 1 / 255 : 1,
    read: (index, to) => to.set(values.subarray(index * size, (index + 1) * size)),
    close: () => {},
  };
}

export interface Layout {
  /** Offset of the first example. */
  readonly start: number;
  readonly count: number;
  /** Bytes from one example to the next. */
  readonly stride: number;
  /** Values of one example. */
  readonly size: number;
  readonly unit: number;
  /** Turns the bytes of one example into its values. */
  decode(bytes: Uint8Array, to: Float32Array): void;
}

/** Examples at equal distances in a file. */
export function stored(bytes: Bytes, { start, count, stride, size, unit, decode }: Layout): Examples {
  const record = new Uint8Array(stride);
  return {
    count,
    size,
    unit,
    read(index, to) {
      bytes.read(start + index * stride, record);
      decode(record, to);
    },
    close: () => bytes.close(),
  };
}

/** The examples of several files, in order. All must be of one size and unit. */
export function joined(parts: readonly Examples[]): Examples {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? inMemory(new Uint8Array(), 1);
  return {
    count: parts.reduce((sum, part) => sum + part.count, 0),
    size: first.size,
    unit: first.unit,
    read(index, to) {
      let rest = index;
      for (const part of parts) {
        if (rest < part.count) return part.read(rest, to);
        rest -= part.count;
      }
    },
    close: () => {
      for (const part of parts) part.close();
    },
  };
}
