#!/usr/bin/env node
import { version } from '../../package.json';
import { didYouMean } from '../base/closest.ts';
import { readArguments } from './arguments.ts';
import { check } from './commands/check.ts';
import { compare } from './commands/compare.ts';
import { format } from './commands/format.ts';
import { info } from './commands/info.ts';
import { profile } from './commands/profile.ts';
import { resume } from './commands/resume.ts';
import { runs } from './commands/runs.ts';
import { sample } from './commands/sample.ts';
import { search } from './commands/search.ts';
import { server } from './commands/server.ts';
import { setup } from './commands/setup.ts';
import { show } from './commands/show.ts';
import { UsageError } from './errors.ts';
import { reportFailure } from './failure.ts';
import { commandHelp, generalHelp } from './help.ts';
import { processTerminal } from './terminal.ts';

const commands = [check, info, sample, search, resume, compare, profile, runs, show, format, server, setup];

async function main(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  const [name, ...rest] = argv;
  const json = argv.includes('--json');
  try {
    if (name === undefined) {
      terminal.err(generalHelp(commands, terminal));
      return 2;
    }
    if (name === '--help' || name === '-h' || name === 'help') {
      const about = commands.find((command) => command.name === rest[0]);
      terminal.out(about ? commandHelp(about, terminal) : generalHelp(commands, terminal));
      return 0;
    }
    if (name === '--version' || name === '-v') {
      terminal.out(`${version}\n`);
      return 0;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (!command) throw unknownCommand(name);
    const invocation = readArguments(command, rest, terminal);
    if (invocation.flag('help')) {
      terminal.out(commandHelp(command, terminal));
      return 0;
    }
    return await command.run(invocation);
  } catch (error) {
    return reportFailure(error, json, terminal);
  }
}

function unknownCommand(name: string): UsageError {
  const names = commands.map((command) => command.name);
  const suggestion = didYouMean(name, names).trim();
  if (name.startsWith('-'))
    return new UsageError(`There is no option '${name}' before a command.`, `Commands: ${names.join(', ')}.`);
  return new UsageError(`There is no command '${name}'.`, suggestion || `Commands: ${names.join(', ')}.`);
}

process.exitCode = await main(process.argv.slice(2));
