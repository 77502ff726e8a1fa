import { type AdamState, type BaselineState, createAdam, createBaseline } from '../policy.ts';
import type { SequencePolicy } from './sequence-policy.ts';

export interface TrainerOptions {
  readonly method: 'policy_gradient' | 'ppo';
  readonly rate: number;
  readonly batch: number;
  readonly momentum: number;
  readonly entropy: number;
  readonly clip: number;
}

/** Times that PPO goes over a batch. */
const ROUNDS = 4;

interface Sample {
  readonly picks: readonly number[];
  readonly advantage: number;
}
export interface TrainerState {
  readonly weights: readonly number[];
  readonly adam: AdamState;
  readonly baseline: BaselineState;
  readonly spread: BaselineState;
  readonly batch: readonly Sample[];
}

export interface PolicyTrainer {
  learn(picks: readonly number[], reward: number): void;
  snapshot(): TrainerState;
  restore(state: TrainerState): void;
}

/**
 * Pushes a policy up the expected reward: by REINFORCE with a baseline (Williams 1992), or by PPO's clipped ratios
 * (Schulman et al. 2017, equation 7). Advantages are in standard deviations of the rewards, so that any scale of scores
 * learns alike.
 */
export function createPolicyTrainer(policy: SequencePolicy, options: TrainerOptions): PolicyTrainer {
  const { weights } = policy;
  const gradient = new Float64Array(weights.length);
  let adam = createAdam(weights.length, options.rate);
  let baseline = createBaseline(options.momentum);
  let spread = createBaseline(options.momentum);
  let batch: Sample[] = [];

  const gradientStep = (samples: readonly Sample[]): void => {
    gradient.fill(0);
    for (const { picks, advantage } of samples) {
      const push = { log: advantage / samples.length, entropy: options.entropy / samples.length };
      policy.learn(picks, () => push, gradient);
    }
    adam.ascend(weights, gradient);
  };
  const clippedSteps = (samples: readonly Sample[]): void => {
    const before = samples.map(({ picks }) => policy.logs(picks));
    for (let round = 0; round < ROUNDS; round++) {
      gradient.fill(0);
      for (const [i, { picks, advantage }] of samples.entries()) {
        const push = (step: number, log: number) => {
          const ratio = Math.exp(log - (before[i]?.[step] ?? log));
          const clipped = advantage > 0 ? ratio > 1 + options.clip : ratio < 1 - options.clip;
          return {
            log: clipped ? 0 : (ratio * advantage) / samples.length,
            entropy: options.entropy / samples.length,
          };
        };
        policy.learn(picks, push, gradient);
      }
      adam.ascend(weights, gradient);
    }
  };

  return {
    learn(picks, reward) {
      const [before, weight] = baseline.snapshot();
      const expected = weight > 0 ? before / weight : reward;
      const difference = reward - expected;
      baseline.update(reward);
      const variance = weight > 0 ? spread.update(difference * difference) : 0;
      batch.push({ picks: [...picks], advantage: variance > 0 ? difference / Math.sqrt(variance) : 0 });
      if (batch.length < options.batch) return;
      if (options.method === 'ppo') clippedSteps(batch);
      else gradientStep(batch);
      batch = [];
    },
    snapshot: () => ({
      weights: [...weights],
      adam: adam.snapshot(),
      baseline: baseline.snapshot(),
      spread: spread.snapshot(),
      batch: [...batch],
    }),
    restore(state) {
      weights.set(state.weights);
      adam = createAdam(weights.length, options.rate, state.adam);
      baseline = createBaseline(options.momentum, state.baseline);
      spread = createBaseline(options.momentum, state.spread);
      batch = [...state.batch];
    },
  };
}
