import { elaborateBody } from './bodies.ts';
import { elaborateUse } from './cells.ts';
import type { Elaboration } from './elaboration.ts';
import { Context } from './scope.ts';
import { elaborateBlock, elaborateCall, elaborateStep, elaborateStepIn } from './steps.ts';
import { elaborateRead, elaborateTensor } from './tensors.ts';
import { elaborateValue } from './values.ts';

/** The parts of the elaborator, tied together for one space, cell or search. */
export function createElaboration(context = new Context()): Elaboration {
  const x: Elaboration = {
    context,
    within: createElaboration,
    value: (e, env, path) => elaborateValue(x, e, env, path),
    step: (e, env, path) => elaborateStep(x, e, env, path),
    stepIn: (e, env, parent) => elaborateStepIn(x, e, env, parent),
    callStep: (call, env, path) => elaborateCall(x, call, env, path),
    blockStep: (block, env, path) => elaborateBlock(x, block, env, path),
    use: (use, env, path) => elaborateUse(x, use, env, path),
    read: (e, env, path) => elaborateRead(x, e, env, path),
    tensor: (e, env, path) => elaborateTensor(x, e, env, path),
    body: (block, env, path) => elaborateBody(x, block, env, path),
  };
  return x;
}
