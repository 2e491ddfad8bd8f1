import { SwitchWatch } from './switch-watch.ts';

/**
 * Calls for a look at the machine when somebody else changed the switch's entries or took a port away, and when the switch
 * itself went away or came back. What belongs to one damage is gathered first. A server may do harm to its own device again and
 * again: so between two looks there is a rest that lasts a few times as long as a look.
 */
export class DamageWatch {
  readonly #options: DamageWatchOptions;
  readonly #watch: SwitchWatch;
  readonly #suspects = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #restUntil = 0;
  #isCertain = false;

  constructor(options: DamageWatchOptions) {
    this.#options = options;
    this.#watch = new SwitchWatch({
      socketPath: options.socketPath,
      onChange: options.onOutage,
      onFlow: (cookie) => {
        if (!options.isOwnFlow(cookie)) this.#gather(() => (this.#isCertain = true));
      },
      onPortDown: (deviceName) => this.#gather(() => this.#suspects.add(deviceName)),
    });
  }

  /** Resolves when all that happened to the switch until now was told. */
  heard(): Promise<void> {
    return this.#watch.heard();
  }

  /** The machine was looked at, which took so long. */
  looked(tookMs: number): void {
    this.#restUntil = performance.now() + tookMs * restPerLook;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#watch.stop();
  }

  #gather(note: () => void): void {
    note();
    this.#timer ??= setTimeout(() => void this.#judge(), Math.max(gatherMs, this.#restUntil - performance.now())).unref();
  }

  async #judge(): Promise<void> {
    this.#timer = undefined;
    const [isCertain, suspects] = [this.#isCertain, [...this.#suspects]];
    this.#isCertain = false;
    this.#suspects.clear();
    if (isCertain || (await this.#isAnyMissing(suspects))) this.#options.onDamage();
  }

  async #isAnyMissing(deviceNames: readonly string[]): Promise<boolean> {
    // Who cannot be asked now is looked at with all others.
    const answers = await Promise.all(deviceNames.map((deviceName) => this.#options.isMissing(deviceName).catch(() => true)));
    return answers.includes(true);
  }
}

export interface DamageWatchOptions {
  /** The bridge's OpenFlow door. */
  socketPath: string;
  /** Whether a change of an entry with that cookie may be our own doing. */
  isOwnFlow: (cookie: bigint) => boolean;
  /**
   * Whether a device that is down should be on the bridge and is not. It is asked a little later: a server that ends loses
   * its device before its port is taken away, and one may set its device down and up as it likes.
   */
  isMissing: (deviceName: string) => Promise<boolean>;
  onOutage: () => void;
  onDamage: () => void;
}

const gatherMs = 200;
const restPerLook = 4;
