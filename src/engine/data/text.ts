import { tokens } from '../../network/tensor-type.ts';
import type { RawData } from './dataset.ts';
import { inMemory } from './examples.ts';
import { malformed, readData } from './files.ts';

export interface TextOptions {
  /** Tokens in an example. */
  readonly length: number;
  readonly unit: 'characters' | 'words';
  /** Most different tokens; the rest become `<unknown>`. 0: all. */
  readonly vocabulary: number;
}

/**
 * A plain text (UTF-8) for language models: examples are stretches of it, one after the other; at each place the next
 * token is to be predicted. Splits keep its order: the model is judged by text that comes after what it has read.
 */
export async function loadText(folder: string, file: string, options: TextOptions): Promise<RawData> {
  const text = (await readData(folder, file)).toString('utf8');
  const wrong = text.indexOf('\uFFFD');
  if (wrong >= 0) {
    const line = text.slice(0, wrong).split('\n').length;
    throw malformed(file, `line ${line} is not UTF-8 text. Is it the right file? Convert it to UTF-8.`);
  }
  const { length } = options;
  const stream = options.unit === 'words' ? (text.match(/[\p{L}\p{N}']+|[^\s\p{L}\p{N}']|\n/gu) ?? []) : [...text];
  const count = Math.floor((stream.length - 1) / length);
  if (count < 1) {
    throw malformed(
      file,
      `it has ${stream.length} ${options.unit}, too few for an example of ${length} and the next one.`,
    );
  }
  const names = vocabularyOf(stream, options.vocabulary);
  const index = new Map(names.map((name, i) => [name, i]));
  const unknown = index.get(UNKNOWN) ?? 0;
  const ids = Int32Array.from({ length: count * length + 1 }, (_, i) => index.get(stream[i] as string) ?? unknown);
  return {
    type: tokens(length, names.length),
    examples: inMemory(Float32Array.from(ids.subarray(0, count * length)), count),
    targets: { kind: 'tokens', labels: ids.slice(1), names, length },
  };
}

const UNKNOWN = '<unknown>';

/** All tokens in the order of their codes; or the most frequent, with one more that stands for the rest. */
function vocabularyOf(stream: readonly string[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const token of stream) counts.set(token, (counts.get(token) ?? 0) + 1);
  const all = [...counts.keys()].sort();
  if (most === 0 || all.length <= most) return all;
  const frequent = all.sort((a, b) => (counts.get(b) as number) - (counts.get(a) as number));
  return [UNKNOWN, ...frequent.slice(0, most - 1)];
}
