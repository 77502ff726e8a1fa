import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice, mixedDecisions, testSpace } from '../strategies/test-space.ts';
import { parseCsv } from './csv.ts';
import { readTable } from './table.ts';

describe('CSV', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ', 'é'), maxLength: 6 });
  it('gives back every value that was quoted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }),
        fc.constantFrom('\n', '\r\n'),
        (rows, end) => {
          const text = rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join(end);
          const csv = parseCsv(text, 'x.csv');
          expect([csv.header, ...csv.rows.map((row) => row.cells)]).toEqual(rows);
        },
      ),
    );
  });

  it.each([
    ['', /x\.csv is empty/],
    ['a,b\n1,2\n3\n', /x\.csv:3: 1 values, but the first line names 2/],
    ['a,b\n"1,2\n', /x\.csv:2: a quoted value does not end/],
    ['a,b\n"1"x,2\n', /x\.csv:2: a quoted value is followed/],
  ])('says where %j is wrong', (text, message) => expect(() => parseCsv(text, 'x.csv')).toThrow(message));

  it('counts lines as an editor does, also after quoted line ends and blank lines', () => {
    const { rows } = parseCsv('a,b\n\n"x\ny",2\n3,4', 'x.csv');
    expect(rows.map((row) => row.line)).toEqual([3, 5]);
  });
});

const space = testSpace([choice('e0', 3), choice('e1', 2)]);
const open = (text: string, options: Partial<Parameters<typeof readTable>[3]> = {}) =>
  readTable(text, 'x.csv', space, { needed: ['acc'], ...options });

describe('a table', () => {
  it('finds rows by key, and gives the numeric columns', () => {
    const table = open('ops,acc,note,n\n21,0.5,good,\n00,0.25,bad,7\n', { key: 'ops' });
    expect(table.lookUp({ e0: 2, e1: 1 })).toEqual({ acc: 0.5 });
    expect(table.lookUp({ e0: 0, e1: 0 })).toEqual({ acc: 0.25, n: 7 });
    expect(() => table.lookUp({ e0: 1, e1: 1 })).toThrow('x.csv has no row for this architecture (11).');
  });

  it('finds rows by decision path, with options as written or as indexes', () => {
    expect(open('e1,e0,acc\no1,o2,3\n').lookUp({ e0: 2, e1: 1 })).toEqual({ acc: 3 });
    expect(open('e1,e0,acc\n1,2,3\n').lookUp({ e0: 2, e1: 1 })).toEqual({ acc: 3 });
  });

  it('finds the row of every architecture of a space with conditions, sets and numbers', () => {
    const mixed = testSpace(mixedDecisions);
    const all = [...mixed.enumerate()];
    const paths = mixedDecisions.map((d) => d.path);
    const rows = all.map((a, i) => [...paths.map((p) => String(a[p] ?? '').replaceAll(',', ' ')), i].join(','));
    const table = readTable([[...paths, 'acc'].join(','), ...rows].join('\n'), 'x.csv', mixed, { needed: ['acc'] });
    for (const [acc, assignment] of all.entries()) expect(table.lookUp(assignment)).toEqual({ acc });
  });

  it.each([
    ['ops,loss\n00,1\n', { key: 'ops' }, /no column 'acc'.*It has: loss/],
    ['op,acc\n00,1\n', { key: 'ops' }, /no column 'ops', the 'key'/],
    ['e0,acc\n0,1\n', {}, /no column 'e1', a decision/],
    ['ops,acc\n00,1\n00,2\n', { key: 'ops' }, /x\.csv:3: the same architecture as in line 2/],
    ['ops,acc\n000,1\n', { key: 'ops' }, /x\.csv:2: '000' in column 'ops' must have 2 digits/],
  ])('says what is wrong with %j', (text, options, message) => expect(() => open(text, options)).toThrow(message));

  it('says where a value that is needed is no number', () => {
    const table = open('ops,acc\n00,1\n01,high\n', { key: 'ops' });
    expect(() => table.lookUp({ e0: 0, e1: 1 })).toThrow("x.csv:3: 'high' in column 'acc' is not a number.");
  });

  it('refuses a key where a digit a decision is not enough', () => {
    const twelve = testSpace([choice('e0', 12)]);
    expect(() => readTable('ops,acc\n0,1\n', 'x.csv', twelve, { key: 'ops', needed: [] })).toThrow(
      /one digit a decision/,
    );
    const mixed = testSpace(mixedDecisions);
    expect(() => readTable('ops,acc\n0,1\n', 'x.csv', mixed, { key: 'ops', needed: [] })).toThrow(/Leave out 'key'/);
  });
});
