import { random as seeded } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { decodeSlots, encodeSlots, slotsOf } from './encoding.ts';
import {
  acquisitionParameter,
  candidatesParameter,
  modelSearch,
  type Pending,
  pendingParameter,
  startupParameter,
} from './model-search.ts';
import type { StrategyDefinition, StrategyParameters } from './strategy.ts';
import type { Acquisition } from './surrogates/acquisition.ts';
import { trainGaussianProcess } from './surrogates/gaussian-process.ts';
import { maternFamily } from './surrogates/kernels.ts';
import { trainVae, type Vae } from './surrogates/variational-autoencoder.ts';

/** Architectures that an epoch of the autoencoder sees. */
const EXAMPLES = 1000;
/** Of Adam. */
const RATE = 3e-3;
/** Weight of the divergence in the end: small, so that architectures keep places of their own (arch2vec: 1/(batch · nodes)). */
const DIVERGENCE = 5e-3;
/** Deviations of the steps from good architectures, in units of the latent space. */
const STEPS = [0.1, 0.3, 0.6];

export const vae: StrategyDefinition = {
  name: 'vae',
  doc: [
    'Search in the latent space of a variational autoencoder: it learns, without any training of networks, to write architectures as points, and Bayesian optimisation searches among points.',
    '',
    'The autoencoder sees random architectures of the space as sequences of decisions; candidates are points near the best and',
    'drawn from the prior, decoded; a Gaussian process over points (Matérn 5/2) says which is next. For costly trials in spaces',
    'whose decisions interact. A few seconds of preparation. (Kingma and Welling 2014; Yan et al. 2020, *arch2vec*, of which this is the sequence form.)',
  ].join('\n'),
  parameters: [
    startupParameter,
    candidatesParameter(200),
    acquisitionParameter('ei'),
    {
      name: 'latent',
      takes: { kind: 'integer', min: 1, max: 256 },
      default: 16,
      doc: 'Dimensions of the latent space.',
    },
    { name: 'width', takes: { kind: 'integer', min: 2, max: 512 }, default: 64, doc: 'Units of the hidden layers.' },
    {
      name: 'epochs',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 30,
      doc: 'Epochs of the autoencoder, each of 1,000 random architectures.',
    },
    pendingParameter('mean'),
    {
      name: 'every',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 1,
      doc: 'Results between two fits of the Gaussian process.',
    },
  ],
  objectives: 'one',
  create(problem, parameters, source) {
    const { space } = problem;
    const slots = slotsOf(space.decisions);
    const latent = Number(parameters.latent ?? 16);
    // Trained when it is first needed: a run that only draws at random need not wait.
    const points = (): Vae => latentSpace(space, parameters);
    const encode = (assignment: Assignment): Float64Array => points().encode(encodeSlots(slots, assignment));
    return modelSearch(problem, source, {
      startup: Number(parameters.startup ?? 10),
      candidates: Number(parameters.candidates ?? 200),
      acquisition: (parameters.acquisition ?? 'ei') as Acquisition, // checked against the words of the parameter
      every: Number(parameters.every ?? 1),
      train: trainGaussianProcess(maternFamily),
      encoding: { size: latent, encode },
      pending: (parameters.pending ?? 'mean') as Pending, // checked against the words of the parameter
      near: (centre, count, random) => {
        const z = encode(centre);
        return Array.from({ length: count }, (_, i) => {
          const step = STEPS[i % STEPS.length] as number;
          const picks = points().decode(z.map((value) => value + step * random.normal()));
          return space.repair(decodeSlots(slots, picks, random), random);
        });
      },
      anywhere: (random) => {
        const picks = points().decode(Float64Array.from({ length: latent }, () => random.normal()));
        return space.repair(decodeSlots(slots, picks, random), random);
      },
    });
  },
};

const trained = new WeakMap<SearchSpace, Map<string, Vae>>();

/** It follows from the space and its parameters alone, so that a search that goes on has the one that it began with. */
export function latentSpace(space: SearchSpace, parameters: StrategyParameters): Vae {
  const [latent, width, epochs] = ['latent', 'width', 'epochs'].map((name) => Number(parameters[name])) as [
    number,
    number,
    number,
  ];
  const known = trained.get(space) ?? new Map<string, Vae>();
  trained.set(space, known);
  const name = `${latent} ${width} ${epochs}`;
  const found = known.get(name);
  if (found) return found;
  const slots = slotsOf(space.decisions);
  const source = seeded(`latent space ${space.decisions.map(({ path }) => path).join()}`);
  const draw = (): Int32Array => encodeSlots(slots, space.sample(source));
  const made = trainVae(
    { sizes: slots.map(({ size }) => size), width, latent },
    draw,
    { epochs, examples: EXAMPLES, rate: RATE, divergence: DIVERGENCE },
    source,
  );
  known.set(name, made);
  return made;
}
