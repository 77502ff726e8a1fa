import { fisher } from './fisher.ts';
import { jacobianCovariance } from './jacobian.ts';
import { naswot } from './naswot.ts';
import type { ZeroCostProxy } from './proxy.ts';
import { synflow } from './synflow.ts';
import { gradNorm, grasp, snip } from './weight-gradients.ts';
import { zen } from './zen.ts';

/** Every zero-cost proxy by the measure that it gives; their documentation is in `proxy-measures.ts`. */
export const proxies: ReadonlyMap<string, ZeroCostProxy> = new Map<string, ZeroCostProxy>([
  ['grad_norm', gradNorm],
  ['snip', snip],
  ['grasp', grasp],
  ['fisher', fisher],
  ['synflow', synflow],
  ['jacob_cov', jacobianCovariance],
  ['naswot', naswot],
  ['zen', zen],
]);
