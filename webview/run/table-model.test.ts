import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldEvents } from '../../src/protocol/run-state.ts';
import { runEvents } from '../test/run-events.ts';
import { measureOf } from './measures.ts';
import { cellText, columnsOf, csvOf, firstOrder, nextOrder, sorted, stateText } from './table-model.ts';

const state = foldEvents(runEvents(50));

test('objectives come first, then what is reported, then what else was measured, then properties of the network', () => {
  const ids = columnsOf(state).map(({ id }) => id);
  expect(ids).toEqual(['trial', 'state', 'accuracy', 'params', 'depth', 'test_accuracy', 'top_5', 'macs', 'seconds']);
});

test('every order is total, keeps all trials, and puts missing values last in both directions', () => {
  const column = fc.constantFrom(...columnsOf(state).map(({ id }) => id));
  fc.assert(
    fc.property(column, fc.boolean(), (id, descending) => {
      const trials = sorted(state, { column: id, descending });
      expect(new Set(trials).size).toBe(state.trials.size);
      if (id === 'state') return;
      const values = trials.map((trial) => measureOf(trial, id, state));
      const firstMissing = values.findIndex(Number.isNaN);
      const present = firstMissing === -1 ? values : values.slice(0, firstMissing);
      expect(values.slice(present.length).every(Number.isNaN)).toBe(true);
      const inOrder = [...present].sort((a, b) => (descending ? b - a : a - b));
      expect(present).toEqual(inOrder);
    }),
  );
});

test('the first click on a column puts its better half on top, the second turns it round', () => {
  expect(firstOrder(state)).toEqual({ column: 'accuracy', descending: true });
  const params = nextOrder(firstOrder(state), 'params', state);
  expect(params).toEqual({ column: 'params', descending: false });
  expect(nextOrder(params, 'params', state)).toEqual({ column: 'params', descending: true });
});

test('a trial at work shows its last epoch, a failed one why it failed', () => {
  const events = runEvents(8);
  const partial = foldEvents(events.slice(0, 5));
  const running = partial.trials.get(0);
  expect(running && stateText(running)).toBe('epoch 3 of 5');
  expect(running && stateText(running, false)).toBe('interrupted');
  const accuracy = columnsOf(partial).find(({ id }) => id === 'accuracy');
  expect(running && accuracy && cellText(running, accuracy, partial)).toMatch(/^0\.\d{4}$/);
  const failed = foldEvents(events).trials.get(6);
  expect(failed && stateText(failed)).toBe('failed: error');
  const finished = state.trials.get(0);
  expect(finished && [1, 1 / 9].map((fidelity) => stateText({ ...finished, fidelity }))).toEqual([
    'finished',
    'finished, 11 %',
  ]);
});

test('the CSV has a row for each trial with full digits and the decisions', () => {
  const lines = csvOf(state).trimEnd().split('\r\n');
  expect(lines).toHaveLength(51);
  const head = lines[0]?.split(',') ?? [];
  expect(head.slice(-2)).toEqual(['normal.n1.e0', 'width']);
  const row = lines[1]?.split(',') ?? [];
  const trial = state.trials.get(0);
  expect([row[head.indexOf('state')], row[head.indexOf('fidelity')]]).toEqual(['finished', '1']);
  expect(Number(row[head.indexOf('accuracy')])).toBe(trial?.metrics?.accuracy);
  expect(row[head.indexOf('width')]).toBe(String(trial?.assignment.width));
});
