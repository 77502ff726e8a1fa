import { isNetwork } from './attributes.ts';
import { type AddedCosts, addedCosts } from './cost.ts';
import { applied, type NodeBuilder } from './draft.ts';
import type { Attributes, NodeId, Provenance } from './network.ts';
import type { Draft } from './operation.ts';
import type { TensorType } from './tensor-type.ts';

/** What was added since a mark. */
export interface Added extends AddedCosts {
  /** Nodes that were built or adopted, with those of the bodies of recurrent layers, and what else was work. */
  readonly effort: number;
}

const nowhere: Provenance = { scope: [] };
/** What a body takes besides its nodes. */
const bodyEffort = 100;

/** Takes a network as its builder does, and keeps only what its nodes give and what they cost together. */
export class CostBuilder implements NodeBuilder {
  private readonly types: TensorType[] = [];
  private params = 0;
  private macs = 0;
  private effort = 0;

  get size(): number {
    return this.types.length;
  }
  get added(): Added {
    return { params: this.params, macs: this.macs, effort: this.effort };
  }

  /** A tensor, and what all nodes before it that are not built cost. */
  adopt(type: TensorType, { params, macs }: AddedCosts): NodeId {
    this.params += params;
    this.macs += macs;
    this.effort++;
    return this.types.push(type) - 1;
  }

  /** What took as long as so many nodes, elsewhere, for this network. */
  labour(nodes: number): void {
    this.effort += nodes;
  }

  input(type: TensorType): NodeId {
    this.effort++;
    return this.types.push(type) - 1;
  }

  add(op: string, inputs: readonly NodeId[], given: Attributes = {}, provenance = nowhere): NodeId {
    const types = inputs.map((id) => this.typeOf(id));
    const { attributes, type } = applied(op, types, given, provenance);
    for (const name in attributes) {
      const body = attributes[name];
      if (isNetwork(body)) this.effort += bodyEffort + body.nodes.length;
    }
    return this.adopt(type, addedCosts({ op, attributes, type, provenance }, types));
  }

  typeOf = (node: NodeId): TensorType => {
    const type = this.types[node];
    if (!type) throw new RangeError(`There is no node ${node}: a network is built in order.`);
    return type;
  };

  at(provenance: Provenance): Draft {
    return {
      add: (op, sources, attributes, own) => this.add(op, sources, attributes, own ?? provenance),
      typeOf: this.typeOf,
      provenance,
    };
  }
}
