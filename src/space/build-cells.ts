import { meetingType } from '../network/align.ts';
import { SAME } from '../network/attributes.ts';
import type { NodeId } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import { channelsOf, type TensorType } from '../network/tensor-type.ts';
import { alignTo, settle, withChannels } from './build-align.ts';
import { decidedValue } from './build-values.ts';
import type { Building, Frame, Setting, Tensor } from './building.ts';
import { noteEdges } from './edges.ts';
import type { CellUsePlan, Slot } from './plan.ts';

/** A cell on its inputs: aligned with one another, its settings known, its names empty. */
export function useCell(
  building: Building,
  plan: CellUsePlan,
  inputs: readonly (Tensor | undefined)[],
): Tensor | undefined {
  const { cell } = plan;
  if (inputs.every((tensor) => tensor === undefined)) return undefined;
  return building.at({ ...building.place, scope: [...building.place.scope, cell.name], range: plan.range }, () => {
    const settings = settingsOf(building, plan);
    const filters = filtersIn(building, plan, settings) ?? building.frame.filters;
    const stride = numberSetting(building, plan, settings, 'stride', 64) ?? 1;
    const aligned = alignInputs(building, plan, inputs, filters);
    const last = aligned.findLast((tensor) => tensor !== undefined);
    const channels = last && channelsOf(building.builder.typeOf(last.node));
    const place = { ...building.place, channels };
    const frame: Frame = { slots: new Map(), settings, read: new Set(), filters, units: building.frame.units, place };
    cell.parameters.forEach((slot: Slot, i) => {
      const tensor = aligned[i];
      // a cell within a cell runs with the stride of the outer one
      frame.slots.set(slot, tensor && { node: tensor.node, stride: tensor.stride > 1 ? tensor.stride : stride });
    });
    const { depth } = building;
    building.depth = 0;
    const build = (): NodeId | undefined =>
      building.inFrame(frame, () =>
        building.at(place, () => {
          const output = building.walkers.tensor(building, cell.group.plan.result);
          const node = output && settle(building, output);
          noteEdges(building, cell.name, frame, node);
          return node ?? (last && zeros(building, plan, frame, last));
        }),
      );
    const use = { plan, settings, inputs: aligned, stride, filters };
    const node = building.reuse ? building.reuse.use(building, use, build) : build();
    building.depth = depth;
    return node === undefined ? undefined : { node, stride: 1 };
  });
}

function settingsOf(building: Building, plan: CellUsePlan): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  // a default may speak of other settings of the cell
  const own: Frame = { ...building.frame, settings };
  for (const [name, group] of plan.cell.settings) settings.set(name, { plan: group.plan, frame: own });
  for (const [name, value] of plan.settings) settings.set(name, { plan: value, frame: building.frame });
  return settings;
}

/** Channels that a use of a cell asks for; undefined if it is not given, or `same`. */
export const filtersOf = (building: Building, plan: CellUsePlan): number | undefined =>
  filtersIn(building, plan, settingsOf(building, plan));

const filtersIn = (building: Building, plan: CellUsePlan, settings: ReadonlyMap<string, Setting>) =>
  numberSetting(building, plan, settings, 'filters', Number.MAX_SAFE_INTEGER);

/** Undefined if it is not given, or `same`. */
function numberSetting(
  building: Building,
  plan: CellUsePlan,
  settings: ReadonlyMap<string, Setting>,
  name: string,
  max: number,
): number | undefined {
  const setting = settings.get(name);
  if (!setting) return undefined;
  const value = building.inFrame(setting.frame, () => decidedValue(building, setting.plan));
  if (value === SAME) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value;
  const range = max < Number.MAX_SAFE_INTEGER ? `from 1 to ${max}` : 'of at least 1';
  throw new NetworkError(
    `'${name}' of '${plan.cell.name}' must be an integer ${range}, not ${String(value)}.`,
    plan.range,
  );
}

/** Inputs of one cell meet: the smallest size, and the cell's filters, or else the channels of the newest. */
function alignInputs(
  building: Building,
  plan: CellUsePlan,
  inputs: readonly (Tensor | undefined)[],
  filters: number | undefined,
): readonly (Tensor | undefined)[] {
  const given = inputs.filter((tensor) => tensor !== undefined);
  if (given.length < 2) return inputs;
  // A recurrent cell reads features and a state of other widths, and joins them itself.
  if (building.frame.units !== undefined) return inputs;
  const nodes = given.map((tensor) =>
    given.every((t) => t.stride === tensor.stride) ? tensor : { node: settle(building, tensor), stride: 1 },
  );
  const types = nodes.map((tensor) => building.builder.typeOf(tensor.node));
  const met = meetingType(types);
  if (!met) return inputs;
  const target = withChannels(met, filters ?? channelsOf(types[types.length - 1] as TensorType));
  const brought = nodes.map((t) => ({ node: alignTo(building, t.node, target, plan.range), stride: t.stride }));
  let next = 0;
  return inputs.map((tensor) => tensor && brought[next++]);
}

/** A cell whose result is empty gives zeros in the shape that it would have. */
function zeros(building: Building, plan: CellUsePlan, frame: Frame, input: Tensor): NodeId {
  const stride = [...frame.slots.values()].find((tensor) => tensor !== undefined)?.stride ?? 1;
  const attributes = { stride, ...(frame.filters !== undefined && { filters: frame.filters }) };
  return building.builder.add('none', [input.node], attributes, building.from(plan.range));
}
