import fc from 'fast-check';

/** A node of the syntax tree as the parser makes it, without `$` properties but `$type`; a reference is `{ref: name}`. */
export type Tree = { readonly $type: string } & { readonly [key: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && '$type' in value;

// ---- names and literals ----

const id = fc.constantFrom('x', 'n', 'edge', 'conv', 'w2', '_a', 'space_', 'Normal');
const clauseName = fc.oneof(id, fc.constantFrom('space', 'dataset', 'train', 'search', 'require', 'input', 'nodes'));
const word = fc.oneof(clauseName, fc.constantFrom('any', 'of', 'step', 'log', 'op', 'cell', 'let', 'fresh', 'true'));
const number = fc.constantFrom('0', '3', '0.5', '1e-4', '200k', '70%', '1.5G', '30min');
const text = fc.constantFrom('a.cell', '', 'two words');

/** All nesting counts together: past this every rule takes its first form, which ends in a name. */
const shallow = { maxDepth: 5, depthIdentifier: fc.createDepthIdentifier() };

/** Without what is absent. */
function clean(tree: Record<string, unknown>): Tree {
  const kept = Object.entries(tree).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(kept) as unknown as Tree;
}
const all = <T extends Record<string, unknown>>($type: string, parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(parts).map((rest) => clean({ $type, ...rest }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const some = <T>(arbitrary: fc.Arbitrary<T>, minLength: number, maxLength = 2): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength, maxLength });

// ---- the grammar, rule by rule ----

/** Tightest first, as in the infix rule. */
const operators = [['*', '/'], ['+', '-'], ['<=', '>=', '<', '>', '==', '!='], ['and'], ['or'], ['->'], ['|']] as const;

const reference = id.map((name): Tree => ({ $type: 'Ref', target: { ref: name } }));
const numeral = number.map((raw): Tree => ({ $type: 'NumberLiteral', raw }));

const { expression, operand, block } = fc.letrec<{
  expression: Tree;
  operand: Tree;
  range: Tree;
  block: Tree;
  primary: Tree;
  argument: Tree;
  postfix: Tree;
}>((tie) => ({
  expression: fc.oneof(
    shallow,
    tie('range'),
    fc.integer({ min: 0, max: operators.length - 1 }).chain((level) => infix(level, tie('range'))),
  ),
  range: fc.oneof(
    shallow,
    tie('operand'),
    all('Range', {
      from: fc.oneof(reference, numeral),
      to: fc.oneof(reference, numeral),
      step: maybe(numeral),
      log: fc.boolean(),
    }),
  ),
  operand: fc.oneof(
    shallow,
    tie('postfix'),
    all('Prefix', { operator: fc.constantFrom('-', 'maybe', 'fresh', 'input'), operand: tie('operand') }),
    all('Pick', { any: fc.boolean(), source: maybe(tie('primary')) }),
    all('Pick', { min: number, source: tie('primary') }),
  ),
  postfix: fc.oneof(
    shallow,
    tie('primary'),
    all('Call', { callee: tie('postfix'), arguments: some(tie('argument'), 0) }),
    all('Index', { target: tie('postfix'), index: tie('expression') }),
  ),
  argument: all('Argument', { name: maybe(word), value: tie('expression') }),
  primary: fc.oneof(
    shallow,
    reference,
    numeral,
    fc.constantFrom('3x3', '28x28x1').map((raw): Tree => ({ $type: 'DimensionLiteral', raw })),
    text.map((value): Tree => ({ $type: 'TextLiteral', value })),
    fc.constantFrom('true', 'false').map((value): Tree => ({ $type: 'BooleanLiteral', value })),
    all('Group', { items: some(tie('expression'), 1) }),
    all('Repeat', { count: tie('expression'), fresh: fc.boolean(), block: tie('block') }),
    all('Stage', { name: id, block: tie('block') }),
  ),
  block: all('Block', {
    statements: some(
      fc.oneof(
        all('Let', { name: id, value: tie('expression') }),
        all('Nodes', { name: id, count: maybe(tie('expression')), value: tie('expression') }),
        all('Require', { condition: tie('expression') }),
        all('Flow', { returned: fc.constant(true), value: tie('expression') }),
      ),
      0,
    ),
  }),
}));

/** A chain of one level, grouped to the left as the parser does. */
function infix(level: number, below: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> {
  const inner: fc.Arbitrary<Tree> = level === 0 ? below : fc.oneof(shallow, below, infix(level - 1, below));
  const links = some(fc.tuple(fc.constantFrom(...(operators[level] ?? [])), inner), 1, 2);
  return fc
    .tuple(inner, links)
    .map(([first, rest]) =>
      rest.reduce((left, [operator, right]): Tree => ({ $type: 'Binary', left, operator, right }), first),
    );
}

const parameter = all('Parameter', { name: word, default: maybe(expression) });
const body = fc.oneof(
  expression.map((value) => ({ value })),
  block.map((inner) => ({ block: inner })),
);
const definition = (type: string, keyword: fc.Arbitrary<Record<string, unknown>>) =>
  fc
    .tuple(id, fc.array(parameter, { maxLength: 2 }), body, keyword)
    .map(([name, parameters, inner, more]) => clean({ $type: type, name, parameters, ...inner, ...more }));

/** Random files, by the grammar. */
export const program: fc.Arbitrary<Tree> = all('File', {
  imports: some(all('Import', { path: text }), 0, 2),
  definitions: some(
    fc.oneof(
      definition('Op', fc.constant({})),
      definition(
        'CellDef',
        maybe(operand).map((family) => ({ family })),
      ),
      definition('Space', fc.constant({})),
      all('Settings', {
        kind: fc.constantFrom('dataset', 'train', 'search'),
        name: id,
        clauses: some(all('Clause', { name: clauseName, values: some(expression, 1, 2) }), 0),
      }),
    ),
    0,
  ),
});

// ---- writing ----

const list = (value: unknown, separator = ', '): string => ((value as Tree[]) ?? []).map(print).join(separator);
const given = (value: unknown, write: (tree: Tree) => string): string => (isTree(value) ? write(value) : '');

/** The text of a tree; `print` and the parser are inverse to each other. */
export function print(tree: Tree): string {
  const part = (name: string): string => given(tree[name], print);
  const parameters = (): string => ((tree.parameters as Tree[]).length > 0 ? `(${list(tree.parameters)})` : '');
  const bodyText = (): string => (isTree(tree.block) ? ` ${print(tree.block)}` : ` = ${part('value')}`);
  switch (tree.$type) {
    case 'File':
      return [...(tree.imports as Tree[]), ...(tree.definitions as Tree[])].map(print).join('\n');
    case 'Import':
      return `import "${tree.path}"`;
    case 'Op':
      return `op ${tree.name}${parameters()}${bodyText()}`;
    case 'CellDef':
      return `cell ${tree.name}${given(tree.family, (f) => `[${print(f)}]`)}${parameters()}${bodyText()}`;
    case 'Space':
      return `space ${tree.name}${parameters()}${bodyText()}`;
    case 'Settings':
      return `${tree.kind} ${tree.name} { ${list(tree.clauses, '  ')} }`;
    case 'Clause':
      return `${tree.name} ${list(tree.values)}`;
    case 'Parameter':
      return `${tree.name}${given(tree.default, (d) => ` = ${print(d)}`)}`;
    case 'Block':
      return `{ ${list(tree.statements, '\n')} }`;
    case 'Let':
      return `let ${tree.name} = ${part('value')}`;
    case 'Nodes':
      return `nodes ${tree.name}${given(tree.count, (c) => `[${print(c)}]`)} = ${part('value')}`;
    case 'Require':
      return `require ${part('condition')}`;
    case 'Flow':
      return `return ${part('value')}`;
    case 'Binary':
      return `${part('left')} ${tree.operator} ${part('right')}`;
    case 'Range':
      return `${part('from')}..${part('to')}${given(tree.step, (s) => ` step ${print(s)}`)}${tree.log ? ' log' : ''}`;
    case 'Prefix':
      return `${tree.operator} ${part('operand')}`;
    case 'Ref':
      return (tree.target as { readonly ref: string }).ref;
    case 'NumberLiteral':
    case 'DimensionLiteral':
      return String(tree.raw);
    case 'TextLiteral':
      return `"${tree.value}"`;
    case 'BooleanLiteral':
      return String(tree.value);
    case 'Group':
      return `(${list(tree.items)})`;
    case 'Pick': {
      const count = tree.any ? ' any' : tree.min === undefined ? '' : ` ${tree.min}`;
      return `pick${count}${given(tree.source, (s) => ` of ${print(s)}`)}`;
    }
    case 'Repeat':
      return `repeat ${part('count')}${tree.fresh ? ' fresh' : ''} ${part('block')}`;
    case 'Stage':
      return `stage ${tree.name} ${part('block')}`;
    case 'Call':
      return `${part('callee')}(${list(tree.arguments)})`;
    case 'Index':
      return `${part('target')}[${part('index')}]`;
    case 'Argument':
      return `${tree.name === undefined ? '' : `${tree.name}: `}${part('value')}`;
    default:
      throw new Error(`No way to write ${tree.$type}.`);
  }
}

/** A parsed tree in the form of this file. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('$refText' in value) return { ref: value.$refText };
  const kept = Object.entries(value).filter(
    ([key, part]) => (key === '$type' || !key.startsWith('$')) && part !== undefined && part !== false,
  );
  return Object.fromEntries(kept.map(([key, part]) => [key, plain(part)]));
}
