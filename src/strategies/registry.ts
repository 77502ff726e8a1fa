import { antColony } from './ant-colony.ts';
import { asha } from './asha.ts';
import { bananas } from './bananas.ts';
import { bayesian } from './bayesian.ts';
import { beeColony } from './bee-colony.ts';
import { bohb } from './bohb.ts';
import { boundingBox } from './bounding-box.ts';
import { controller } from './controller.ts';
import { ehvi } from './ehvi.ts';
import { genetic } from './genetic.ts';
import { grid } from './grid.ts';
import { growing } from './growing.ts';
import { hyperband } from './hyperband.ts';
import { ibea } from './ibea.ts';
import { learningCurve } from './learning-curve.ts';
import { localSearch } from './local-search.ts';
import { medianRule } from './median-rule.ts';
import { metad2a } from './metad2a.ts';
import { moAbc } from './mo-abc.ts';
import { moAco } from './mo-aco.ts';
import { moAsha } from './mo-asha.ts';
import { moTpe } from './mo-tpe.ts';
import { moead } from './moead.ts';
import { moga } from './moga.ts';
import { mopso } from './mopso.ts';
import { nsga2 } from './nsga2.ts';
import { nsga3 } from './nsga3.ts';
import { parego } from './parego.ts';
import { particleSwarm } from './particle-swarm.ts';
import { pesa2 } from './pesa2.ts';
import { pnas } from './pnas.ts';
import { quantileTransfer } from './quantile-transfer.ts';
import { randomSearch } from './random.ts';
import { randomForest } from './random-forest.ts';
import { regularizedEvolution } from './regularized-evolution.ts';
import { reinforce } from './reinforce.ts';
import { shrinking } from './shrinking.ts';
import { smsEmoa } from './sms-emoa.ts';
import type { StrategyDefinition, StrategyParameters } from './strategy.ts';
import { successiveHalving } from './successive-halving.ts';
import { symmetric } from './symmetric.ts';
import { tpe } from './tpe.ts';
import { vae } from './vae.ts';
import { warmStart } from './warm-start.ts';
import { zeroCost } from './zero-cost.ts';

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
