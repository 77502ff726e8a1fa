import { type Random, random as seeded } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { decodeSlots, encodeSlots, type Slot, slotsOf } from '../encoding.ts';
import type { ArchitectureGraph, Problem, StrategyDefinition, StrategyParameters } from '../strategy.ts';
import type { Acquisition } from '../surrogates/acquisition.ts';
import { trainGaussianProcess } from '../surrogates/gaussian-process.ts';
import { graphEncoder, numberLabels } from '../surrogates/graph-encoder.ts';
import { maternFamily } from '../surrogates/kernels.ts';
import { sequenceEncoder, trainVae } from '../surrogates/variational-autoencoder.ts';
import {
  acquisitionParameter,
  candidatesParameter,
  checkStartup,
  modelSearch,
  type Pending,
  pendingParameter,
  startupParameter,
} from './model-search.ts';

/** Architectures that an epoch of the autoencoder sees. */
const EXAMPLES = 1000;
/** Of Adam. */
const RATE = 3e-3;
/** Weight of the divergence in the end: small, so that architectures keep places of their own (arch2vec: 1/(batch · nodes)). */
const DIVERGENCE = 5e-3;
/** Deviations of the steps from good architectures, in units of the latent space. */
const STEPS = [0.1, 0.3, 0.6];
const ENCODERS = ['decisions', 'graph'];
/** Networks that the encoder of graphs learns from, its units, and how far it looks. */
const GRAPHS = 400;
const GRAPH_WIDTH = 16;
const HOPS = 3;

export const vae: StrategyDefinition = {
  name: 'vae',
  doc: [
    'Search in the latent space of a variational autoencoder: it learns, without any training of networks, to write architectures as points, and Bayesian optimisation searches among points.',
    '',
    'The autoencoder sees random architectures of the space, as sequences of decisions or as graphs, and writes sequences of decisions;',
    'candidates are points near the best and drawn from the prior, decoded, so that each is an architecture; a Gaussian process over',
    'points (Matérn 5/2) says which is next. For costly trials in spaces whose decisions interact. Some seconds of preparation, more for',
    'graphs of large networks. (Kingma and Welling 2014; graphs after the encoder of Yan et al. 2020, *arch2vec*.)',
  ].join('\n'),
  parameters: [
    startupParameter,
    candidatesParameter(200),
    acquisitionParameter('ei'),
    {
      name: 'encoder',
      takes: { kind: 'word', words: ENCODERS },
      default: 'decisions',
      doc: 'What it reads: `decisions` their sequence; `graph` the network, by message passing, so that networks which are alike lie near each other whatever their decisions are (without networks it is `decisions`).',
    },
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
  check: checkStartup,
  create(problem, parameters, source) {
    const { space } = problem;
    const slots = slotsOf(space.decisions);
    const latent = Number(parameters.latent ?? 16);
    // Trained when it is first needed: a run that only draws at random need not wait.
    const points = (): LatentSpace => latentSpace(problem, parameters);
    const encode = (assignment: Assignment): Float64Array => points().encode(assignment);
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

/** Points that stand for architectures. */
export interface LatentSpace {
  encode(assignment: Assignment): Float64Array;
  /** The most likely alternative of each slot. */
  decode(z: ArrayLike<number>): Int32Array;
}

const trained = new WeakMap<SearchSpace, Map<string, LatentSpace>>();

/** It follows from the space and its parameters alone, so that a search that goes on has the one that it began with. */
export function latentSpace(problem: Pick<Problem, 'space' | 'graph'>, parameters: StrategyParameters): LatentSpace {
  const { space, graph } = problem;
  const known = trained.get(space) ?? new Map<string, LatentSpace>();
  trained.set(space, known);
  const name = ['latent', 'width', 'epochs', 'encoder'].map((each) => parameters[each]).join(' ');
  const found = known.get(name);
  if (found) return found;
  const source = seeded(`latent space ${space.decisions.map(({ path }) => path).join()}`);
  const made =
    parameters.encoder === 'graph' && graph
      ? ofGraphs(space, graph, parameters, source)
      : ofSequences(space, parameters, source);
  known.set(name, made);
  return made;
}

const shapeOf = (slots: readonly Slot[], { latent, width }: StrategyParameters) => ({
  sizes: slots.map(({ size }) => size),
  width: Number(width),
  latent: Number(latent),
});

function ofSequences(space: SearchSpace, parameters: StrategyParameters, source: Random): LatentSpace {
  const slots = slotsOf(space.decisions);
  const shape = shapeOf(slots, parameters);
  const draw = () => {
    const picks = encodeSlots(slots, space.sample(source));
    return { input: picks, picks };
  };
  const training = { epochs: Number(parameters.epochs), examples: EXAMPLES, rate: RATE, divergence: DIVERGENCE };
  const vae = trainVae(shape, sequenceEncoder(shape.sizes, shape.width), draw, training, source);
  return { encode: (assignment) => vae.encode(encodeSlots(slots, assignment)), decode: vae.decode };
}

function ofGraphs(
  space: SearchSpace,
  graph: NonNullable<Problem['graph']>,
  parameters: StrategyParameters,
  source: Random,
): LatentSpace {
  const slots = slotsOf(space.decisions);
  const shape = shapeOf(slots, parameters);
  const drawn = Array.from({ length: GRAPHS }, () => space.sample(source));
  const graphs = drawn.map(graph);
  const labels = numberLabels(graphs);
  const examples = drawn.map((assignment, i) => ({
    input: labels.number(graphs[i] as ArchitectureGraph),
    picks: encodeSlots(slots, assignment),
  }));
  const training = { epochs: Number(parameters.epochs), examples: GRAPHS, rate: RATE, divergence: DIVERGENCE };
  const encoder = graphEncoder(labels.count, GRAPH_WIDTH, HOPS);
  const vae = trainVae(shape, encoder, () => source.pick(examples), training, source);
  return { encode: (assignment) => vae.encode(labels.number(graph(assignment))), decode: vae.decode };
}
