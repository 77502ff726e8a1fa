import { createInner, innerNames } from '../inner.ts';
import type { Problem, Proposal, StrategyDefinition } from '../strategy.ts';
import { votes } from './votes.ts';

/** Whose majority `vote` is (Abdelfattah et al. 2021, section 3.3). */
const VOTERS = ['synflow', 'jacob_cov', 'snip'];
/** Scores without training that rank by themselves; larger is better. */
export const screeningMeasures: readonly string[] = [
  'synflow',
  'jacob_cov',
  'naswot',
  'zen',
  'snip',
  'grad_norm',
  'grasp',
  'fisher',
  'params',
  'macs',
];
const END = 'end';

interface Snapshot {
  /** How many of the best were proposed. */
  readonly proposed: number;
  readonly pending: readonly string[];
  readonly inner: unknown;
}

export const zeroCost: StrategyDefinition = {
  name: 'zero_cost',
  doc: [
    'Draws many architectures, scores them without training, trains the best of them, and goes on from these with another strategy.',
    '',
    'The score is a zero-cost proxy: one batch through a network with its first weights, a matter of a second or less. As a prior',
    '(`next` names a strategy) the best start the search in the place of random architectures; as a filter (`next: end`) they are all',
    'that is trained. Worth it where a training takes minutes. Most proxies prefer large networks, so a requirement on `params` or',
    '`macs` belongs beside them. Proxies need a search that trains here; with a table or a program of your own `by` may be `params`,',
    '`macs`, or a score that the table has as a column. The scores of a run are kept in its log: a resumed run does not draw them again.',
    '(Abdelfattah et al. 2021, *Zero-cost proxies for lightweight NAS*, section 4: warm-up.)',
  ].join('\n'),
  parameters: [
    {
      name: 'by',
      takes: { kind: 'word', words: ['vote', ...screeningMeasures] },
      default: 'vote',
      doc: `What scores; larger is better. \`vote\`: how many others a candidate beats by the majority of ${VOTERS.join(', ')}.`,
    },
    {
      name: 'samples',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 200,
      doc: 'Architectures that are drawn and scored; they are no trials.',
    },
    {
      name: 'keep',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 20,
      doc: 'The best of them are the first trials.',
    },
    {
      name: 'next',
      takes: { kind: 'word', words: [...innerNames, END] },
      default: 'regularized_evolution',
      doc: `What goes on from them, with its defaults (population 20); \`${END}\`: nothing.`,
    },
  ],
  objectives: 'one',
  check(parameters, { trials, evaluation }) {
    const [samples, keep] = [Number(parameters.samples), Number(parameters.keep)];
    const messages: string[] = [];
    if (keep > samples)
      messages.push(`'keep' (${keep}) may not exceed 'samples' (${samples}): the best are of the samples.`);
    if (trials !== undefined && trials <= keep && parameters.next !== END) {
      messages.push(
        `'trials' (${trials}) must exceed 'keep' (${keep}) for '${parameters.next}' to go on from what was kept; or write 'next: ${END}'.`,
      );
    }
    if (evaluation === 'command' && parameters.by !== 'params' && parameters.by !== 'macs') {
      messages.push(
        `'by: ${parameters.by}' needs a search that trains here; beside a program write 'by: params' or 'by: macs'.`,
      );
    }
    return messages;
  },
  screening({ by, samples }) {
    const measures = by === 'vote' ? VOTERS : [String(by)];
    const alone = (scores: readonly (readonly number[])[]): readonly number[] => scores[0] ?? [];
    return { samples: Number(samples), measures, merit: by === 'vote' ? votes : alone };
  },
  create(problem, parameters, source) {
    const first = (problem.candidates ?? []).slice(0, Number(parameters.keep ?? 20));
    let proposed = 0;
    let pending = new Set<string>();
    const inside: Problem = {
      ...problem,
      feasible: (assignment) => !pending.has(problem.identity(assignment)) && problem.feasible(assignment),
    };
    // What was kept takes the place of random architectures at the start.
    const more = first.length > 0 ? { startup: 1 } : {};
    const inner = parameters.next === END ? undefined : createInner(String(parameters.next), inside, source, more);
    return {
      propose(n) {
        const proposals: Proposal[] = first
          .slice(proposed, proposed + n)
          .map((assignment) => ({ assignment, fidelity: 1 }));
        for (const { assignment } of proposals) pending.add(problem.identity(assignment));
        proposed += proposals.length;
        const left = n - proposals.length;
        return left > 0 && inner ? [...proposals, ...inner.propose(left)] : proposals;
      },
      observe(observation) {
        pending.delete(problem.identity(observation.assignment));
        inner?.observe(observation);
      },
      snapshot: (): Snapshot => ({ proposed, pending: [...pending], inner: inner?.snapshot() ?? null }),
      restore(snapshot) {
        const state = snapshot as Snapshot; // JSON that `snapshot` wrote
        proposed = state.proposed;
        pending = new Set(state.pending);
        inner?.restore(state.inner);
      },
    };
  },
};
