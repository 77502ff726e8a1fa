import { describe, expect, test } from 'vitest';
import { deviceModel, ProfileError, readProfile, writeProfile } from './device-profile.ts';
import { createNetworkBuilder } from './draft.ts';
import { energyOf } from './energy.ts';
import { image } from './tensor-type.ts';

/** conv 3x3 16 -> 32 at stride 2 on 32x32, then ReLU. */
const b = createNetworkBuilder();
const network = b.finish(b.add('relu', [b.add('conv', [b.input(image(32, 32, 16))], { filters: 32, stride: 2 })]));

test('energy: 1e6 multiply-accumulates and 1e5 words are 68.6 µJ', () => {
  expect(energyOf(1e6, 1e5)).toBeCloseTo(68.6, 9);
});

describe('a device profile', () => {
  const of = (text: string) => deviceModel(readProfile(text));

  test('adds up its rows and the overhead; columns that are absent or empty fit anything', () => {
    const model = of('op,cin,cout,h,stride,ms\nconv,16,32,32,2,4\nconv,16,32,32,1,9\nrelu,,,,,0.5\noverhead,,,,,1\n');
    expect(model.latency(network)).toBeCloseTo(5.5);
    expect(model.missing(network)).toEqual([]);
  });

  test('an operation that it does not have takes what a similar one takes, by the work', () => {
    // Half of the output channels, so half of the work but for the writing.
    const model = of('op,k,cin,cout,h,w,stride,ms\nconv,3,16,16,32,32,2,2\n');
    expect(model.latency(network)).toBeCloseTo(4, 1);
    expect(model.missing(network).map(({ op }) => op)).toEqual(['conv', 'relu']);
  });

  test('is read as it was written', () => {
    const text = writeProfile({ rows: readProfile('op,k,ms\nconv,3,1.5\n').rows, overhead: 0.25 });
    expect(writeProfile(readProfile(text))).toBe(text);
    expect(readProfile(text).overhead).toBe(0.25);
  });

  test('only what the output depends on takes time', () => {
    const c = createNetworkBuilder();
    const x = c.input(image(8, 8, 4));
    c.add('conv', [x], { filters: 4 });
    const behindNone = c.add('none', [c.add('conv', [x], { filters: 4 })]);
    const some = c.finish(c.add('sum', [c.add('relu', [x]), behindNone]));
    const model = of('op,ms\nconv,100\nrelu,1\nsum,2\n');
    expect(model.latency(some)).toBe(3);
    expect(of('op,ms\nrelu,1\nsum,2\n').missing(some)).toEqual([]);
  });

  test('may have remarks', () => {
    const { rows } = readProfile('op,ms\nconv,1.5\n');
    const text = writeProfile({ rows, overhead: 0 }, 'of a phone, 3% off');
    expect(text.startsWith('# of a phone, 3% off\nop,')).toBe(true);
    expect(readProfile(text)).toEqual({ rows, overhead: 0 });
    expect(() => readProfile('# phone\nop,ms\n# slow\nconv,fast\n')).toThrow(expect.objectContaining({ line: 4 }));
  });

  test.each([
    ['k,ms\n3,1\n', "has no column 'op'", 1],
    ['op,ms,size\nconv,1,2\n', "has an unknown column 'size'", 1],
    ['op,ms\nconv,fast\n', "has 'fast' for ms", 2],
    ['op,ms\nconv,1\nrelu\n', 'has 1 values where the first line names 2', 3],
    ['op,ms\n', 'has no operation', undefined],
  ])('%j is refused with its line', (text, message, line) => {
    const read = () => readProfile(text);
    expect(read).toThrow(message);
    try {
      read();
    } catch (error) {
      expect(error).toMatchObject({ line });
      expect(error).toBeInstanceOf(ProfileError);
    }
  });
});
