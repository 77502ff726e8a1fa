import { genetic } from './evolution/genetic.ts';
import { ibea } from './evolution/ibea.ts';
import { moead } from './evolution/moead.ts';
import { moga } from './evolution/moga.ts';
import { nsga2 } from './evolution/nsga2.ts';
import { nsga3 } from './evolution/nsga3.ts';
import { pesa2 } from './evolution/pesa2.ts';
import { regularizedEvolution } from './evolution/regularized-evolution.ts';
import { smsEmoa } from './evolution/sms-emoa.ts';
import { asha } from './fidelity/asha.ts';
import { bohb } from './fidelity/bohb.ts';
import { hyperband } from './fidelity/hyperband.ts';
import { learningCurve } from './fidelity/learning-curve.ts';
import { medianRule } from './fidelity/median-rule.ts';
import { moAsha } from './fidelity/mo-asha.ts';
import { successiveHalving } from './fidelity/successive-halving.ts';
import { grid } from './grid.ts';
import { localSearch } from './local-search.ts';
import { bananas } from './models/bananas.ts';
import { bayesian } from './models/bayesian.ts';
import { ehvi } from './models/ehvi.ts';
import { parego } from './models/parego.ts';
import { pnas } from './models/pnas.ts';
import { randomForest } from './models/random-forest.ts';
import { vae } from './models/vae.ts';
import { moTpe } from './parzen/mo-tpe.ts';
import { tpe } from './parzen/tpe.ts';
import { controller } from './policies/controller.ts';
import { reinforce } from './policies/reinforce.ts';
import { randomSearch } from './random.ts';
import { boundingBox } from './reductions/bounding-box.ts';
import { growing } from './reductions/growing.ts';
import { shrinking } from './reductions/shrinking.ts';
import { symmetric } from './reductions/symmetric.ts';
import { zeroCost } from './reductions/zero-cost.ts';
import type { StrategyDefinition, StrategyParameters } from './strategy.ts';
import { antColony } from './swarms/ant-colony.ts';
import { beeColony } from './swarms/bee-colony.ts';
import { moAbc } from './swarms/mo-abc.ts';
import { moAco } from './swarms/mo-aco.ts';
import { mopso } from './swarms/mopso.ts';
import { particleSwarm } from './swarms/particle-swarm.ts';
import { metad2a } from './transfer/metad2a.ts';
import { quantileTransfer } from './transfer/quantile-transfer.ts';
import { warmStart } from './transfer/warm-start.ts';

/** Every strategy by its name in source. A new one is one file and one line here. */
export const strategies: ReadonlyMap<string, StrategyDefinition> = new Map(
  [
    randomSearch,
    grid,
    localSearch,
    regularizedEvolution,
    genetic,
    reinforce,
    controller,
    particleSwarm,
    beeColony,
    antColony,
    tpe,
    successiveHalving,
    hyperband,
    asha,
    bohb,
    medianRule,
    learningCurve,
    moAsha,
    bayesian,
    randomForest,
    bananas,
    vae,
    shrinking,
    growing,
    symmetric,
    zeroCost,
    warmStart,
    boundingBox,
    quantileTransfer,
    metad2a,
    pnas,
    nsga2,
    smsEmoa,
    pesa2,
    nsga3,
    moga,
    moead,
    ibea,
    mopso,
    moAbc,
    moAco,
    moTpe,
    parego,
    ehvi,
  ].map((definition) => [definition.name, definition]),
);

/** The parameters given, defaults filled in. */
export function withDefaults(definition: StrategyDefinition, given: StrategyParameters): StrategyParameters {
  return { ...Object.fromEntries(definition.parameters.map((p) => [p.name, p.default])), ...given };
}
