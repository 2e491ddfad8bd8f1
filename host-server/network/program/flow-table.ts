import type { Processes } from '../../process/process.ts';
import { flowChanges, flowLine } from './flow-rule.ts';
import type { FlowRule } from './flow-rule.ts';

/**
 * The switch's flow table, by owner. A change is one atomic OpenFlow bundle that names only the entries that differ; what
 * is asked while a bundle is under way goes together into the next one.
 *
 * After a failure nobody knows what the switch holds, so the next bundle is computed by `ovs-ofctl replace-flows` from
 * what is really there. `repair` asks for the same. It too leaves an entry alone that is as it should be.
 */
export class FlowTable {
  readonly #processes: Pick<Processes, 'run'>;
  readonly #target: string;
  readonly #wanted = new Map<string, readonly FlowRule[]>();
  readonly #applied = new Map<string, readonly FlowRule[]>();
  readonly #changed = new Set<string>();
  /** The cookies of bundles that are under way, or that the switch may not have told of yet. */
  readonly #echoes = new Set<ReadonlySet<bigint> | 'any'>();
  readonly #heard: () => Promise<void>;
  #unsure = true;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(options: FlowTableOptions) {
    this.#processes = options.processes;
    this.#target = options.target;
    this.#heard = options.heard ?? (() => Promise.resolve());
  }

  /** Gives an owner exactly these rules (none: takes its rules away). Resolves when the switch has them. */
  set(owner: string, rules: readonly FlowRule[]): Promise<void> {
    if (rules.length === 0) this.#wanted.delete(owner);
    else this.#wanted.set(owner, rules);
    this.#changed.add(owner);
    return this.#apply();
  }

  /** Whether a change of an entry with that cookie, of which the switch tells now, may have been made here. */
  isOwn(cookie: bigint): boolean {
    return [...this.#echoes].some(echo => echo === 'any' || echo.has(cookie));
  }

  owners(): string[] {
    return [...this.#wanted.keys()];
  }

  /** Compares the switch with what was set, whatever it holds now, and puts right what differs. */
  repair(): Promise<void> {
    this.#unsure = true;
    return this.#apply();
  }

  #apply(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    const turn = this.#running.then(() => {
      this.#next = undefined;
      return this.#send();
    });
    this.#next = turn;
    // The queue goes on after a failure, which each caller hears of by its own promise.
    this.#running = turn.catch(() => undefined);
    return turn;
  }

  async #send(): Promise<void> {
    const full = this.#unsure;
    const owners = full ? new Set([...this.#wanted.keys(), ...this.#applied.keys()]) : new Set(this.#changed);
    const target = new Map([...owners].map(owner => [owner, this.#wanted.get(owner) ?? []]));
    this.#changed.clear();
    this.#unsure = false;
    // All owners at once: an entry that passes from one owner to another stays.
    const [before, after] = [[...owners].flatMap(owner => this.#applied.get(owner) ?? []), [...target.values()].flat()];
    const lines = full ? after.map(flowLine) : flowChanges(before, after);
    if (!full && lines.length === 0) return;
    const echo = full ? 'any' : new Set([...before, ...after].map(({ cookie }) => cookie));
    this.#echoes.add(echo);
    try {
      await this.#bundle(full ? 'replace-flows' : 'add-flows', lines);
    } catch (error) {
      this.#unsure = true;
      throw error;
    } finally {
      void this.#heard().then(() => this.#echoes.delete(echo));
    }
    for (const [owner, rules] of target) {
      if (rules.length === 0) this.#applied.delete(owner);
      else this.#applied.set(owner, rules);
    }
  }

  /** `--no-names`: otherwise ovs-ofctl first asks for the features of all 254 tables, 1 MiB, to learn names (26 ms; 6 without). */
  async #bundle(command: 'replace-flows' | 'add-flows', lines: readonly string[]): Promise<void> {
    const argv = ['ovs-ofctl', '--no-names', '-O', 'OpenFlow14', '--bundle', command, this.#target, '-'];
    await this.#processes.run(argv, { input: lines.map(line => `${line}\n`).join(''), timeoutMs: 20_000 });
  }
}

export interface FlowTableOptions {
  processes: Pick<Processes, 'run'>;
  /** The bridge's OpenFlow socket, as `unix:/run/openvswitch/BRIDGE.mgmt`. */
  target: string;
  /** Resolves when the switch told of all that happened to its entries until now; without it nobody listens. */
  heard?: () => Promise<void>;
}
