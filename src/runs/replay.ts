import type { RunEvent } from '../protocol/run-events.ts';
import type { Assignment } from '../space/decision.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { RunError } from './run-error.ts';

/**
 * Brings a new strategy to where the run was: what the log says is asked and told again, in its order. Throws if the
 * strategy proposes other trials than those in the log.
 */
export function replay(strategy: Strategy, events: readonly RunEvent[], key: (assignment: Assignment) => string): void {
  const trials = new Map<number, { assignment: Assignment; fidelity: number }>();
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
        const { objectives, violations } = event;
        if (trial) strategy.observe({ ...of(trial), outcome: { kind: 'finished', objectives, violations } });
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

const of = ({ assignment, fidelity }: { assignment: Assignment; fidelity: number }) => ({ assignment, fidelity });
