import type { Network } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import type { TensorType } from '../network/tensor-type.ts';
import { useCell } from './build-cells.ts';
import { addShortcut, apply, recurrentInputs, reduce, turnsOf } from './build-steps.ts';
import { combined, exists, inputType } from './build-tensors.ts';
import type { CellUseHere, Frame, RecurrentBody, Tensor } from './building.ts';
import {
  byChannels,
  channelsIn,
  type Histories,
  type History,
  last,
  merged,
  newest,
  nothing,
  replaced,
  sameHistories,
} from './histories.ts';
import { alternatives, fixed, type Part } from './list-sets.ts';
import { slotOf } from './lists.ts';
import type { BodyPlan, ListPlan, Slot, SpacePlan, StepPlan, TensorPlan } from './plan.ts';
import { listsFor, withoutChannels } from './same-sizes.ts';
import { Keys } from './shape-keys.ts';
import { nodesIn, slotsReadByLets } from './slot-reads.ts';
import { sharedTypes, standIn } from './type-builder.ts';
import { type Results, resultsOf } from './use-results.ts';
import { type Tensors, TooMany, union, Ways } from './ways.ts';

type UsePlan = Extract<StepPlan, { kind: 'use' }>;
type MacroPlan = Extract<StepPlan, { kind: 'macro' }>;
/** Cells of more inputs than this are not looked at. */
const mostInputs = 8;

/** True if shapes meet whatever is decided. False says nothing: it may be so, or too much to tell. */
export function alwaysFits(plan: SpacePlan): boolean {
  try {
    return !new ShapeSets(plan).result().includes(undefined);
  } catch (error) {
    // A stack that is too small for all ways may do for one.
    if (error instanceof NetworkError || error instanceof TooMany || error instanceof RangeError) return false;
    throw error;
  }
}

/** What is known of one use of a cell, or of the space itself. */
interface Here {
  readonly slots: Map<Slot, Tensors>;
  /** What the body gives. */
  output?: Tensors;
  /** Operations of named tensors: each is built once, whoever reads it first. */
  size: number;
}

/**
 * The types that every tensor can have, found without deciding: each operation is looked at once for each type that can
 * come in, each use of a cell once for each combination of inputs. Tensors are taken to vary independently, so the types
 * are all those that there are, and perhaps more.
 */
class ShapeSets {
  private readonly types = sharedTypes();
  private readonly ways: Ways;
  private readonly plan: SpacePlan;
  private readonly known: Results = new Map();
  /** What the use of a cell gives that was looked at last. */
  private given: Tensors | undefined;
  /** What the body of a cell gives that was looked at last. */
  private made: Tensors = [];
  private readonly macros = new Map<string, { readonly result: Histories; readonly size: number }>();
  private readonly sums = new Map<string, Tensors>();
  private readonly keys: Keys;
  private readonly heres = new WeakMap<Frame['slots'], Here>();
  private body: BodyPlan;

  constructor(plan: SpacePlan) {
    this.plan = plan;
    this.body = plan.body;
    this.ways = new Ways(
      this.types,
      {},
      {
        align: plan.align,
        walkers: {
          tensor: (_, tensor) => this.ways.choose(this.output(tensor)),
          use: useCell,
          body: (_, body) => this.ways.choose(this.recurrent(body)),
        },
        reuse: { use: (_, use, build) => this.use(use, build) },
        edges: undefined,
      },
    );
    this.keys = new Keys(this.ways);
  }

  result(): Tensors {
    const { ways, plan } = this;
    const result = this.tensor(plan.body.result);
    ways.mustFit(plan.range, this.here().size);
    return ways.settled(result);
  }

  private here(): Here {
    const { slots } = this.ways.frame;
    let here = this.heres.get(slots);
    if (!here) {
      here = { slots: new Map(), size: 0 };
      this.heres.set(slots, here);
    }
    return here;
  }

  private tensor(plan: TensorPlan): Tensors {
    const { ways } = this;
    switch (plan.kind) {
      case 'input':
        return ways.tensors(() => ({ node: ways.builder.input(inputType(ways, plan)), stride: 1 }));
      case 'slot':
        return this.slot(plan.slot);
      case 'last': {
        const certain = plan.slots.findLastIndex((slot) => this.isCertain(slot));
        const all = ways.anyOf(plan.slots.slice(Math.max(0, certain)), (slot) => this.slot(slot));
        return certain < 0 ? union(all, [undefined]) : all;
      }
      case 'flow':
        return newest(this.step(plan.step, [[this.tensor(plan.from)]]));
      case 'call':
        return this.call(
          plan.step,
          plan.inputs.flatMap((list) => this.list(list)),
        );
      case 'choice':
        return ways.anyOf(plan.options, (option) => this.tensor(option));
      case 'pick':
        return ways.anyOf(plan.from, (item) => this.tensor(item.tensor));
      case 'combine': {
        const sides = [this.tensor(plan.left), this.tensor(plan.right)];
        const key = this.keys.ofSides(plan.operator, sides);
        const choose = () => sides.map((side) => ways.choose(side));
        if (this.sums.has(key)) ways.mustFit(plan.range);
        else
          this.sums.set(
            key,
            ways.tensors(() => combined(ways, plan, choose())),
          );
        return this.sums.get(key) ?? nothing;
      }
      case 'fallback': {
        const first = this.tensor(plan.first);
        if (!first.includes(undefined)) return first;
        const present = first.filter((tensor) => tensor !== undefined);
        return union(present, this.tensor(plan.second));
      }
      case 'body':
        return this.tensor(plan.body.result);
    }
  }

