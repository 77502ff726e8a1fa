import type { TrainingWord } from './training-word.ts';

const proxy = (name: string, doc: string): TrainingWord => ({
  name,
  role: 'measure',
  doc: `Zero-cost proxy, larger is better: ${doc} One batch of 64 training examples, the first weights, no training; computed only if asked for.`,
  parameters: [],
});

/** Scores of untrained networks; `proxies/table.ts` computes them. */
export const proxyMeasures: readonly TrainingWord[] = [
  proxy('grad_norm', 'sum over the kernels of the norm of the gradient (Abdelfattah et al. 2021).'),
  proxy('snip', 'sum of |weight · gradient| (Lee et al. 2019).'),
  proxy('grasp', 'how much a step along the gradient raises its flow (Wang et al. 2020); −θ·(H g).'),
  proxy('fisher', 'squared activations times gradients, by channel (Turner et al. 2020).'),
  proxy(
    'synflow',
    'logarithm of the synaptic flow, without data (Tanaka et al. 2020). Good for ranking cells, but it prefers large networks.',
  ),
  proxy('jacob_cov', 'how little the derivatives by different inputs correlate (Mellor et al. 2020).'),
  proxy('naswot', 'ln |det| of how alike examples switch rectifiers on (Mellor et al. 2021).'),
  proxy(
    'zen',
    'logarithm of how much features move with the input, with normal weights, without data (Lin et al. 2021).',
  ),
];

const proxyNames: ReadonlySet<string> = new Set(proxyMeasures.map(({ name }) => name));
const latencies: ReadonlySet<string> = new Set(['latency', 'latency_p95']);

/** Whether a trial of which these measures are asked is not trained: proxies, and at most latencies besides. */
export const trainsNothing = (asked: readonly string[]): boolean =>
  asked.some((name) => proxyNames.has(name)) && asked.every((name) => proxyNames.has(name) || latencies.has(name));
