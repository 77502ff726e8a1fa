import { decidedValue } from './build-values.ts';
import type { CellUseHere, Tensor } from './building.ts';
import type { StepPlan } from './plan.ts';
import { speaksOfChannels } from './reuse.ts';
import type { Tensors, Ways } from './ways.ts';

/** Texts that are equal where the same can come out. */
export class Keys {
  private readonly ways: Ways;
  private readonly ids = new Map<object, number>();

  constructor(ways: Ways) {
    this.ways = ways;
  }

  /** Of an `op` on a tensor: its body sees nothing else of the place where it stands. */
  ofMacro({ form }: Extract<StepPlan, { kind: 'macro' }>, tensors: Tensors): string {
    const { filters, units } = this.ways.frame;
    return `${this.idOf(form)} ${filters} ${units}${textOf(tensors)}`;
  }

  /** Of a sum, a difference or a product of two tensors. */
  ofSides(operator: string, sides: readonly Tensors[]): string {
    return `${operator} ${this.ways.frame.filters}${sides.map(textOf).join(';')}`;
  }

  /** Equal for uses of a cell that give the same, within one space (`isLocal`) or anywhere: what settings can be, not what they are, as the body is looked at for all of it. */
  ofUse({ plan, settings, inputs, stride, filters }: CellUseHere): { readonly key: string; readonly isLocal: boolean } {
    const { ways } = this;
    let key = `${ways.align} ${stride} ${filters} ${ways.frame.units}`;
    let isLocal = false;
    key += textOf(inputs);
    for (const { plan: value, frame } of settings.values()) {
      if (speaksOfChannels(value, frame)) {
        isLocal = true;
        key += ` @${this.idOf(value)},${this.idOf(frame.slots)}`;
      } else {
        const values = ways.each(() => String(ways.inFrame(frame, () => decidedValue(ways, value))));
        key += ` ${values.join('|')}`;
      }
    }
    return { key: isLocal ? `${this.idOf(plan.cell)} ${key}` : key, isLocal };
  }

  private idOf(thing: object): number {
    const id = this.ids.get(thing) ?? this.ids.size;
    this.ids.set(thing, id);
    return id;
  }
}

function textOf(tensors: readonly (Tensor | undefined)[]): string {
  let text = '';
  for (const tensor of tensors) text += tensor ? ` ${tensor.node},${tensor.stride}` : ' -';
  return text;
}
