import { connect } from 'node:net';
import type { Socket } from 'node:net';

/**
 * Notices at once that the switch went away, or that the bridge was taken from it: an OpenFlow connection that says nothing
 * is held open, and ends with them. Looking at the machine every minute would leave servers without a network for so long.
 *
 * While there is no connection it is tried again, less and less often; each failure is told too, because whoever looked
 * at the machine meanwhile may have looked too early.
 */
export class SwitchWatch {
  readonly #socketPath: string;
  readonly #onChange: () => void;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;

  /** @param options.onChange called when the connection was lost, while it is, and when it is back */
  constructor(options: { socketPath: string; onChange: () => void }) {
    this.#socketPath = options.socketPath;
    this.#onChange = options.onChange;
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect(this.#socketPath);
    this.#socket = socket;
    let rest = Buffer.alloc(0);
    socket.once('connect', () => {
      socket.unref();
      socket.write(hello);
      const wasLost = this.#failures > 0;
      this.#failures = 0;
      if (wasLost) this.#onChange();
    });
    socket.on('data', (chunk: Buffer) => {
      rest = answerEchoes(socket, Buffer.concat([rest, chunk]));
    });
    // What failed is told by 'close', which always follows.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      if (this.#stopped) return;
      this.#failures += 1;
      this.#timer = setTimeout(() => this.#connect(), Math.min(250 * 2 ** this.#failures, 10_000)).unref();
      this.#onChange();
    });
  }
}

/** OpenFlow 1.4, OFPT_HELLO, eight bytes, no elements (specification, section 7.5.1). */
const hello = Buffer.from([5, 0, 0, 8, 0, 0, 0, 1]);
const echoRequest = 2;
const echoReply = 3;

/** Answers whole messages that ask for it; what is left is the beginning of the next one. */
function answerEchoes(socket: Socket, received: Buffer): Buffer<ArrayBuffer> {
  let at = 0;
  while (received.length - at >= 8) {
    const length = Math.max(received.readUInt16BE(at + 2), 8);
    if (received.length - at < length) break;
    if (received[at + 1] === echoRequest) {
      const reply = Buffer.from(received.subarray(at, at + length));
      reply[1] = echoReply;
      socket.write(reply);
    }
    at += length;
  }
  return Buffer.from(received.subarray(at));
}
