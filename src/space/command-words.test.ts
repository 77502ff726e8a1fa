import { expect, test } from 'vitest';
import { commandWords } from './command-words.ts';

test.each([
  ['python train.py', ['python', 'train.py']],
  ['  python   train.py  ', ['python', 'train.py']],
  ['python "my file.py" --note=\'a "b" c\'', ['python', 'my file.py', '--note=a "b" c']],
  ['run "" x', ['run', '', 'x']],
  ['a; rm -rf $HOME && b | c > d', ['a;', 'rm', '-rf', '$HOME', '&&', 'b', '|', 'c', '>', 'd']],
  ['', []],
  ['python "train.py', undefined],
])('%j', (line, words) => expect(commandWords(line)).toEqual(words));