  private slot(slot: Slot): Tensors {
    const { ways } = this;
    const { slots, place } = ways.frame;
    const here = this.here();
    const known = here.slots.get(slot);
    if (known) return known;
    const { plan } = slot;
    if (slots.has(slot) || !plan) return [ways.one(slots.get(slot))];
    const { size } = ways;
    const all = ways.at(place, () => this.tensor(plan));
    const settled = ways.settled(all);
    here.size += ways.size - size;
    ways.size = size;
    here.slots.set(slot, settled);
    return settled;
  }

  private isCertain(slot: Slot): boolean {
    const isThere = this.ways.each(() => exists(this.ways, slot));
    return !isThere.includes(false);
  }

  private list(list: ListPlan): Part[] {
    switch (list.kind) {
      case 'items':
        return list.items.map((item) => {
          const slot = slotOf(item.tensor);
          return { items: [this.tensor(item.tensor)], min: !slot || this.isCertain(slot) ? 1 : 0, max: 1 };
        });
      case 'subset': {
        const { min, max } = list.hole;
        return [{ items: list.items.map((item) => this.tensor(item.tensor)), min, max }];
      }
      case 'unused': {
        for (const { slot } of list.items) this.slot(slot);
        // What exists last is read by no node; a name outside of all nodes may read it.
        const others = slotsReadByLets(this.body);
        const isAll = list.items.length === nodesIn(this.body);
        const min = isAll && !list.items.some(({ slot }) => others.has(slot)) ? 1 : 0;
        return [{ items: list.items.map((item) => this.tensor(item.tensor)), min, max: list.items.length }];
      }
      case 'join':
        return list.parts.flatMap((part) => this.list(part));
    }
  }

  private step(plan: StepPlan, histories: Histories): Histories {
    const { ways } = this;
    switch (plan.kind) {
      case 'apply':
        return this.onNewest(histories, (tensor) => apply(ways, plan, tensor));
      case 'reduce':
        return this.onNewest(histories, (tensor) => reduce(ways, plan, [tensor]));
      case 'chain':
        return plan.steps.reduce((at, step) => this.step(step, at), histories);
      case 'choice':
        return ways
          .either(plan.options, (option) => (option ? this.step(option, histories) : histories))
          .reduce(merged);
      case 'macro':
        return this.macro(plan, histories);
      case 'use':
        return ways
          .either(histories, (history): Histories => {
            const n = plan.cell.parameters.length;
            if (n > mostInputs) throw new TooMany();
            const inputs = Array.from({ length: n }, (_, i) => history[Math.max(0, history.length - n + i)] ?? nothing);
            return [[...history, this.useOn(plan, inputs)].slice(-mostInputs)];
          })
          .reduce(merged);
      case 'stage':
        return this.step(plan.body, histories);
      case 'repeat':
        return this.repeat(plan, histories);
      case 'residual':
        return this.replaceNewest(histories, (history, tensor) => {
          if (!tensor) return nothing;
          const made = newest(this.step(plan.body, [replaced(history, [tensor])]));
          return ways.tensors(() => {
            const one = ways.choose(made);
            return one && addShortcut(ways, tensor, one, plan.range);
          });
        });
      case 'shared':
        return this.step(plan.group.plan, histories);
    }
  }

  /** An `op` on one tensor is looked at once for each of its types, wherever it is expanded. */
  private macro(plan: MacroPlan, histories: Histories): Histories {
    const { ways } = this;
    const [history = []] = histories;
    if (histories.length > 1 || history.length > 1) return this.expansion(plan, histories);
    const key = this.keys.ofMacro(plan, last(history));
    let known = this.macros.get(key);
    if (known) ways.mustFit(plan.range, known.size);
    else {
      const { size } = ways;
      const result = this.expansion(plan, histories);
      known = { result, size: ways.size - size };
      this.macros.set(key, known);
    }
    return known.result;
  }

  private expansion(plan: MacroPlan, histories: Histories): Histories {
    const { ways } = this;
    return ways
      .either(
        histories.flatMap((history) => byChannels(ways, history)),
        (history) =>
          ways.at({ ...ways.place, channels: channelsIn(ways, history) }, () => this.step(plan.body, [history])),
      )
      .reduce(merged);
  }

