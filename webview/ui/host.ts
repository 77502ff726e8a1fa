import type { Channel } from '../../src/protocol/rpc.ts';

/** The one connection that VS Code gives a webview; the function may be called once a page. */
const api = acquireVsCodeApi<unknown>();

export const hostChannel: Channel = {
  send: (message) => api.postMessage(message),
  listen: (receive) => {
    const onMessage = (event: MessageEvent<unknown>): void => receive(event.data);
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  },
};

/** What survives a reload of the window and the hiding of the panel. */
export const memory = {
  read: (): unknown => api.getState(),
  write: (state: unknown): void => {
    api.setState(state);
  },
};

/** Facts that the editor wrote into the page: `data-…` attributes of its root. */
export const pageData = (name: string): string => document.documentElement.dataset[name] ?? '';
