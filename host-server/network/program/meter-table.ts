import type { Processes } from '../../process/process.ts';

/** The switch's meters: what passes above a rate is dropped. A meter must be there before an entry names it, and goes after. */
export class MeterTable {
  readonly #processes: Pick<Processes, 'run'>;
  readonly #target: string;
  readonly #applied = new Map<number, string>();
  #running: Promise<void> = Promise.resolve();

  constructor(options: { processes: Pick<Processes, 'run'>; target: string }) {
    this.#processes = options.processes;
    this.#target = options.target;
  }

  /** Makes the meters so; those that are so already cost nothing. */
  ensure(meters: ReadonlyMap<number, Rate>): Promise<void> {
    return this.#inTurn(async () => {
      for (const [id, rate] of meters) {
        const line = meterLine(id, rate);
        const before = this.#applied.get(id);
        if (before === line) continue;
        await this.#run(before === undefined ? 'add-meter' : 'mod-meter', line, before === undefined ? 'mod-meter' : 'add-meter');
        this.#applied.set(id, line);
      }
    });
  }

  has(id: number): boolean {
    return this.#applied.has(id);
  }

  remove(ids: readonly number[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const id of ids) if (this.#applied.delete(id)) await this.#run('del-meter', `meter=${id}`);
    });
  }

  /** Learns which meters the switch has, whatever was thought; those that nobody wants go. */
  look(wanted: ReadonlySet<number>): Promise<void> {
    return this.#inTurn(async () => {
      const { stdout } = await this.#processes.run(['ovs-ofctl', '-O', 'OpenFlow14', 'dump-meters', this.#target], { timeoutMs: 10_000 });
      const found = new Set([...stdout.matchAll(/meter=(\d+)/g)].map((match) => Number(match[1])));
      for (const id of this.#applied.keys()) if (!found.has(id)) this.#applied.delete(id);
      for (const id of found) {
        if (!wanted.has(id)) {
          this.#applied.delete(id);
          await this.#run('del-meter', `meter=${id}`);
        } else if (!this.#applied.has(id)) {
          // There from an earlier life: what it says is not known, so that the next `ensure` says it again.
          this.#applied.set(id, '');
        }
      }
    });
  }

  /** A switch that was started again has lost its meters, and one that was not may have one that is unknown here. */
  async #run(command: string, line: string, otherwise?: string): Promise<void> {
    const argv = (verb: string): string[] => ['ovs-ofctl', '-O', 'OpenFlow14', verb, this.#target, line];
    const result = await this.#processes.run(argv(command), { timeoutMs: 10_000, allowFailure: otherwise !== undefined });
    if (result.code !== 0 && otherwise !== undefined) await this.#processes.run(argv(otherwise), { timeoutMs: 10_000 });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#running.then(work);
    this.#running = turn.catch(() => undefined);
    return turn;
  }
}

export interface Rate {
  kbps: number;
  burstKbit: number | undefined;
}

/** Half a second's worth may come at once: a meter drops what is too much, and less would cut TCP short of its rate. */
export function meterLine(id: number, { kbps, burstKbit }: Rate): string {
  return `meter=${id},kbps,burst,band=type=drop,rate=${kbps},burst_size=${burstKbit || Math.max(Math.round(kbps / 2), 100)}`;
}
