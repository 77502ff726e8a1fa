import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Decision } from '../../space/decision.ts';
import { slotsOf } from '../encoding.ts';
import { choice } from '../test-space.ts';
import { createPolicyTrainer } from './policy-trainer.ts';
import { sequencePolicy } from './sequence-policy.ts';

const subset: Decision = {
  kind: 'subset',
  path: 'c/n3/inputs',
  when: [[]],
  options: ['x', 'n1', 'n2'],
  min: 1,
  max: 2,
};
const named = (path: string, options: readonly string[]): Decision => ({ kind: 'choice', path, when: [[]], options });
/** Plain choices, tensors picked one and several at a time, and a slot that is left out. */
const slots = slotsOf([
  choice('c/n1/op', 3),
  named('c/n2/pick', ['x', 'n1']),
  choice('c/n2/op', 4),
  choice('left/out', 2),
  subset,
  named('c/n4/pick', ['n1', 'n2', 'n3']),
]);
const picks = [2, 1, 0, -1, 1, 0, 1, 2];

describe.each([1, 2])('a controller of %i layers', (layers) => {
  it('has exact gradients of log-probability and entropy', () => {
    const policy = sequencePolicy(slots, { width: 5, layers }, random(1));
    for (const [i, w] of policy.weights.entries()) policy.weights[i] = 6 * w; // away from where all is flat
    const factors = [0.5, -1, 0.7, 0.2, -0.4, 1.1, 0.9];
    /** Σ_t a_t log p_t + b_t entropy_t. */
    const value = (): number => {
      let sum = 0;
      for (const [t, log] of policy.logs(picks).entries()) sum += (factors[t] as number) * log;
      // The entropy of a step is the mean of -log p over its options, weighted by p.
      for (const [step, slot] of [0, 1, 2, 4, 5, 6, 7].entries()) {
        let entropy = 0;
        for (let option = 0; option < (slots[slot]?.size ?? 0); option++) {
          const other = picks.map((pick, i) => (i === slot ? option : pick));
          const log = policy.logs(other)[step] as number;
          entropy -= Math.exp(log) * log;
        }
        sum += 0.3 * (step + 1) * entropy;
      }
      return sum;
    };
    const gradient = new Float64Array(policy.weights.length);
    policy.learn(picks, (t) => ({ log: factors[t] as number, entropy: 0.3 * (t + 1) }), gradient);
    const source = random(2);
    for (let k = 0; k < 150; k++) {
      const i = source.integer(policy.weights.length);
      const kept = policy.weights[i] as number;
      policy.weights[i] = kept + 1e-5;
      const up = value();
      policy.weights[i] = kept - 1e-5;
      const down = value();
      policy.weights[i] = kept;
      expect(gradient[i]).toBeCloseTo((up - down) / 2e-5, 6);
    }
  });
});

describe('a controller', () => {
  it('draws what it says is likely', () => {
    const policy = sequencePolicy(slotsOf([choice('a', 3)]), { width: 4, layers: 1 }, random(3));
    for (const [i, w] of policy.weights.entries()) policy.weights[i] = 20 * w;
    const source = random(4);
    const counts = [0, 0, 0];
    for (let i = 0; i < 5000; i++) {
      policy.begin();
      counts[policy.draw(0, source)]! += 1;
    }
    for (const [option, count] of counts.entries()) {
      expect(Math.abs(count / 5000 - Math.exp(policy.logs([option])[0] as number))).toBeLessThan(0.025);
    }
  });

  it.each(['policy_gradient', 'ppo'] as const)('learns the better of two options in 500 steps by %s', (method) => {
    let learnt = 0;
    for (let seed = 0; seed < 40; seed++) {
      const policy = sequencePolicy(slotsOf([choice('a', 2)]), { width: 8, layers: 1 }, random(seed));
      const options = { method, rate: 0.05, batch: method === 'ppo' ? 5 : 1, momentum: 0.95, entropy: 0, clip: 0.2 };
      const trainer = createPolicyTrainer(policy, options);
      const source = random(`draws ${seed}`);
      for (let step = 0; step < 500; step++) {
        policy.begin();
        const pick = policy.draw(0, source);
        trainer.learn([pick], 1 - pick);
      }
      if (Math.exp(policy.logs([0])[0] as number) > 0.95) learnt++;
    }
    expect(learnt).toBeGreaterThanOrEqual(38); // 95 % of the seeds
  });
});
