import type { Command } from '../command.ts';

export const server: Command = {
  name: 'server',
  summary: 'the language server, for editors',
  usage: '[--stdio]',
  details: `Speaks the Language Server Protocol over standard input and output until the editor ends it. Editors start it
themselves; docs/other-editors.md says how to set up Neovim and Helix.`,
  examples: ['cellwright server --stdio'],
  words: { min: 0, max: 0, missing: '' },
  options: {
    stdio: { type: 'boolean', doc: 'Over standard input and output; there is no other way, so it may be left out.' },
    clientProcessId: { type: 'string', value: 'N', doc: 'Ends with this process; some editors give it.' },
  },
  run: async () => {
    // The server reads from the command line how to speak.
    if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
    // A bundle of its own: whoever checks a file loads no server.
    const bundle = new URL('./server.mjs', import.meta.url).href;
    await import(bundle);
    // It ends the process itself.
    return new Promise<never>(() => undefined);
  },
};
