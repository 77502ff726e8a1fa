// The layers of docs/architecture.md. A folder may import only what its row names; nothing imports editor, cli, webview.
// Rows are in order: nothing may name a later row.
const layers = {
  base: [],
  protocol: ['base'],
  network: ['base'],
  language: ['base'],
  inline: ['base'],
  space: ['base', 'protocol', 'network', 'language'],
  strategies: ['base', 'space'],
  engine: ['base', 'network'],
  project: ['base', 'protocol', 'network', 'language', 'space', 'strategies', 'engine'],
  runs: ['base', 'protocol', 'network', 'language', 'space', 'strategies', 'engine', 'project'],
  services: ['base', 'protocol', 'network', 'language', 'inline', 'space', 'strategies', 'project'],
  api: ['base', 'protocol', 'network', 'language', 'space', 'project'],
  editor: ['base', 'protocol', 'inline', 'runs'],
  cli: ['base', 'protocol', 'network', 'language', 'space', 'strategies', 'engine', 'project', 'runs', 'services'],
};
module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `layer-${layer}`,
      severity: 'error',
      comment: `src/${layer} may import only: ${allowed.join(', ') || 'nothing of ours'}`,
      from: { path: `^src/${layer}/` },
      to: { path: '^(src|webview)/', pathNot: [`^src/${layer}/`, ...allowed.map((a) => `^src/${a}/`)] },
    })),
    {
      name: 'webview-sees-only-protocol',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: '^src/(protocol|base)/' },
    },
    {
      name: 'only-the-editor-imports-vscode',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/editor/' },
      to: { path: '^vscode$|vscode-languageclient' },
    },
    {
      name: 'only-the-engine-imports-tensorflow',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/engine/' },
      to: { path: '@tensorflow' },
    },
    {
      name: 'vocabulary-only-from-engine',
      comment:
        'Only a trial worker loads TensorFlow, and setup brings it; everything else imports the tables of the engine alone.',
      severity: 'error',
      from: { path: '^src/(project|runs|services|cli)/', pathNot: '^src/runs/(worker|setup)' },
      to: { path: '^src/engine/', pathNot: '^src/engine/(vocabulary|types)' },
    },
    {
      name: 'webview-has-no-node',
      severity: 'error',
      from: { path: '^(webview|src/protocol|src/base)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphans-to-nothing', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'src/language/generated' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'default'],
    },
  },
};
