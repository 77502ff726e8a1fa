import { Console } from 'node:console';
import {
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Transport } from './inline/transport.ts';

/** Which transport, the client says by an argument: --stdio, --node-ipc, --socket=… or --pipe=… */
export function nodeTransport(args: readonly string[]): Transport {
  if (args.includes('--node-ipc'))
    return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  const port = Number(argument(args, '--socket'));
  if (port > 0) return transport(createServerSocketTransport(port));
  const pipe = argument(args, '--pipe');
  if (pipe) return transport(createServerPipeTransport(pipe));
  if (args.includes('--stdio')) return stdio();
  throw new Error('Say how to talk: --stdio, --node-ipc, --socket=PORT or --pipe=NAME.');
}

const transport = ([reader, writer]: readonly [Transport['reader'], Transport['writer']]): Transport => ({
  reader,
  writer,
});

function stdio(): Transport {
  // What is printed must not come between the messages.
  globalThis.console = new Console(process.stderr, process.stderr);
  // A client that goes away without a word ends the server.
  for (const event of ['end', 'close']) process.stdin.on(event, () => process.exit(1));
  return { reader: new StreamMessageReader(process.stdin), writer: new StreamMessageWriter(process.stdout) };
}

function argument(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  return at < 0 ? undefined : args[at]?.slice(name.length + 1) || args[at + 1];
}
