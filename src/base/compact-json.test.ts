import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactJson } from './compact-json.ts';

test('a vector is one line, everything else is indented', () => {
  expect(
    compactJson({
      a: 1,
      none: [],
      rows: [
        [1, 2.5],
        ['x', null],
      ],
      b: { c: undefined, d: true },
      e: {},
    }),
  ).toBe(
    [
      '{',
      '  "a": 1,',
      '  "none": [],',
      '  "rows": [',
      '    [1, 2.5],',
      '    ["x", null]',
      '  ],',
      '  "b": {',
      '    "d": true',
      '  },',
      '  "e": {}',
      '}',
    ].join('\n'),
  );
});

test('it says what JSON says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.stringify(value);
      expect(JSON.stringify(JSON.parse(compactJson(value)))).toBe(JSON.stringify(JSON.parse(plain)));
    }),
  );
});
