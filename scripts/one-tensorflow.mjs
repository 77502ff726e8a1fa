// What esbuild needs to bundle TensorFlow.js: every bundle that trains uses it.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * The main files of TensorFlow.js are ES5 without gradients; its modules have everything. One copy of them for all who
 * import it, or classes of one copy would extend those of the other.
 */
export const oneTensorflow = {
  name: 'one-tensorflow',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\/tfjs-(core|backend-\w+)$/ }, ({ path }) => ({
      path: join(dirname(require.resolve(`${path}/package.json`)), 'dist/index.js'),
    }));
    // The kernels of tfjs-node want the package of everything, but use the core of it alone.
    onResolve({ filter: /^@tensorflow\/tfjs$/ }, () => ({
      path: join(dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist/index.js'),
    }));
    // Its compiled classes are of a kind that can't extend the core's; its source is in the package.
    onResolve({ filter: /^@tensorflow\/tfjs-node\/dist\/\w+\.js$/ }, ({ path }) => ({
      path: join(
        dirname(require.resolve('@tensorflow/tfjs-node/package.json')),
        path.replace(/^.*\/dist\/(\w+)\.js$/, 'src/$1.ts'),
      ),
    }));
    // Functions that Node 23 removed.
    onResolve({ filter: /^util$/ }, ({ importer }) =>
      importer.includes('tfjs-node') ? { path: 'util', namespace: 'old-util' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'old-util' }, () => ({
      contents:
        'export const isArray = Array.isArray; export const isNullOrUndefined = (value) => value === null || value === undefined;',
    }));
    // Messages of TensorBoard, which nothing here writes.
    onResolve({ filter: /\/proto\/api_pb$/ }, () => ({ path: 'api_pb', namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
  },
};
