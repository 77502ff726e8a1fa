import { trainRows } from './engine-train.ts';
import type { Row } from './row.ts';

/** How fast networks are trained, and how well workers go side by side and for long. */
export async function bench(): Promise<Row[]> {
  return [...(await trainRows())];
}