  private repeat(plan: Extract<StepPlan, { kind: 'repeat' }>, histories: Histories): Histories {
    const { ways } = this;
    const counts = ways.each(() => turnsOf(ways, plan));
    let at = histories;
    let all = counts.includes(0) ? at : undefined;
    for (let i = 1; i <= Math.max(...counts); i++) {
      const { size } = ways;
      const next = this.step(plan.turns[plan.fresh ? i - 1 : 0] as StepPlan, at);
      const isSame = !plan.fresh && sameHistories(next, at);
      at = next;
      if (isSame) {
        // So do all further turns.
        ways.mustFit(plan.range, (Math.max(...counts) - i) * (ways.size - size));
        return all ? merged(all, at) : at;
      }
      if (counts.includes(i)) all = all ? merged(all, at) : at;
    }
    return all ?? histories;
  }

  private onNewest(histories: Histories, run: (tensor: Tensor | undefined) => Tensor | undefined): Histories {
    return this.replaceNewest(histories, (_, tensor) => this.ways.tensors(() => run(tensor)));
  }

  private replaceNewest(
    histories: Histories,
    run: (history: History, tensor: Tensor | undefined) => Tensors,
  ): Histories {
    return this.ways.either(histories, (history) =>
      replaced(
        history,
        this.ways.anyOf(last(history), (tensor) => run(history, tensor)),
      ),
    );
  }

  private call(plan: StepPlan, parts: readonly Part[]): Tensors {
    const { ways } = this;
    switch (plan.kind) {
      case 'reduce':
        return ways.anyOf(listsFor(ways, plan.operation, parts), (inputs) =>
          ways.tensors(() => reduce(ways, plan, inputs)),
        );
      case 'use':
        return ways.anyOf(alternatives(parts), (inputs) => this.useOn(plan, inputs));
      case 'shared':
        return this.call(plan.group.plan, parts);
      case 'macro':
        return this.call(plan.body, parts);
      case 'choice':
        return ways.anyOf(plan.options, (option) =>
          option ? this.call(option, parts) : ways.anyOf(alternatives(parts), last),
        );
      case 'chain': {
        const [first, ...rest] = plan.steps;
        if (!first) return nothing;
        const start: Histories = [[this.call(first, parts)]];
        return newest(rest.reduce((at, step) => this.step(step, at), start));
      }
      default:
        return ways.anyOf(alternatives(parts), (inputs) => newest(this.step(plan, [inputs])));
    }
  }

  private useOn(plan: UsePlan, inputs: readonly Tensors[]): Tensors {
    const { ways } = this;
    const alike = withoutChannels(ways, plan, inputs);
    let all: Tensors = [];
    ways.each(() => {
      this.given = undefined;
      const chosen = alike.map((set) => ways.choose(set));
      const one = useCell(ways, plan, chosen);
      all = union(all, this.given ?? [ways.one(one)]);
    });
    return all;
  }

  /** On inputs of one type each: what its body can give, found once. */
  private use(use: CellUseHere, build: () => number | undefined): number | undefined {
    const { ways, body } = this;
    const { cell } = use.plan;
    const { key, isLocal } = this.keys.ofUse(use);
    const all = isLocal ? this.known : resultsOf(cell, this.types);
    let known = all.get(key);
    if (known) ways.mustFit(use.plan.range, known.size);
    else {
      const { size } = ways;
      this.body = cell.group.plan;
      // What is there is given as it is; for what is empty the builder knows what to give.
      const nodes = new Set(ways.each(build));
      for (const tensor of this.made) if (tensor) nodes.add(tensor.node);
      this.body = body;
      known = { nodes: [...nodes], size: ways.size - size };
      all.set(key, known);
    }
    const { nodes } = known;
    this.given = nodes.map((node) => ways.one(node === undefined ? undefined : { node, stride: 1 }));
    return nodes[0];
  }

  /** One tensor that the body gives of the cell in whose frame the builder is, and none if that can be; `made` are all. */
  private output(plan: TensorPlan): Tensors {
    const here = this.here();
    if (!here.output) {
      here.output = this.ways.settled(this.tensor(plan));
      this.ways.mustFit(this.plan.range, here.size);
    }
    this.made = here.output;
    const some = this.made.find((tensor) => tensor !== undefined);
    return this.made.includes(undefined) && some ? [undefined, some] : [some];
  }

  /** Networks that stand for the body of `rnn`: one for each type that it can give. */
  private recurrent({ step, attributes, operation, input, range }: RecurrentBody): readonly Network[] {
    const { ways } = this;
    const { units, x, h } = recurrentInputs(ways, attributes, operation, input);
    const given = (type: TensorType): Part => fixed([ways.one({ node: ways.builder.input(type), stride: 1 })]);
    const frame = { ...ways.frame, units, filters: undefined };
    const outputs = ways.inFrame(frame, () => ways.settled(this.call(step, [given(x), given(h)])));
    return outputs.map((output) => {
      if (!output) throw new NetworkError(`The body of '${operation?.name}' gives nothing.`, range);
      return standIn([x, h], ways.builder.typeOf(output.node));
    });
  }
}
