const EVERY_MS = 20;

/** Looks at the resident memory of this process until `end`, which gives the most that it saw, in bytes. */
export function watchMemory(): { end(): number } {
  let most = 0;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  look();
  // It fires between batches, where training lets the process breathe.
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return {
    end() {
      clearInterval(timer);
      look();
      return most;
    },
  };
}
