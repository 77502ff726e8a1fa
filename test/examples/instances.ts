import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { type Random, random } from '../../src/base/random.ts';
import { buildModel } from '../../src/engine/model.ts';
import { lower } from '../../src/network/lower.ts';
import type { Network } from '../../src/network/network.ts';
import { dimensions, type TensorType } from '../../src/network/tensor-type.ts';
import { openProject } from '../../src/project/project.ts';
import type { SpaceModel } from '../../src/space/model.ts';

/** From the folder of the project. */
const spacesFolder = 'examples/spaces';

/**
 * What the files say with `let` about width, depth and input, made small: the decisions stay as they are, a forward pass
 * takes milliseconds instead of seconds.
 */
const smaller: Readonly<Record<string, number>> = {
  c: 4,
  cells: 1,
  modules: 1,
  side: 32,
  classes: 10,
  units: 16,
  vocab: 50,
  steps: 6,
  length: 12,
};

/** Nothing in the chain has a stride, and layers of up to 7x7 filters read up to 900 channels: it needs no more of an image. */
const smallerIn: Readonly<Record<string, Readonly<Record<string, number>>>> = { 'zoph_chain.cell': { side: 4 } };

/** The text of an example with its settings made small; what is decided is left alone. */
function reduced(text: string, file: string): string {
  const settings = { ...smaller, ...smallerIn[file] };
  return text.replace(/^( {2}let )(\w+)( = )[\d.]+[kM]?$/gm, (line, head: string, name: string, middle: string) =>
    name in settings ? `${head}${name}${middle}${settings[name]}` : line,
  );
}

export interface ExampleSpace {
  readonly file: string;
  readonly model: SpaceModel;
}

/** Every space of the examples of the literature, checked; as written, or small. Throws if one has a mistake. */
export async function exampleSpaces(root: string, size: 'as written' | 'small'): Promise<ExampleSpace[]> {
  const folder = join(root, spacesFolder);
  const project = openProject({
    async readText(uri) {
      const path = fileURLToPath(uri);
      const text = readFileSync(path, 'utf8');
      return size === 'small' && dirname(path) === folder ? reduced(text, basename(path)) : text;
    },
  });
  const spaces: ExampleSpace[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.cell')) continue;
    const model = await project.model(pathToFileURL(join(folder, file)).href);
    const [problem] = model.diagnostics;
    if (problem) throw new Error(`${file}: ${problem.message}`);
    for (const space of model.spaces) spaces.push({ file: file.replace('.cell', ''), model: space });
  }
  return spaces;
}

/** Two examples. */
const batch = 2;

/** Infers shapes, builds and runs one architecture; throws where one of these fails. The backend must be started. */
function runInstance({ model }: ExampleSpace, source: Random): void {
  const network = lower(model.instantiate(model.space.sample(source)));
  const output = forward(network, source);
  const wanted = network.nodes[network.output]?.type as TensorType;
  const shape = [batch, ...dimensions(wanted)];
  if (output.shape.join() !== shape.join()) throw new Error(`The output is ${output.shape}, not ${shape}.`);
  if (!output.values.every(Number.isFinite)) throw new Error('The output is not finite.');
}

function forward(network: Network, source: Random): { readonly shape: number[]; readonly values: Float32Array } {
  const built = buildModel(network, 'instance');
  try {
    return tf.tidy(() => {
      const result = built.forward(inputsFor(network, source), 'inference');
      return { shape: result.shape, values: result.dataSync<'float32'>() };
    });
  } finally {
    built.dispose();
  }
}

/** Random examples for each input of a network. */
export const inputsFor = (network: Network, source: Random): tf.Tensor[] =>
  network.inputs.map((id) => randomInput(network.nodes[id]?.type as TensorType, source));

function randomInput(type: TensorType, source: Random): tf.Tensor {
  const shape = [batch, ...dimensions(type)];
  const size = shape.reduce((product, n) => product * n, 1);
  const draw = type.kind === 'tokens' ? () => source.integer(type.vocabulary) : () => source.normal();
  return tf.tensor(Float32Array.from({ length: size }, draw), shape, type.kind === 'tokens' ? 'int32' : 'float32');
}

/** Runs many architectures of a space, each seeded; what went wrong with which of them. */
export function runInstances(
  space: ExampleSpace,
  count: number,
): { readonly passed: number; readonly failures: string[] } {
  const failures: string[] = [];
  for (let i = 0; i < count; i++) {
    try {
      runInstance(space, random(`${space.file}/${space.model.name}/${i}`));
    } catch (error) {
      failures.push(
        `${space.file} ${space.model.name} ${i}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return { passed: count - failures.length, failures };
}
