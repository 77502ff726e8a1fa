import { expect, test } from 'vitest';
import { panelHostChecks, panelViewChecks } from './panel-boundary.ts';
import { previewHostChecks, previewViewChecks } from './preview-boundary.ts';

const started = {
  type: 'trial.started',
  time: 1,
  trial: 0,
  assignment: { a: 1, b: [0, 2] },
  hash: 'h',
  fidelity: 1,
  seed: 3,
};

test('events of types that this version does not know are left out, and unknown fields too', () => {
  expect(
    panelViewChecks.events([
      { ...started, later: true },
      { type: 'supernet.step', time: 2 },
    ]),
  ).toEqual([started]);
});

test('a malformed event is refused with the place of the fault', () => {
  expect(() => panelViewChecks.events([{ ...started, trial: -1 }])).toThrow(/trial/);
  expect(() => panelViewChecks.events([{ time: 1 }])).toThrow(/type/);
});

test('a loss that diverged is null in JSON and not a number again after it', () => {
  const epoch = { type: 'trial.epoch', time: 1, trial: 0, epoch: 1, epochs: 2, metrics: { loss: Number.NaN } };
  const [received] = panelViewChecks.events(JSON.parse(JSON.stringify([epoch])));
  expect(received).toEqual(epoch);
});

test('a panel can ask for nothing but what it offers', () => {
  expect(() => panelHostChecks.control({ action: 'delete' })).toThrow(/action/);
  expect(() => panelHostChecks.ready({ extra: 1 })).toThrow();
  expect(() => panelHostChecks.save({ name: '../../x.csv', text: '' })).toThrow(/name/);
  expect(() => panelHostChecks.save({ name: 'x.html', text: '' })).toThrow(/name/);
  expect(panelHostChecks.save({ name: 'digits_search.csv', text: 'a' }).name).toBe('digits_search.csv');
  expect(() => previewHostChecks.reveal({ range: { uri: 'file:///a', offset: -1, end: 2 }, focus: true })).toThrow(
    /offset/,
  );
});

test('a drawing with a kind that does not exist is refused', () => {
  const diagram = { title: '', subtitle: '', nodes: [{ id: 'a', kind: 'loop', label: '' }], edges: [] };
  const state = { uri: 'file:///a', name: 'a', names: [], content: { kind: 'diagram', diagram } };
  expect(() => previewViewChecks.show(state)).toThrow(/kind/);
});
