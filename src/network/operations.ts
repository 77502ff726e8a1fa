import type { Operation } from './operation.ts';
import { activations } from './operations/activation.ts';
import { attentions } from './operations/attention.ts';
import { blocks } from './operations/block.ts';
import { convolutions } from './operations/convolution.ts';
import { denses } from './operations/dense.ts';
import { embeddings } from './operations/embedding.ts';
import { identities } from './operations/identity.ts';
import { normalisations } from './operations/normalisation.ts';
import { poolings } from './operations/pooling.ts';
import { recurrents } from './operations/recurrent.ts';
import { reducers } from './operations/reducer.ts';
import { regularisations } from './operations/regularisation.ts';
import { shapes } from './operations/shape.ts';

/** Every operation, by name: the one table that checks, costs, building, completion and documentation read. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [
    ...convolutions,
    ...blocks,
    ...denses,
    ...poolings,
    ...normalisations,
    ...activations,
    ...regularisations,
    ...attentions,
    ...embeddings,
    ...recurrents,
    ...shapes,
    ...identities,
    ...reducers,
  ].map((operation) => [operation.name, operation]),
);
