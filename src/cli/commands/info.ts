import { quantity } from '../../base/quantity.ts';
import type { Decision } from '../../space/decision.ts';
import type { Interval, SearchModel, SpaceModel } from '../../space/model.ts';
import { satisfyingText } from '../../space/satisfying-text.ts';
import type { Command } from '../command.ts';
import { countText, plural } from '../numbers.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export const info: Command = {
  name: 'info',
  summary: 'count and cost the spaces of a file',
  usage: 'FILE [--space NAME] [--json]',
  details: `Shows for each space its exact number of architectures, its decisions, and the least and most parameters and
multiply-accumulates; then cells and searches. With --json: {file, spaces: [{name, architectures, decisions:
[{path, kind, options}], params: {min, max}, macs: {min, max}, exact}], cells, searches, diagnostics}.
architectures is text, since it can have more digits than a number holds; 'infinite' if a real decision has no grid.
exact is false if the least and most were searched for, not proven.`,
  examples: ['cellwright info examples/nasbench201.cell', 'cellwright info examples/digits.cell --json'],
  words: { min: 1, max: 1, missing: 'Which file should be described?' },
  options: { space: { type: 'string', value: 'NAME', doc: 'Only this space.' } },
  run: async ({ words, json, text, terminal }) => {
    const { diagnosticJson, openWorkspace, printDiagnostic, spaceOf } = await import('../workspace.ts');
    const path = words[0] as string;
    const workspace = openWorkspace();
    const model = await workspace.model(path);
    const errors = model.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
    const spaces = text('space') === undefined && !errors.length ? model.spaces : chosen();
    function chosen(): readonly SpaceModel[] {
      return text('space') === undefined ? model.spaces : [spaceOf(model, text('space'), path)];
    }
    if (json) {
      const diagnostics = errors.map((diagnostic) => diagnosticJson(diagnostic, workspace));
      const cells = model.cells.map(({ name, count, decisions }) => ({ name, architectures: exact(count), decisions }));
      const out = {
        file: path,
        spaces: spaces.map(spaceJson),
        cells,
        searches: model.searches.map(searchJson),
        diagnostics,
      };
      terminal.out(`${JSON.stringify(out, null, 2)}\n`);
    } else {
      for (const error of errors) printDiagnostic(error, workspace, terminal);
      for (const space of spaces) printSpace(space, terminal);
      const gaps = model.diagnostics.filter(({ code }) => code === 'device-operations');
      for (const gap of gaps) printDiagnostic(gap, workspace, terminal);
      if (text('space') === undefined) {
        for (const { name, count, decisions } of model.cells)
          terminal.out(`${terminal.style('bold', `cell ${name}`)}  ${size(count, decisions)}\n`);
        for (const search of model.searches)
          terminal.out(`${terminal.style('bold', `search ${search.name}`)}  ${searchText(search)}\n`);
        if (spaces.length + model.cells.length + model.searches.length === 0 && errors.length === 0)
          terminal.out(`${path} defines no space, cell or search.\n`);
      }
    }
    return errors.length > 0 ? 1 : 0;
  },
};

const exact = (count: bigint | undefined): string => count?.toString() ?? 'infinite';
const size = (count: bigint | undefined, decisions: number): string =>
  `${countText(count)} ${count === 1n ? 'architecture' : 'architectures'}, ${plural(decisions, 'decision')}`;

function spaceJson({ name, space, bounds, memory, satisfying, constraints }: SpaceModel): Record<string, unknown> {
  const { params, macs, exact: proven } = bounds();
  const kept = satisfying();
  const requirements = constraints.map(({ text }) => text);
  const keptJson = kept && { satisfying: { ...kept, ...(kept.count !== undefined && { count: String(kept.count) }) } };
  const decisions = space.decisions.map(decisionJson);
  return {
    name,
    architectures: exact(space.count),
    decisions,
    params,
    macs,
    exact: proven,
    memory: memory(),
    requirements,
    ...keptJson,
  };
}

function decisionJson(decision: Decision): Record<string, unknown> {
  const { path, kind, when } = decision;
  const always = when.some((condition) => condition.length === 0);
  const base = { path, kind, options: options(decision), ...(always ? {} : { when }) };
  switch (decision.kind) {
    case 'choice':
      return base;
    case 'subset':
      return { ...base, min: decision.min, max: decision.max };
    case 'integer':
      return { ...base, min: decision.min, max: decision.max, step: decision.step };
    case 'real':
      return { ...base, min: decision.min, max: decision.max, log: decision.log, step: decision.step };
  }
}

/** As text: a range is one option. */
function options(decision: Decision): readonly string[] {
  switch (decision.kind) {
    case 'choice':
    case 'subset':
      return decision.options;
    case 'integer': {
      const { min, max, step } = decision;
      const count = Math.floor((max - min) / step) + 1;
      if (count <= 64) return Array.from({ length: count }, (_, i) => String(min + i * step));
      return [`${min}..${max}${step === 1 ? '' : ` step ${step}`}`];
    }
    case 'real':
      return [
        `${decision.min}..${decision.max}${decision.step === undefined ? '' : ` step ${decision.step}`}${decision.log ? ' log' : ''}`,
      ];
  }
}

function searchJson(search: SearchModel): Record<string, unknown> {
  const { name, space, objectives, report, constraints, evaluate, strategy, budget } = search;
  return {
    name,
    space: space.name,
    architectures: exact(search.search.count),
    decisions: search.search.decisions.length,
    objectives,
    report,
    requirements: constraints.map(({ text }) => text),
    evaluate: evaluate.kind === 'train' ? { kind: 'train', dataset: evaluate.dataset } : evaluate,
    strategy,
    budget,
  };
}

function searchText({ space, objectives, strategy, budget }: SearchModel): string {
  const wishes = objectives.map(({ direction, measure }) => `${direction} ${measure}`).join(', ');
  const limit = budget.trials === undefined ? '' : `, ${plural(budget.trials, 'trial')}`;
  return `${wishes} over ${space.name}; ${strategy.name}${limit}`;
}

function printSpace(model: SpaceModel, terminal: Terminal): void {
  const { name, space, bounds, constraints } = model;
  const { params, macs, exact: proven } = bounds();
  const interval = ({ min, max }: Interval): string =>
    min === max ? quantity(min) : `${quantity(min)} – ${quantity(max)}${proven ? '' : ' (searched for, not proven)'}`;
  terminal.out(`${terminal.style('bold', `space ${name}`)}  ${size(space.count, space.decisions.length)}\n`);
  terminal.out(`  parameters            ${interval(params)}\n  multiply-accumulates  ${interval(macs)}\n`);
  const memory = model.memory();
  const looked = memory.exact ? '' : ' (of those looked at)';
  const peak =
    memory.min === memory.max ? `${quantity(memory.min)}B` : `${quantity(memory.min)}B – ${quantity(memory.max)}B`;
  terminal.out(`  memory                ${peak}${looked}\n`);
  for (const { text } of constraints) terminal.out(`  require               ${text}\n`);
  const kept = model.satisfying();
  if (kept) terminal.out(`  which keep all        ${satisfyingText(kept)}\n`);
  if (space.decisions.length === 0) return void terminal.out('\n');
  const rows = space.decisions.map((decision) => [
    decision.path,
    decision.kind === 'subset' ? `${decision.min}..${decision.max} of` : decision.kind,
    options(decision).join(' | '),
  ]);
  const heading = (text: string): string => terminal.style('dim', text);
  terminal.out(
    `${table(['decision', 'kind', 'options'], rows, { columns: terminal.columns, indent: '  ', heading })}\n`,
  );
}
