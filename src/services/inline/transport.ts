import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-languageserver';
import { InlineGateway } from './gateway.ts';

export interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}

/** A connection over which fragments in other files arrive as files. */
export function withInlineFragments({ reader, writer }: Transport): Transport {
  let receive: DataCallback = () => undefined;
  const gateway = new InlineGateway(
    (message) => receive(message),
    (message) => void writer.write(message).catch(() => undefined), // the writer tells its errors itself
  );
  return {
    reader: new GatewayReader(reader, (callback) => {
      receive = callback;
      return reader.listen((message) => gateway.fromClient(message));
    }),
    writer: new GatewayWriter(writer, (message) => gateway.fromServer(message)),
  };
}

class GatewayReader extends AbstractMessageReader {
  private readonly start: (callback: DataCallback) => Disposable;

  constructor(inner: MessageReader, start: (callback: DataCallback) => Disposable) {
    super();
    this.start = start;
    inner.onError((error) => this.fireError(error));
    inner.onClose(() => this.fireClose());
    inner.onPartialMessage((info) => this.firePartialMessage(info));
  }

  listen(callback: DataCallback): Disposable {
    return this.start(callback);
  }
}

class GatewayWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly inner: MessageWriter;
  private readonly send: (message: Message) => void;

  constructor(inner: MessageWriter, send: (message: Message) => void) {
    super();
    this.inner = inner;
    this.send = send;
    inner.onError(([error, message, count]) => this.fireError(error, message, count));
    inner.onClose(() => this.fireClose());
  }

  async write(message: Message): Promise<void> {
    this.send(message);
  }

  end(): void {
    this.inner.end();
  }
}
