import type { Parameter, Primitive } from '../operation.ts';
import { cannotRead } from '../shapes.ts';

const activation = (name: string, doc: string, parameters: readonly Parameter[] = []): Primitive => ({
  name,
  family: 'activation',
  doc,
  parameters,
  inputs: 'one',
  infer: ([input]) => (input!.kind === 'tokens' ? cannotRead(name, input!, 'numbers') : input!),
  cost: () => ({ params: 0, macs: 0 }),
});

export const activations = [
  activation('relu', 'Rectifier. max(0, x). Nair and Hinton 2010.'),
  activation('relu6', 'Rectifier with a ceiling. min(max(0, x), 6). Howard et al. 2017.'),
  activation(
    'gelu',
    'Gaussian error linear unit. x·Φ(x), Φ the normal distribution function. Hendrycks and Gimpel 2016.',
  ),
  activation('silu', 'Sigmoid linear unit, or swish. x·σ(x). Ramachandran et al. 2017.'),
  activation('hard_swish', 'Swish in straight pieces. x·min(max(0, x + 3), 6)/6. Howard et al. 2019 (MobileNetV3).'),
  activation('sigmoid', 'Logistic function. σ(x) = 1/(1 + e^−x), between 0 and 1.'),
  activation('tanh', 'Hyperbolic tangent. Between −1 and 1.'),
  activation(
    'softmax',
    'Softmax over the channels. e^x_c / Σ e^x. A classifier does not need it: `cross_entropy` applies it.',
  ),
  activation('leaky_relu', 'Rectifier with a slope below zero. max(slope·x, x). Maas et al. 2013.', [
    {
      name: 'slope',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.01,
      doc: 'Slope for negative values.',
    },
  ]),
  activation('elu', 'Exponential linear unit. x if x > 0, else e^x − 1. Clevert et al. 2015.'),
  activation(
    'affine',
    'Scale and shift by fixed numbers. scale·x + shift: what `1 - x` and `2 * x` mean for a tensor.',
    [
      { name: 'scale', takes: { kind: 'real' }, default: 1, doc: 'What every value is multiplied by.' },
      { name: 'shift', takes: { kind: 'real' }, default: 0, doc: 'What is added then.' },
    ],
  ),
  activation('identity', 'No activation. Gives what it reads, as one option among activations.'),
];
