import type { Processes } from '../process/process.ts';
import type { Rate } from './program/meter-table.ts';

/**
 * What goes to a server is shaped (tc-tbf(8)) where it leaves the switch: it waits in a short queue instead of being
 * dropped, so that TCP keeps to its rate. The same for a veth and a tap; nothing in the guest can undo it.
 */
export class Shaper {
  readonly #processes: Pick<Processes, 'run'>;
  readonly #outside: readonly string[];
  readonly #applied = new Map<string, string>();

  constructor(options: { processes: Pick<Processes, 'run'>; switchNetnsPath: string | undefined }) {
    this.#processes = options.processes;
    this.#outside = options.switchNetnsPath === undefined ? [] : ['nsenter', `--net=${options.switchNetnsPath}`];
  }

  /** Undefined: no limit. A device that was shaped so already costs nothing. */
  async apply(deviceName: string, rate: Rate | undefined): Promise<void> {
    const words = rate === undefined ? undefined : tbfWords(rate);
    if (this.#applied.get(deviceName) === words?.join(' ')) return;
    if (words === undefined) {
      await this.#tc(['qdisc', 'delete', 'dev', deviceName, 'root'], true);
      this.#applied.delete(deviceName);
    } else {
      await this.#tc(['qdisc', 'replace', 'dev', deviceName, 'root', 'tbf', ...words]);
      this.#applied.set(deviceName, words.join(' '));
    }
  }

  /** The device is gone, and its queue with it. */
  forget(deviceName: string): void {
    this.#applied.delete(deviceName);
  }

  /** Forgets what is not on the machine any more, so that the next `apply` says it again; answers devices that are shaped. */
  async look(): Promise<string[]> {
    const { stdout } = await this.#tc(['-j', 'qdisc', 'show']);
    const found = (JSON.parse(stdout === '' ? '[]' : stdout) as { kind: string; dev?: string }[]).flatMap(({ kind, dev }) => (kind === 'tbf' && dev !== undefined ? [dev] : []));
    for (const device of this.#applied.keys()) if (!found.includes(device)) this.#applied.delete(device);
    // From an earlier life: what it says is not known.
    for (const device of found) if (!this.#applied.has(device)) this.#applied.set(device, '');
    return found;
  }

  #tc(words: readonly string[], allowFailure = false): ReturnType<Processes['run']> {
    return this.#processes.run([...this.#outside, 'tc', ...words], { timeoutMs: 10_000, allowFailure });
  }
}

/** A hundredth of a second may go at once, and no less than one large segment of the kernel's. */
export function tbfWords({ kbps, burstKbit }: Rate): string[] {
  const burstBytes = Math.max(burstKbit === undefined || burstKbit === 0 ? 0 : burstKbit * 125, Math.round(kbps * 1.25), 70_000);
  return ['rate', `${kbps}kbit`, 'burst', String(burstBytes), 'latency', '50ms'];
}
