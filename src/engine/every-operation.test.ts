import { beforeAll, describe, expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { createNetworkBuilder } from '../network/draft.ts';
import { lower } from '../network/lower.ts';
import type { Attributes, AttributeValue, Network } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import { isComposite, type Operation, type Parameter } from '../network/operation.ts';
import { operations } from '../network/operations.ts';
import { channelsOf, elements, image, sequence, type TensorType, tokens, vector } from '../network/tensor-type.ts';
import type { Dataset } from './data/dataset.ts';
import { inMemory } from './data/examples.ts';
import { layers } from './layers/table.ts';
import { buildModel } from './model.ts';
import { startTestBackend, testBackends } from './test-backends.ts';
import { train } from './trainer.ts';

const CLASSES = 3;
const COUNT = 12;
/** Where an operation is told how many: more than the 16 that it reads, and what `rnn` has without being told. */
const MORE_CHANNELS = 64;
const inputs: readonly TensorType[] = [image(6, 6, 16), sequence(6, 16), vector(8), tokens(6, 5)];

/** An operation on one of the kinds of input, with a dense layer before and after it where those can be. */
function networkWith(operation: Operation, type: TensorType): Network {
  const b = createNetworkBuilder();
  const input = b.input(type);
  // What has no weights of its own still has to let a gradient through to what comes before it.
  const first = type.kind === 'image' ? 'conv' : 'dense';
  const before = type.kind === 'tokens' ? input : b.add(first, [input], first === 'conv' ? { k: 1 } : { units: 16 });
  const read = operation.inputs === 'many' ? [before, b.add('tanh', [before])] : [before];
  let x = b.add(operation.name, read, attributesFor(operation, b.typeOf(before)));
  if (b.typeOf(x).kind === 'tokens') x = b.add('embedding', [x], { dim: 4 });
  if (b.typeOf(x).kind !== 'vector') x = b.add('flatten', [x]);
  return lower(b.finish(b.add('dense', [x], { units: CLASSES })));
}

const attributesFor = (operation: Operation, input: TensorType): Attributes =>
  Object.fromEntries(
    operation.parameters
      .filter((parameter) => parameter.default === undefined)
      .map((parameter) => [parameter.name, valueFor(operation, parameter, input)]),
  );

function valueFor(operation: Operation, { name, takes }: Parameter, input: TensorType): AttributeValue {
  switch (takes.kind) {
    case 'integer':
    case 'channels':
      return MORE_CHANNELS;
    case 'shape':
      return [elements(input)];
    case 'operation':
      return operation.name === 'rnn' ? cellFor(input) : bodyFor(input);
    default:
      throw new Error(`No value for '${name}'.`);
  }
}

/** What `residual` goes round. */
function bodyFor(input: TensorType): Network {
  const b = createNetworkBuilder();
  const x = b.input(input);
  const wide = input.kind === 'image' ? b.add('conv', [x]) : b.add('dense', [x], { units: 16 });
  return b.finish(b.add('tanh', [wide]));
}

/** What `rnn` runs over time: tanh(W·[x, h] + b). */
function cellFor(input: TensorType): Network {
  const b = createNetworkBuilder();
  const [x, h] = [b.input(vector(channelsOf(input))), b.input(vector(MORE_CHANNELS))];
  return b.finish(b.add('tanh', [b.add('dense', [b.add('concat', [x, h])], { units: MORE_CHANNELS })]));
}

/** Random examples whose class can be learned by heart. */
function examplesOf(type: TensorType): Dataset {
  const source = random('examples');
  const one = (): number => (type.kind === 'tokens' ? source.integer(type.vocabulary) : source.normal());
  const all = Uint32Array.from({ length: COUNT }, (_, i) => i);
  const channels = type.kind === 'tokens' ? 1 : channelsOf(type);
  return {
    name: 'noise',
    type,
    examples: inMemory(Float32Array.from({ length: COUNT * elements(type) }, one), COUNT),
    targets: { kind: 'classes', labels: Int32Array.from(all, (i) => i % CLASSES), names: ['a', 'b', 'c'] },
    train: all,
    validation: all,
    test: all,
    offset: new Float32Array(channels),
    scale: new Float32Array(channels).fill(1),
  };
}

/** Every kind of input that an operation takes. */
function uses(operation: Operation): TensorType[] {
  return inputs.filter((type) => {
    try {
      networkWith(operation, type);
      return true;
    } catch (error) {
      if (error instanceof NetworkError) return false;
      throw error;
    }
  });
}

describe.each(testBackends)('on %s', (backend) => {
  beforeAll(() => startTestBackend(backend));
  test.each([...operations.values()].map((operation) => [operation.name, operation] as const))(
    '%s trains, on every kind of input that it takes',
    async (_, operation) => {
      const types = uses(operation);
      expect(types).not.toEqual([]);
      for (const type of types) {
        const model = buildModel(networkWith(operation, type), 'test');
        const before = model.variables.map(({ tensor }) => [...tensor.dataSync<'float32'>()]);
        const recipe = {
          epochs: 8,
          batch: COUNT,
          optimizer: { name: 'adam', parameters: { lr: 0.02 } },
          schedule: { name: 'constant', parameters: {} },
          loss: { name: 'cross_entropy', parameters: {} },
        };
        const { history } = await train(
          {
            model,
            input: type,
            dataset: examplesOf(type),
            augment: [],
            recipe,
            epochs: recipe.epochs,
            seed: 1,
            signal: new AbortController().signal,
          },
          () => {},
        );
        // `none` lets nothing through.
        if (operation.name === 'none') continue;
        expect(history.at(-1)?.train_loss, type.kind).toBeLessThan(history[0]?.train_loss as number);
        const still = model.variables.filter(({ tensor }, i) =>
          tensor.dataSync<'float32'>().every((value, j) => value === before[i]?.[j]),
        );
        expect(still.map(({ name }) => name)).toEqual([]);
        model.dispose();
      }
    },
  );
});

test('the engine runs every primitive of the table, and nothing else', () => {
  const primitives = [...operations.values()].filter((operation) => !isComposite(operation));
  expect([...layers.keys()].sort()).toEqual(primitives.map(({ name }) => name).sort());
});
