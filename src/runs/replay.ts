import type { RunEvent } from '../protocol/run-events.ts';
import type { Proposal, Strategy } from '../strategies/strategy.ts';
import { finishedOutcome, type Plan } from './plan.ts';
import { RunError } from './run-error.ts';

/**
 * Brings a new strategy to where the run was: what the log says is asked and told again, in its order. Throws if the
 * strategy proposes other trials than those in the log.
 */
export function replay(
  strategy: Strategy,
  events: readonly RunEvent[],
  plan: Pick<Plan, 'key' | 'measuredConstraints'>,
): void {
  const { key } = plan;
  const trials = new Map<number, Proposal>();
  for (const event of events) {
    switch (event.type) {
      case 'trial.started': {
        const [proposal] = strategy.propose(1);
        if (!proposal || key(proposal.assignment) !== key(event.assignment) || proposal.fidelity !== event.fidelity) {
          throw new RunError(
            `The log does not fit the search: trial ${event.trial} should be ${
              proposal ? JSON.stringify(proposal.assignment) : 'none'
            }, the log has ${JSON.stringify(event.assignment)}. It was written by another version or changed by hand; start a new run.`,
          );
        }
        trials.set(event.trial, event);
        break;
      }
      case 'trial.finished': {
        const trial = trials.get(event.trial);
        trials.delete(event.trial);
        if (trial) strategy.observe({ ...of(trial), outcome: finishedOutcome(plan, event) });
        break;
      }
      case 'trial.failed': {
        const trial = trials.get(event.trial);
        trials.delete(event.trial);
        const kind = event.kind === 'infeasible' ? 'infeasible' : 'failed';
        if (trial) strategy.observe({ ...of(trial), outcome: { kind } });
        break;
      }
    }
  }
}

const of = ({ assignment, fidelity }: Proposal) => ({ assignment, fidelity });
