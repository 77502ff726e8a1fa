/** Runs elk in a worker. elk can't be interrupted, so a layout that is no longer wanted ends with its worker. */
import ELK, { type ELK as Elk, type ElkNode } from 'elkjs/lib/elk-api.js';

export interface Layouter {
  /** Undefined if another call came before this one was done. */
  layout(graph: ElkNode): Promise<ElkNode | undefined>;
  dispose(): void;
}

/**
 * `source` is the address of elk's worker script. A webview may not start a worker from an extension's address, so the
 * page fetches the text and starts it from a blob.
 */
export function createLayouter(source: string): Layouter {
  let blobUrl: Promise<string> | undefined;
  let elk: Elk | undefined;
  let giveUp: (() => void) | undefined;

  const script = (): Promise<string> => {
    blobUrl ??= fetch(source).then(async (response) => {
      if (!response.ok) throw new Error(`The layout worker could not be loaded (${response.status}).`);
      return URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
    });
    return blobUrl;
  };
  const end = (): void => {
    if (!giveUp) return;
    elk?.terminateWorker();
    elk = undefined;
    giveUp();
    giveUp = undefined;
  };

  return {
    layout: async (graph) => {
      end();
      const given = new Promise<undefined>((resolve) => {
        giveUp = () => resolve(undefined);
      });
      const mine = giveUp;
      const work = async (): Promise<ElkNode | undefined> => {
        const url = await script();
        if (giveUp !== mine) return undefined;
        elk ??= new ELK({ workerFactory: () => new Worker(url) });
        return elk.layout(graph);
      };
      try {
        return await Promise.race([work(), given]);
      } finally {
        if (giveUp === mine) giveUp = undefined;
      }
    },
    dispose: () => {
      end();
      elk?.terminateWorker();
    },
  };
}
