import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { barrier, echoAnswer, greeting, NewsReader } from './openflow-news.ts';
import type { SwitchNews } from './openflow-news.ts';

/**
 * Hears at once what happens to the switch: an OpenFlow connection that asks for nothing but news of entries and ports is
 * held open, and ends with the switch or with the bridge that is taken from it. Looking at the machine every minute would
 * leave servers without a network for so long.
 *
 * While there is no connection it is tried again, less and less often; each failure is told too, because whoever looked
 * at the machine meanwhile may have looked too early.
 */
export class SwitchWatch {
  readonly #options: SwitchWatchOptions;
  readonly #waiting: (() => void)[] = [];
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;

  constructor(options: SwitchWatchOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Resolves when all that happened to the switch until now was told; without a connection at once. */
  heard(): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState !== 'open') return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      socket.write(barrier());
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect(this.#options.socketPath);
    this.#socket = socket;
    const reader = new NewsReader();
    socket.once('connect', () => {
      socket.unref();
      socket.write(greeting());
      const wasLost = this.#failures > 0;
      this.#failures = 0;
      if (wasLost) this.#options.onChange();
    });
    socket.on('data', (chunk: Buffer) => {
      for (const news of reader.push(chunk)) this.#take(news, socket);
    });
    // What failed is told by 'close', which always follows.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      for (const resolve of this.#waiting.splice(0)) resolve();
      if (this.#stopped) return;
      this.#failures += 1;
      this.#timer = setTimeout(() => this.#connect(), Math.min(250 * 2 ** this.#failures, 10_000)).unref();
      this.#options.onChange();
    });
  }

  #take(news: SwitchNews, socket: Socket): void {
    if (news.kind === 'echo') socket.write(echoAnswer(news.message));
    else if (news.kind === 'barrier') this.#waiting.shift()?.();
    else if (news.kind === 'flow') this.#options.onFlow(news.cookie);
    else this.#options.onPortDown(news.deviceName);
  }
}

export interface SwitchWatchOptions {
  socketPath: string;
  /** Called when the connection was lost, while it is, and when it is back. */
  onChange: () => void;
  /** An entry with that cookie came, went or changed. */
  onFlow: (cookie: bigint) => void;
  /** A port went, or its link did. */
  onPortDown: (deviceName: string) => void;
}
