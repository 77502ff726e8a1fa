/** Items pushed at one end, read by one reader at the other, none lost in between. */
export interface EventQueue<T> extends AsyncIterable<T> {
  push(item: T): void;
  end(): void;
}

export function createEventQueue<T>(): EventQueue<T> {
  let items: T[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  return {
    push(item) {
      items.push(item);
      wake?.();
    },
    end() {
      ended = true;
      wake?.();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const batch = items;
        items = [];
        yield* batch;
        if (items.length > 0) continue;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
    },
  };
}
