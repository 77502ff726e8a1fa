import { applied, createNetworkBuilder, type NodeBuilder } from '../network/draft.ts';
import type { Attributes, Network, Provenance } from '../network/network.ts';
import { describe, type TensorType } from '../network/tensor-type.ts';

/**
 * Builds types instead of networks: equal types are one node, so that what an operation gives on it is found once. Where an
 * operation does not fit it throws as a builder of networks does.
 */
export class TypeBuilder implements NodeBuilder {
  private readonly types: TensorType[] = [];
  private readonly ids = new Map<string, number>();
  private readonly results = new Map<string, number>();

  input(type: TensorType): number {
    const key = `${type.kind} ${describe(type)}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    this.ids.set(key, this.types.length);
    return this.types.push(type) - 1;
  }

  add(op: string, inputs: readonly number[], attributes: Attributes = {}, provenance: Provenance = nowhere): number {
    const infer = (): number => {
      const types = inputs.map((id) => this.typeOf(id));
      return this.input(applied(op, types, attributes, provenance).type);
    };
    const key = keyOf(op, inputs, attributes);
    if (key === undefined) return infer();
    let result = this.results.get(key);
    if (result === undefined) {
      result = infer();
      this.results.set(key, result);
    }
    return result;
  }

  typeOf(id: number): TensorType {
    const type = this.types[id];
    if (!type) throw new RangeError(`There is no type ${id}.`);
    return type;
  }

  get size(): number {
    return this.types.length;
  }

  at(provenance: Provenance): ReturnType<NodeBuilder['at']> {
    return {
      add: (op, inputs, attributes, own) => this.add(op, inputs, attributes, own ?? provenance),
      typeOf: (id) => this.typeOf(id),
      provenance,
    };
  }
}

let shared = new TypeBuilder();
/** Files use few types and operations many times; the bound only keeps a long-lived process from growing. */
const mostTypes = 5000;

/** A builder that knows what was found out before. */
export function sharedTypes(): TypeBuilder {
  if (shared.size > mostTypes) shared = new TypeBuilder();
  return shared;
}

/** A network of which only the types are known, of what it reads and of what it gives. */
export function standIn(inputs: readonly TensorType[], output: TensorType): Network {
  const builder = createNetworkBuilder();
  const read = inputs.map((type) => builder.input(type));
  return { ...builder.finish(builder.input(output)), inputs: read };
}

const nowhere: Provenance = { scope: [] };

/** Undefined for those with a network among their attributes. */
function keyOf(op: string, inputs: readonly number[], attributes: Attributes): string | undefined {
  let key = op;
  for (const id of inputs) key += ` ${id}`;
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === 'object' && 'nodes' in value) return undefined;
    key += ` ${name}=${String(value)}`;
  }
  return key;
}
