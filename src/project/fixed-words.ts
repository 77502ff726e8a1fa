import type { VocabularyEntry, VocabularyParameter } from '../language/vocabulary.ts';

const word = (
  role: VocabularyEntry['role'],
  name: string,
  doc: string,
  parameters: readonly VocabularyParameter[] = [],
): VocabularyEntry => ({ name, role, doc, parameters });

/** The words that belong to the language itself and stand in no table of operations, training or strategies. */
export const fixedWords: readonly VocabularyEntry[] = [
  word('input', 'image', 'Images of height x width x channels: `input image(28x28x1)`.', [
    { name: 'shape', doc: 'Height, width and channels.', takes: 'shape such as 28x28x1' },
  ]),
  word('input', 'vector', 'A row of numbers: `input vector(13)`.', [
    { name: 'features', doc: 'How many numbers.', takes: 'integer ≥ 1' },
  ]),
  word('input', 'sequence', 'A sequence of rows of numbers: `input sequence(128, 9)`.', [
    { name: 'length', doc: 'Number of steps.', takes: 'integer ≥ 1' },
    { name: 'features', doc: 'Numbers in each step.', takes: 'integer ≥ 1' },
  ]),
  word('input', 'tokens', 'A sequence of words of a vocabulary: `input tokens(35, vocab: 10k)`.', [
    { name: 'length', doc: 'Number of tokens.', takes: 'integer ≥ 1' },
    { name: 'vocab', doc: 'Number of different tokens.', takes: 'integer ≥ 2' },
  ]),

  word('tensor', 'all', "The cell's tensor parameters and the earlier nodes, as a list."),
  word('tensor', 'last', 'The newest tensor of the cell: the last node, or the last parameter where there is none.'),
  word('tensor', 'unused', 'The nodes that no other node reads. Derived after the choice: no decision of its own.'),
  word(
    'reducer',
    'fallback',
    'The first argument, or the second where the first is an empty list: `fallback(concat(pick any), x)`.',
  ),

  word('value', 'same', 'As many as the input has.'),
  word('value', 'on', 'Switched on.'),
  word('value', 'off', 'Switched off. `space S(align = off)`: tensors of different shapes that meet are an error.'),
  word(
    'value',
    'pad',
    '`space S(align = pad)`: where tensors of different sizes meet, the smaller is padded with zeros.',
  ),
  word('value', 'valid', 'No padding: `conv(3, padding: valid)`.'),
  word('value', 'learned', 'Learned position vectors: `position(learned)`.'),
  word('value', 'sinusoidal', 'Fixed sine and cosine position vectors: `position(sinusoidal)`.'),
  word('value', 'auto', 'By what is there: `csv("table.csv", "target", predict: auto)`.'),
  word('value', 'classes', 'Targets are classes: `csv("table.csv", "target", predict: classes)`.'),
  word('value', 'numbers', 'Targets are numbers to predict: `csv("table.csv", "target", predict: numbers)`.'),
  word('value', 'characters', 'A token is a character: `text("play.txt", unit: characters)`.'),
  word('value', 'words', 'A token is a word: `text("play.txt", unit: words)`.'),
  word('value', 'colour', 'Three channels: red, green, blue: `images("photos", channels: colour)`.'),
  word('value', 'grey', 'One channel: `images("photos", channels: grey)`.'),
  word('value', 'channels', 'The number of channels of the tensor that an operation reads.'),

  word('measure', 'edges', 'Number of edges of a cell: `require edges(module) <= 9`.', [
    { name: 'cell', doc: 'The cell whose edges are counted.', takes: 'cell' },
  ]),

  word(
    'evaluation',
    'table',
    'Looks each architecture up in a CSV file instead of training it: `evaluate table("results.csv", key: ops)`.',
    [
      { name: 'file', doc: 'The CSV file, relative to this one.', takes: 'text' },
      {
        name: 'key',
        doc: 'The column with the option index of every decision, in order, as digits. Without it, columns are named by decision path.',
        default: '""',
        takes: 'name of a column',
      },
      {
        name: 'canonical',
        doc: 'Whether rows of the same network count as one architecture: the row that is proposed first stands for all. Off, as in published benchmarks, each row counts, for it was trained on its own.',
        default: 'off',
        takes: 'on or off',
      },
    ],
  ),
  word(
    'evaluation',
    'command',
    'Lets a program of your own train and measure: `evaluate command("python train.py")`. It reads the architecture as JSON on its standard input (`{architecture}` in the command line stands for a file with the same) and prints its measures as lines of JSON, such as `{"accuracy": 0.93}`; lines with `"epoch"` are reports on the way. It starts in the folder of this file, without a shell.',
    [{ name: 'line', doc: 'The program and its arguments.', takes: 'text' }],
  ),

  word(
    'fidelity',
    'epochs',
    'Short evaluations train for fewer epochs: `fidelity epochs`. So it is where nothing is said.',
  ),
  word(
    'fidelity',
    'examples',
    'Short evaluations train for all epochs on a share of the training part, which has the classes in about the shares of the whole: `fidelity examples`. A larger share holds the smaller ones.',
  ),
  word(
    'fidelity',
    'columns',
    'Short evaluations read the first objective from other columns of the table, the least fidelity first, one fewer than the strategy has `levels`: `maximize acc200  fidelity columns(acc12, acc50)  strategy hyperband(levels: 3)`.',
  ),
];
