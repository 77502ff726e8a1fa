import { bodyOf, numberOf } from '../attributes.ts';
import type { Primitive } from '../operation.ts';
import { cannotRead, phrase, places } from '../shapes.ts';
import { channelsOf, sequence } from '../tensor-type.ts';
import { units } from './parameters.ts';

/** `gates` weight matrices from [x, h] to the units, each with a bias. */
const recurrent = (name: string, gates: number, doc: string): Primitive => ({
  name,
  family: 'recurrent',
  doc,
  parameters: [units(64)],
  inputs: 'one',
  infer: ([input], attributes) =>
    input!.kind === 'sequence'
      ? sequence(input!.length, numberOf(attributes, 'units'))
      : cannotRead(
          name,
          input!,
          'a sequence',
          input!.kind === 'tokens' ? undefined : "'reshape' it to steps x features.",
        ),
  cost([input], output) {
    const hidden = channelsOf(output);
    const params = gates * (channelsOf(input!) + hidden + 1) * hidden;
    return { params, macs: params * places(output) };
  },
});

const rnn: Primitive = {
  name: 'rnn',
  family: 'recurrent',
  doc: `A recurrent network whose step is a cell of your own. \`rnn(cell, units: n)\` runs cell(x, h) at every step: x is the step's input, h what the cell gave before (zeros at first); every step uses the same weights.

LxC → Lxunits; the cell maps (C, units) to units. Parameters are those of the cell, multiply-accumulates L times its.`,
  parameters: [
    { name: 'body', takes: { kind: 'operation' }, doc: 'The cell (x, h) that is run at every step.' },
    units(64),
  ],
  inputs: 'one',
  infer([input], attributes) {
    if (input!.kind !== 'sequence') return cannotRead('rnn', input!, 'a sequence');
    const hidden = numberOf(attributes, 'units');
    const body = bodyOf(attributes);
    if (body.inputs.length !== 2) {
      return { misfit: "'rnn' runs a cell of two tensors, (x, h): its input and its state.", parameter: 'body' };
    }
    const output = body.nodes[body.output]!.type;
    if (output.kind === 'vector' && output.features === hidden) return sequence(input!.length, hidden);
    return {
      misfit: `The cell of 'rnn' must give its next state, a vector of ${hidden} ('units'), but gives ${phrase(output)}.`,
      parameter: 'body',
    };
  },
  // The body is a network: costOf adds it once a step.
  cost: () => ({ params: 0, macs: 0 }),
};

export const recurrents = [
  recurrent(
    'lstm',
    4,
    'Long short-term memory. i, f, o = σ(W·[x, h] + b), g = tanh(W·[x, h] + b), c ← f·c + i·g, h = o·tanh(c). LxC → Lxunits. Parameters 4·(C + units + 1)·units, as many multiply-accumulates at each step. Hochreiter and Schmidhuber 1997.',
  ),
  recurrent(
    'gru',
    3,
    'Gated recurrent unit. z, r = σ(W·[x, h] + b), n = tanh(W·[x, r·h] + b), h ← (1 − z)·n + z·h. LxC → Lxunits. Parameters 3·(C + units + 1)·units, as many multiply-accumulates at each step. Cho et al. 2014.',
  ),
  rnn,
];
