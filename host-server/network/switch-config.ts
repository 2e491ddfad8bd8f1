import { unavailable } from '../../openapi/serve/fault.ts';
import type { Ovsdb } from './ovsdb.ts';
import { numberOf } from './ovsdb-value.ts';
import type { OvsdbRow } from './ovsdb-value.ts';

/**
 * Changes of the switch's configuration that are over only when ovs-vswitchd has carried them out: it copies `next_cfg`
 * to `cur_cfg` when it is done (ovs-vswitchd.conf.db(5)), which is what ovs-vsctl waits for too.
 */
export class SwitchConfig {
  readonly #ovsdb: Ovsdb;
  readonly #waiters = new Set<() => void>();
  #done = -1;

  /** Takes a client that was not used yet, to hear of `cur_cfg` from its first connection on. */
  constructor(ovsdb: Ovsdb) {
    this.#ovsdb = ovsdb;
    ovsdb.watch('Open_vSwitch', ['cur_cfg'], row => {
      this.#done = numberOf(row['cur_cfg']) ?? this.#done;
      for (const look of this.#waiters) look();
    });
  }

  /** Throws what `Ovsdb.transact` throws, and `unavailable` when ovs-vswitchd does not carry the change out in time. */
  async commit(operations: readonly OvsdbRow[], options: { timeoutMs?: number } = {}): Promise<OvsdbRow[]> {
    const results = await this.#ovsdb.transact([
      ...operations,
      { op: 'mutate', table: 'Open_vSwitch', where: [], mutations: [['next_cfg', '+=', 1]] },
      { op: 'select', table: 'Open_vSwitch', where: [], columns: ['next_cfg'] },
    ]);
    const rows = results.at(-1)?.['rows'];
    const wanted = numberOf(Array.isArray(rows) ? (rows[0] as OvsdbRow | undefined)?.['next_cfg'] : undefined) ?? 0;
    await this.#reached(wanted, options.timeoutMs ?? 10_000);
    return results;
  }

  #reached(wanted: number, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        reject(unavailable(
          `The Open vSwitch database took a change, but ovs-vswitchd did not carry it out within ${timeoutMs} ms. ` +
          'Start or restart ovs-vswitchd, then try again.',
        ));
      }, timeoutMs);
      const look = (): void => {
        if (this.#done < wanted) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }
}
