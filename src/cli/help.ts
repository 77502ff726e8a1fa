import { commonOptions } from './arguments.ts';
import type { Command, Option } from './command.ts';
import type { Terminal } from './terminal.ts';

export function generalHelp(commands: readonly Command[], terminal: Terminal): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands
    .map(({ name, summary }) => `  ${terminal.style('bold', name.padEnd(width))}  ${summary}\n`)
    .join('');
  return `Neural architecture search over .cell files.

Usage: cellwright COMMAND …

${list}
'cellwright COMMAND --help' describes a command; 'cellwright --version' prints the version.
Exit status: 0 fine, 1 an error in what was read or run, 2 a wrong command line.
`;
}

export function commandHelp(command: Command, terminal: Terminal): string {
  const options = Object.entries({ ...command.options, ...commonOptions });
  const heads = options.map(([name, option]) => optionHead(name, option));
  const width = Math.max(...heads.map((head) => head.length));
  const rows = options.map(([, { doc }], i) => `  ${(heads[i] ?? '').padEnd(width)}  ${doc}\n`).join('');
  const examples = command.examples.map((example) => `  ${example}\n`).join('');
  return `${terminal.style('bold', `cellwright ${command.name}`)}: ${command.summary}

Usage: cellwright ${command.name} ${command.usage}

${command.details}

Options
${rows}
Examples
${examples}`;
}

const optionHead = (name: string, { short, value }: Option): string =>
  `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
