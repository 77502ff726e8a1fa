import { examplesOf } from '../engine/vocabulary.ts';
import { NetworkError } from '../network/network-error.ts';
import { describe } from '../network/tensor-type.ts';
import { coveringAssignments } from '../space/coverage.ts';
import type { CellDiagnostic } from '../space/model.ts';
import type { ElaboratedSearch } from '../space/search.ts';
import type { DataHead } from './data-heads.ts';
import { problem } from './setting-checks.ts';

type Training = Extract<ElaboratedSearch['evaluate'], { kind: 'train' }>;

/** What is known of the data: from our tables, else from the beginning of its files. */
function dataOf({ dataset: { source } }: Training, head: DataHead | undefined) {
  const known = examplesOf(source);
  if (known) return { name: String(source.parameters.name), ...known, isCertain: true, knowsTargets: true };
  return head && { ...head, knowsTargets: head.classes !== undefined };
}

/** Whether the network of a search takes the examples of its data set and tells its classes apart. */
export function checkDataFit(
  search: ElaboratedSearch,
  evaluate: Training,
  head: DataHead | undefined,
): CellDiagnostic[] {
  const data = dataOf(evaluate, head);
  if (!data) return [];
  const [assignment] = coveringAssignments(search.space.tree);
  if (!assignment) return [];
  try {
    const { nodes, inputs, output } = search.space.model.instantiate(assignment);
    const report = (message: string): CellDiagnostic[] => {
      const found = problem(evaluate.dataRange, 'data-fit', message);
      return [data.isCertain ? found : { ...found, severity: 'warning' }];
    };
    const name = `'${data.name}'`;
    const { name: space } = search.space.model;
    const [first, second] = inputs.map((id) => nodes[id]?.type);
    if (second) return report(`${name} has one input, but the space '${space}' has ${inputs.length}.`);
    if (first && data.type && describe(first) !== describe(data.type)) {
      return report(
        `${name} has examples of ${describe(data.type)}, but the space '${space}' takes ${describe(first)}.`,
      );
    }
    if (!data.knowsTargets) return [];
    const losses = evaluate.settings.filter((setting) => setting.role === 'loss').map((loss) => loss.name);
    if (losses.includes('binary_cross_entropy') && data.classes !== 2) {
      const has = data.classes === undefined ? 'one number to predict' : `${data.classes} classes`;
      const use = data.classes === undefined ? 'mse' : 'cross_entropy';
      return report(
        `${name} has ${has}, but the loss 'binary_cross_entropy' tells two classes apart: use loss ${use}.`,
      );
    }
    const last = nodes[output]?.type;
    const isBinary = losses.every((loss) => loss === 'binary_cross_entropy') && losses.length > 0;
    const width = isBinary ? 1 : (data.classes ?? 1);
    if (last && (last.kind !== 'vector' || last.features !== width)) {
      const wanted =
        data.classes === undefined
          ? 'one number to predict'
          : isBinary
            ? `two classes, which 'binary_cross_entropy' tells apart by one output`
            : `${width} classes`;
      const other =
        width === 2 && last.kind === 'vector' && last.features === 1 ? ', or use loss binary_cross_entropy' : '';
      return report(
        `${name} has ${wanted}, but the space '${space}' ends in ${describe(last)}: end it with dense(${width})${other}.`,
      );
    }
    if (data.classes === undefined && losses.includes('cross_entropy')) {
      return report(`${name} has one number to predict, but the loss 'cross_entropy' is for classes: use loss mse.`);
    }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
  }
  return [];
}
