import type { AttributeValue, Network } from '../network/network.ts';
import type { ArchitectureGraph } from '../strategies/strategy.ts';

/** A network as strategies compare it. */
export function graphOf({ nodes }: Network): ArchitectureGraph {
  const written = (value: AttributeValue): string =>
    typeof value === 'object' && 'nodes' in value ? value.nodes.map(({ op }) => op).join('-') : String(value);
  return {
    labels: nodes.map(({ op }) => op),
    inputs: nodes.map(({ inputs }) => inputs),
    details: nodes.map(({ op, attributes }) => `${op}(${Object.values(attributes).map(written).join(', ')})`),
  };
}
