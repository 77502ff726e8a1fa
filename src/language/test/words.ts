import type { Vocabulary, VocabularyEntry, VocabularyParameter } from '../vocabulary.ts';

const parameter = (text: string): VocabularyParameter => {
  const [name = '', value] = text.split('=');
  return { name, doc: '', takes: 'number', ...(value !== undefined && { default: value }) };
};
const word = (role: VocabularyEntry['role'], name: string, parameters: string[] = []): VocabularyEntry => ({
  name,
  role,
  doc: `What ${name} does.`,
  parameters: parameters.map(parameter),
});

/** A small library for tests of the language alone. */
export const testVocabulary: Vocabulary = [
  word('operation', 'conv', ['k=3', 'filters=same', 'stride=1', 'bias=true']),
  word('operation', 'dense', ['units=same']),
  word('operation', 'linear', ['units=same']),
  word('operation', 'residual', ['body']),
  word('operation', 'dropout', ['rate=0.5']),
  word('operation', 'max_pool', ['k=2', 'stride=1']),
  word('operation', 'rnn', ['cell', 'units=64']),
  ...['bn', 'relu', 'gelu', 'skip', 'none', 'global_avg_pool'].map((name) => word('operation', name)),
  ...['sum', 'concat', 'mean', 'fallback'].map((name) => word('reducer', name)),
  word('input', 'image', ['shape']),
  word('input', 'vector', ['features']),
  ...['all', 'last', 'unused'].map((name) => word('tensor', name)),
  ...['same', 'on', 'off', 'pad', 'channels'].map((name) => word('value', name)),
  ...['accuracy', 'params', 'macs', 'latency'].map((name) => word('measure', name)),
  word('measure', 'edges', ['cell']),
  word('optimizer', 'adam', ['lr=1e-3']),
  word('optimizer', 'sgd', ['lr=0.1', 'momentum=0.9']),
  word('schedule', 'cosine'),
  word('loss', 'cross_entropy'),
  word('source', 'builtin', ['name']),
  word('augmentation', 'shift', ['pixels']),
  word('augmentation', 'flip'),
  word('strategy', 'random'),
  word('strategy', 'regularized_evolution', ['population=100', 'sample=25']),
  word('evaluation', 'table', ['file', 'key=same']),
];
