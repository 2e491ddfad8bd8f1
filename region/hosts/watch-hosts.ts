import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { Ambient } from '../ambient.ts';
import { insertEvents } from '../events/event-store.ts';
import { markDown, selectSilentHosts } from './host-store.ts';

export interface HostWatch {
  /** Takes down every host that has been silent for too long; several region processes may look at once. */
  look(): Promise<void>;
  start(): void;
  /** Waits for a look that has begun. */
  stop(): Promise<void>;
}

export interface HostWatchDeps {
  db: Db;
  ambient: Ambient;
  log: Logger;
  notify: () => void;
  downAfterMs: number;
  lookMs?: number;
}

export function createHostWatch({ db, ambient, log, notify, downAfterMs, lookMs = 1000 }: HostWatchDeps): HostWatch {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const now = ambient.now();
    const since = new Date(now.getTime() - downAfterMs).toISOString();
    for (const host of await selectSilentHosts(db, since)) {
      const wentDown = await inTransaction(db, async (trx) => {
        if (!(await markDown(trx, host.id, since))) return false;
        const data = { name: host.name, heartbeat_at: host.heartbeatAt, reason: `no heartbeat for more than ${downAfterMs / 1000} s` };
        await insertEvents(trx, [{ type: 'host.down', at: now.toISOString(), hostId: host.id, data }]);
        return true;
      });
      if (!wentDown) continue;
      log.warn({ host_id: host.id, host: host.name, heartbeat_at: host.heartbeatAt }, 'a host is down');
      notify();
    }
  };

  return {
    look,
    start() {
      timer = setInterval(() => {
        looking ??= look()
          .catch((error: unknown) => log.warn({ error }, 'hosts cannot be watched; the next look tries again'))
          .finally(() => {
            looking = undefined;
          });
      }, lookMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
