import { structureOf } from '../network/cost.ts';
import { deviceModel } from '../network/device-profile.ts';
import type { Network } from '../network/network.ts';
import type { SearchModel } from '../space/model.ts';

/** What a search knows of a network before training, by name: its structure, and `latency_model` if it names a device. */
export function knownMeasures({ device }: SearchModel): (network: Network) => Readonly<Record<string, number>> {
  const model = device && deviceModel(device);
  return (network) => ({ ...structureOf(network), ...(model && { latency_model: model.latency(network) }) });
}
