import { examplesOf } from '../engine/vocabulary.ts';
import { NetworkError } from '../network/network-error.ts';
import { describe } from '../network/tensor-type.ts';
import { coveringAssignments } from '../space/coverage.ts';
import type { CellDiagnostic } from '../space/model.ts';
import type { ElaboratedSearch } from '../space/search.ts';
import { problem } from './setting-checks.ts';

/** Whether the network of a search takes the examples of its data set and tells its classes apart. */
export function checkDataFit(
  search: ElaboratedSearch,
  evaluate: Extract<ElaboratedSearch['evaluate'], { kind: 'train' }>,
): CellDiagnostic[] {
  const { source } = evaluate.dataset;
  const data = examplesOf(source);
  if (!data) return [];
  const [assignment] = coveringAssignments(search.space.tree);
  if (!assignment) return [];
  try {
    const { nodes, inputs, output } = search.space.model.instantiate(assignment);
    const report = (message: string): CellDiagnostic[] => [problem(evaluate.dataRange, 'data-fit', message)];
    const name = `'${String(source.parameters.name)}'`;
    const { name: space } = search.space.model;
    const [first, second] = inputs.map((id) => nodes[id]?.type);
    if (second) return report(`${name} has one input, but the space '${space}' has ${inputs.length}.`);
    if (first && describe(first) !== describe(data.type)) {
      return report(
        `${name} has examples of ${describe(data.type)}, but the space '${space}' takes ${describe(first)}.`,
      );
    }
    const last = nodes[output]?.type;
    const width = data.classes ?? 1;
    if (last && (last.kind !== 'vector' || last.features !== width)) {
      const wanted = data.classes === undefined ? 'one number to predict' : `${width} classes`;
      return report(
        `${name} has ${wanted}, but the space '${space}' ends in ${describe(last)}: end it with dense(${width}).`,
      );
    }
    const losses = evaluate.settings.filter((setting) => setting.role === 'loss');
    const unfit = losses.find((loss) => loss.name === 'cross_entropy');
    if (data.classes === undefined && unfit) {
      return report(`${name} has one number to predict, but the loss '${unfit.name}' is for classes: use loss mse.`);
    }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
  }
  return [];
}
