import { decodeSlots, encodeSlots, slotsOf } from '../encoding.ts';
import { directionOf, memberOf, merits } from '../members.ts';
import { type AdamState, type BaselineState, createAdam, createBaseline, pickIndex, softmax } from '../policy.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { StrategyDefinition } from '../strategy.ts';

interface State {
  readonly logits: readonly number[];
  readonly adam: AdamState;
  readonly baseline: BaselineState;
}

export const reinforce: StrategyDefinition = {
  name: 'reinforce',
  doc: [
    'Policy gradient: a distribution over the options of each decision of its own, pushed towards what scored above the average so far.',
    '',
    'Cheap and simple, for many trials; decisions that act together are learnt late. Numbers with many values are cut into bins.',
    '(Williams 1992; as in Dong et al. 2021, *NATS-Bench*.)',
  ].join('\n'),
  parameters: [
    {
      name: 'rate',
      takes: { kind: 'real', min: 1e-6, max: 10 },
      default: 0.1,
      doc: 'Step size of Adam on the logits.',
    },
    {
      name: 'momentum',
      takes: { kind: 'real', min: 0, max: 0.9999 },
      default: 0.9,
      doc: 'Of the moving average of scores that a score is compared with.',
    },
  ],
  objectives: 'one',
  create(problem, parameters, source) {
    const rate = Number(parameters.rate ?? 0.1);
    const momentum = Number(parameters.momentum ?? 0.9);
    const direction = directionOf(problem);
    const slots = slotsOf(problem.space.decisions);
    const starts: number[] = [];
    let size = 0;
    for (const slot of slots) {
      starts.push(size);
      size += slot.size;
    }
    const initial = source.fork('logits');
    let logits = Float64Array.from({ length: size }, () => 1e-3 * initial.normal());
    let adam = createAdam(size, rate);
    let baseline = createBaseline(momentum);
    const probabilities = (slot: number): Float64Array => {
      const start = starts[slot] as number;
      return softmax(logits.subarray(start, start + (slots[slot]?.size ?? 0)));
    };

    const method: Method<State> = {
      next(random, seen) {
        const distributions = slots.map((_, slot) => probabilities(slot));
        const assignment = seen.first(random, () => {
          const picks = distributions.map((distribution) => pickIndex(distribution, random.next()));
          return problem.space.repair(decodeSlots(slots, picks, random), random);
        });
        return assignment && { assignment, fidelity: 1 };
      },
      observe(observation) {
        const member = memberOf(observation);
        if (!member) return;
        const [reward = 0] = merits([member], direction);
        const advantage = reward - baseline.update(reward);
        const picks = encodeSlots(slots, member.assignment);
        const gradient = new Float64Array(size);
        for (const [slot, pick] of picks.entries()) {
          if (pick >= 0) logGradient(probabilities(slot), pick, advantage, gradient, starts[slot] as number);
        }
        adam.ascend(logits, gradient);
      },
      snapshot: () => ({ logits: [...logits], adam: adam.snapshot(), baseline: baseline.snapshot() }),
      restore(state) {
        logits = Float64Array.from(state.logits);
        adam = createAdam(size, rate, state.adam);
        baseline = createBaseline(momentum, state.baseline);
      },
    };
    return stepByStep(problem, source, method);
  },
};

/** Adds the gradient of log(probability of `pick`) times `scale`, in the logits, to `out` from `start`. */
export function logGradient(
  probabilities: Float64Array,
  pick: number,
  scale: number,
  out: Float64Array,
  start = 0,
): void {
  for (let i = 0; i < probabilities.length; i++) {
    const hit = i === pick ? 1 : 0;
    out[start + i] = (out[start + i] as number) + scale * (hit - (probabilities[i] as number));
  }
}
