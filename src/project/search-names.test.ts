import { expect, it } from 'vitest';
import { openProject } from './project.ts';

it.each(['random', 'all', 'sum', 'accuracy'])('a search called %s hides nothing that has this name', async (name) => {
  const text = `cell c(x) { nodes n[2] = sum(conv(1 | 3)(all))  return n[2] }
space S { input image(8x8x1) -> c -> global_avg_pool -> dense(10) }
dataset d { source builtin("digits")  split 70%, 15%, 15% }
train t { epochs 1  batch 64  optimizer adam  loss cross_entropy }
search ${name} { space S data d train t maximize accuracy trials 4 strategy random }`;
  const model = await openProject({ readText: async () => text }).model('file:///x.cell');
  expect(model.diagnostics).toEqual([]);
});
