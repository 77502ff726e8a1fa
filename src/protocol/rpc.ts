/**
 * One small RPC for every boundary: webview, worker, child process. A boundary is a type that maps each request to its
 * parameters and result, and each notice to its parameters; both ends derive their types from it. Incoming parameters
 * are checked before a handler sees them; errors, cancellation and the end of the connection are part of the protocol.
 */
export interface Boundary {
  readonly requests: Readonly<Record<string, { params: unknown; result: unknown }>>;
  readonly notices: Readonly<Record<string, unknown>>;
}

/** What carries messages: `postMessage` of a webview, `send` of a child process. Messages are JSON. */
export interface Channel {
  send(message: unknown): void;
  /** Calls back for each message that arrives; returns how to stop. */
  listen(receive: (message: unknown) => void): () => void;
}

/** Returns the value, typed, or throws an `Error` that says what is wrong with it. */
export type Check<T> = (value: unknown) => T;

export type RequestHandlers<B extends Boundary> = {
  readonly [K in keyof B['requests']]: {
    readonly check: Check<B['requests'][K]['params']>;
    readonly handle: (
      params: B['requests'][K]['params'],
      signal: AbortSignal,
    ) => Promise<B['requests'][K]['result']> | B['requests'][K]['result'];
  };
};
export type NoticeHandlers<B extends Boundary> = {
  readonly [K in keyof B['notices']]: {
    readonly check: Check<B['notices'][K]>;
    readonly handle: (params: B['notices'][K]) => void;
  };
};

/** An error that came from the other side. */
export class RemoteError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
    this.name = 'RemoteError';
  }
}

export interface Peer<Theirs extends Boundary> {
  request<K extends keyof Theirs['requests'] & string>(
    name: K,
    params: Theirs['requests'][K]['params'],
    options?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<Theirs['requests'][K]['result']>;
  notify<K extends keyof Theirs['notices'] & string>(name: K, params: Theirs['notices'][K]): void;
  /** Ends the connection: open requests of both sides are rejected and aborted. */
  close(reason?: string): void;
}

type Wire =
  | { rpc: 'request'; id: number; name: string; params: unknown }
  | { rpc: 'notice'; name: string; params: unknown }
  | { rpc: 'cancel'; id: number }
  | { rpc: 'result'; id: number; result: unknown }
  | { rpc: 'error'; id: number; code: string; message: string };

const isWire = (message: unknown): message is Wire =>
  typeof message === 'object' && message !== null && 'rpc' in message;

/** Connects one end. `Ours` is what the other side may ask of us, `Theirs` what we may ask of it. */
export function connect<Ours extends Boundary, Theirs extends Boundary>(
  channel: Channel,
  ours: {
    requests: RequestHandlers<Ours>;
    notices: NoticeHandlers<Ours>;
    /** A message that could not be understood; the default ignores it. */
    rejected?: (problem: string) => void;
  },
): Peer<Theirs> {
  const open = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  const running = new Map<number, AbortController>();
  let nextId = 1;
  let closed: string | undefined;

  const answer = async (id: number, name: string, params: unknown): Promise<void> => {
    const handler = Object.hasOwn(ours.requests, name) ? ours.requests[name] : undefined;
    const abort = new AbortController();
    running.set(id, abort);
    try {
      if (!handler) throw Object.assign(new Error(`There is no request '${name}'.`), { code: 'unknown-request' });
      const result = await handler.handle(handler.check(params), abort.signal);
      if (closed === undefined) channel.send({ rpc: 'result', id, result } satisfies Wire);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code =
        error instanceof Error && 'code' in error ? String(error.code) : abort.signal.aborted ? 'cancelled' : 'failed';
      if (closed === undefined) channel.send({ rpc: 'error', id, code, message } satisfies Wire);
    } finally {
      running.delete(id);
    }
  };

  const stop = channel.listen((message) => {
    if (closed !== undefined) return;
    if (!isWire(message)) return ours.rejected?.('A message has no rpc kind.');
    switch (message.rpc) {
      case 'request':
        void answer(message.id, message.name, message.params);
        return;
      case 'notice': {
        const handler = Object.hasOwn(ours.notices, message.name) ? ours.notices[message.name] : undefined;
        if (!handler) return ours.rejected?.(`There is no notice '${message.name}'.`);
        let params: unknown;
        try {
          params = handler.check(message.params);
        } catch (error) {
          return ours.rejected?.(`Notice '${message.name}': ${error instanceof Error ? error.message : String(error)}`);
        }
        return handler.handle(params as Ours['notices'][string]);
      }
      case 'cancel':
        running.get(message.id)?.abort();
        return;
      case 'result':
        open.get(message.id)?.resolve(message.result as never);
        open.delete(message.id);
        return;
      case 'error':
        open.get(message.id)?.reject(new RemoteError(message.message, message.code));
        open.delete(message.id);
        return;
    }
  });

  return {
    request: (name, params, options = {}) =>
      new Promise((resolve, reject) => {
        if (closed !== undefined) return reject(new RemoteError(closed, 'closed'));
        if (options.signal?.aborted) return reject(new RemoteError('Cancelled.', 'cancelled'));
        const id = nextId++;
        const cancel = (code: string, message: string): void => {
          if (!open.delete(id)) return;
          channel.send({ rpc: 'cancel', id } satisfies Wire);
          settle();
          reject(new RemoteError(message, code));
        };
        const onAbort = (): void => cancel('cancelled', 'Cancelled.');
        const timer =
          options.timeoutMs === undefined
            ? undefined
            : setTimeout(
                () => cancel('timeout', `No answer to '${name}' in ${options.timeoutMs} ms.`),
                options.timeoutMs,
              );
        const settle = (): void => {
          if (timer !== undefined) clearTimeout(timer);
          options.signal?.removeEventListener('abort', onAbort);
        };
        options.signal?.addEventListener('abort', onAbort);
        open.set(id, {
          resolve: (result) => {
            settle();
            resolve(result);
          },
          reject: (error) => {
            settle();
            reject(error);
          },
        });
        channel.send({ rpc: 'request', id, name, params } satisfies Wire);
      }),
    notify: (name, params) => {
      if (closed === undefined) channel.send({ rpc: 'notice', name, params } satisfies Wire);
    },
    close: (reason = 'The connection is closed.') => {
      if (closed !== undefined) return;
      closed = reason;
      stop();
      for (const { reject } of open.values()) reject(new RemoteError(reason, 'closed'));
      open.clear();
      for (const abort of running.values()) abort.abort();
    },
  };
}
