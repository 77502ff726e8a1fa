import type { Random } from '../../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import { decodeSlots, encodeSlots, type Slot, slotsOf } from '../encoding.ts';
import { existsIn } from '../existing.ts';
import { directionOf, memberOf, merits } from '../members.ts';
import { createPolicyTrainer, type TrainerState } from '../neural/policy-trainer.ts';
import { type SequencePolicy, sequencePolicy } from '../neural/sequence-policy.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { StrategyDefinition } from '../strategy.ts';

export const controller: StrategyDefinition = {
  name: 'controller',
  doc: [
    'Reinforcement learning with a recurrent controller: an LSTM decides one thing after the other, each in the light of those before, and is trained to decide what scores well.',
    '',
    'For many trials (hundreds and more) in spaces whose decisions depend on each other. Where tensors are picked, it looks at the',
    'states in which the earlier tensors were decided (anchors). (Zoph and Le 2017, *Neural architecture search with reinforcement',
    'learning*; proximal policy optimization: Schulman et al. 2017, used by Zoph et al. 2018.)',
  ].join('\n'),
  parameters: [
    {
      name: 'method',
      takes: { kind: 'word', words: ['policy_gradient', 'ppo'] },
      default: 'ppo',
      doc: 'How it learns from a batch: one step up the gradient, or several that stay near the policy that drew it.',
    },
    { name: 'width', takes: { kind: 'integer', min: 1, max: 512 }, default: 35, doc: 'Units of an LSTM layer.' },
    { name: 'layers', takes: { kind: 'integer', min: 1, max: 4 }, default: 1, doc: 'LSTM layers.' },
    { name: 'rate', takes: { kind: 'real', min: 1e-6, max: 1 }, default: 0.01, doc: 'Step size of Adam.' },
    {
      name: 'batch',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 5,
      doc: 'Results that are learnt from at a time.',
    },
    {
      name: 'momentum',
      takes: { kind: 'real', min: 0, max: 0.9999 },
      default: 0.95,
      doc: 'Of the moving average of scores that a score is compared with.',
    },
    {
      name: 'entropy',
      takes: { kind: 'real', min: 0, max: 10 },
      default: 0.01,
      doc: 'What variety is worth, in standard deviations of the score: keeps the controller from settling early.',
    },
    {
      name: 'clip',
      takes: { kind: 'real', min: 0.01, max: 1 },
      default: 0.2,
      doc: 'How much more or less likely `ppo` may make a decision with one batch.',
    },
  ],
  objectives: 'one',
  create(problem, parameters, source) {
    const direction = directionOf(problem);
    const slots = slotsOf(problem.space.decisions);
    const shape = { width: Number(parameters.width ?? 35), layers: Number(parameters.layers ?? 1) };
    const policy = sequencePolicy(slots, shape, source.fork('controller'));
    const trainer = createPolicyTrainer(policy, {
      method: parameters.method === 'policy_gradient' ? 'policy_gradient' : 'ppo',
      rate: Number(parameters.rate ?? 0.01),
      batch: Number(parameters.batch ?? 5),
      momentum: Number(parameters.momentum ?? 0.95),
      entropy: Number(parameters.entropy ?? 0.01),
      clip: Number(parameters.clip ?? 0.2),
    });
    const draw = drawer(problem.space.decisions, slots, policy);

    const method: Method<TrainerState> = {
      next(random, seen) {
        const assignment = seen.first(random, () => problem.space.repair(draw(random), random));
        return assignment && { assignment, fidelity: 1 };
      },
      observe(observation) {
        const member = memberOf(observation);
        if (!member) return;
        const [reward = 0] = merits([member], direction);
        trainer.learn([...encodeSlots(slots, member.assignment)], reward);
      },
      snapshot: () => trainer.snapshot(),
      restore: (state) => trainer.restore(state),
    };
    return stepByStep(problem, source, method);
  },
};

/** Draws an architecture decision by decision, leaving out those that don't exist. */
function drawer(
  decisions: readonly Decision[],
  slots: readonly Slot[],
  policy: SequencePolicy,
): (random: Random) => Assignment {
  const own = decisions.map((decision) => slots.flatMap((slot, index) => (slot.decision === decision ? [index] : [])));
  return (random) => {
    const values: Record<string, DecisionValue> = {};
    policy.begin();
    for (const [d, decision] of decisions.entries()) {
      if (!existsIn(decision, values)) continue;
      const indexes = own[d] as number[];
      const taken = indexes.map((index) => slots[index] as Slot);
      const picks = indexes.map((index) => policy.draw(index, random));
      Object.assign(values, decodeSlots(taken, picks, random));
      // A subset may have been cut or filled up to the size that is allowed.
      policy.replace([...encodeSlots(taken, values)]);
    }
    return values;
  };
}
