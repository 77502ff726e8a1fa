import { cifarRows, mnistRows, publishedRows, streamRows } from './engine-accuracy.ts';
import { augmentRows } from './engine-augment.ts';
import { trainRows } from './engine-train.ts';
import { memoryRows, workersRows } from './engine-workers.ts';
import { type Part, type Row, rowsOf } from './row.ts';

/** How fast networks are trained, how well workers go side by side and for long, and how right what they learn is. */
export const bench = (part: Part): Promise<Row[]> =>
  rowsOf(
    {
      train: trainRows,
      augment: augmentRows,
      workers: workersRows,
      memory: memoryRows,
      mnist: mnistRows,
      cifar: cifarRows,
      published: publishedRows,
      stream: streamRows,
    },
    part,
  );
