import type { Network } from '../network/network.ts';
import { describe, elements, type TensorType } from '../network/tensor-type.ts';
import type { Setting } from '../network/training.ts';
import type { Dataset, Targets } from './data/dataset.ts';
import { EngineError } from './engine-error.ts';
import { outputWidth } from './losses.ts';
import { measures } from './measures.ts';
import type { Task } from './training-word.ts';

/** What the network reads, if the data set's examples can be read so. Throws an `EngineError`. */
export function inputOf(network: Network, dataset: Dataset): TensorType {
  const type = network.nodes[network.inputs[0] ?? -1]?.type;
  if (!type) throw new EngineError('untrainable', 'The network has no input.');
  const given = describe(dataset.type);
  if (describe(type) === given && type.kind === dataset.type.kind) return type;
  // Images may be read as a vector or as a sequence of rows, never as images of another size; tokens only as tokens.
  const readable =
    dataset.type.kind !== 'tokens' &&
    elements(type) === elements(dataset.type) &&
    (type.kind === 'vector' || type.kind === 'sequence');
  if (readable) return type;
  const written =
    dataset.type.kind === 'tokens'
      ? `tokens(${dataset.type.length}, vocab: ${dataset.type.vocabulary})`
      : `${dataset.type.kind}(${given})`;
  throw new EngineError(
    'data-mismatch',
    `The network reads ${spoken(type)}, but the examples of ${dataset.name} are ${spoken(dataset.type)}. Write: input ${written}.`,
  );
}

/** `image 28x28x1`, `35 tokens of 10000`. */
const spoken = (type: TensorType): string =>
  type.kind === 'tokens' ? describe(type) : `${type.kind} ${describe(type)}`;

/** Whether the network gives what is to be predicted. Throws an `EngineError`. */
export function checkOutput(network: Network, { name, targets }: Dataset, loss: Setting): void {
  const type = network.nodes[network.output]?.type;
  const width = outputWidth(loss, targets);
  const fits =
    targets.kind === 'tokens'
      ? type?.kind === 'sequence' && type.length === targets.length && type.features === width
      : type?.kind === 'vector' && type.features === width;
  if (fits) return;
  const found = type ? spoken(type) : 'nothing';
  throw new EngineError(
    'data-mismatch',
    `The network gives ${found}, but ${name} has ${wanted(targets)}. End it with dense(${width}).`,
  );
}

function wanted(targets: Targets): string {
  switch (targets.kind) {
    case 'classes':
      return `${targets.names.length} classes`;
    case 'numbers':
      return 'one number to predict';
    case 'tokens':
      return `a next token at each of ${targets.length} places, out of ${targets.names.length}`;
  }
}

const tasks: Readonly<Record<Targets['kind'], Task>> = {
  classes: 'classification',
  numbers: 'regression',
  tokens: 'language',
};

/** Whether a trial on such targets gives the measures that are asked for. Throws an `EngineError`. */
export function checkMeasures(asked: readonly string[], { name, targets }: Dataset): void {
  const task = tasks[targets.kind];
  for (const measure of asked) {
    const word = measures.find((candidate) => candidate.name === measure);
    if (!word?.tasks || word.tasks.includes(task)) continue;
    const others = measures.filter((other) => other.tasks?.includes(task)).map((other) => other.name);
    throw new EngineError(
      'data-mismatch',
      `'${measure}' is a measure of ${word.tasks.join(' and ')}, but ${name} is a task of ${task}. There are: loss, ${others.join(', ')}.`,
    );
  }
}
