import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Random } from '../src/base/random.ts';

const folders = ['examples', 'test/wrong'];

/** Every Cell text of the project: what is mutated. */
export function corpus(root = join(dirname(fileURLToPath(import.meta.url)), '..')): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.cell'))
      .sort()
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
}

const tokens = [
  ...'( ) { } [ ] | , : = -> .. + - * / < > <= == " /* */ // \n é @ \0 x n 0 1 3x3 28x28x1 1e999 99999999999 0.5 200k'.split(
    ' ',
  ),
  ...'import op cell space dataset train search let nodes return require input repeat stage fresh maybe pick of any'.split(
    ' ',
  ),
  ...'step log and or true conv relu bn sum concat all last unused same skip none dense rnn residual image'.split(' '),
];
const token = /[\w.]+|->|\.\.|"[^"\n]*"|\s+|./gu;

/** A text with up to three changes: of tokens, of characters, of lines, or with a part of another text. */
export function mutated(text: string, texts: readonly string[], random: Random): string {
  let result = text;
  const changes = 1 + random.integer(3);
  for (let i = 0; i < changes; i++) result = random.pick(mutations)(result, random, texts);
  return result;
}

type Mutation = (text: string, random: Random, texts: readonly string[]) => string;

const mutations: readonly Mutation[] = [
  // A token: gone, twice, another, changed places.
  onTokens((parts, at) => parts.splice(at, 1)),
  onTokens((parts, at) => parts.splice(at, 0, parts[at] ?? '')),
  onTokens((parts, at, random) => parts.splice(at, 1, random.pick(tokens))),
  onTokens((parts, at, random) => parts.splice(at, 0, ` ${random.pick(tokens)} `)),
  onTokens((parts, at, random) => {
    const other = random.integer(parts.length);
    [parts[at], parts[other]] = [parts[other] ?? '', parts[at] ?? ''];
  }),
  // A character.
  (text, random) => {
    const at = random.integer(text.length + 1);
    return text.slice(0, at) + text.slice(at + 1 + random.integer(4));
  },
  (text, random) => {
    const at = random.integer(text.length + 1);
    return text.slice(0, at) + random.pick(tokens) + text.slice(at);
  },
  // A line: gone, twice, elsewhere.
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, lines[at] ?? '')),
  onLines((lines, at, random) => {
    const [line] = lines.splice(at, 1);
    lines.splice(random.integer(lines.length + 1), 0, line ?? '');
  }),
  // Cut off, and a part of another text.
  (text, random) => text.slice(0, random.integer(text.length + 1)),
  (text, random, texts) => {
    const other = random.pick(texts);
    const from = random.integer(other.length + 1);
    const at = random.integer(text.length + 1);
    return text.slice(0, at) + other.slice(from, from + random.integer(200)) + text.slice(at);
  },
  // A part of itself many times: what is nested becomes deep.
  (text, random) => {
    const at = random.integer(text.length + 1);
    const part = text.slice(at, at + 1 + random.integer(12));
    return text.slice(0, at) + part.repeat(1 + random.integer(60)) + text.slice(at);
  },
];

function onTokens(change: (parts: string[], at: number, random: Random) => void): Mutation {
  return (text, random) => {
    const parts = text.match(token) ?? [];
    if (parts.length === 0) return text;
    change(parts, random.integer(parts.length), random);
    return parts.join('');
  };
}

function onLines(change: (lines: string[], at: number, random: Random) => void): Mutation {
  return (text, random) => {
    const lines = text.split('\n');
    change(lines, random.integer(lines.length), random);
    return lines.join('\n');
  };
}
