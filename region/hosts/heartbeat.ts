import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { insertEvents } from '../events/event-store.ts';
import { selectGenerations } from '../servers/server-store.ts';
import { compareGenerations } from './compare-generations.ts';
import type { Dispatcher } from './dispatch.ts';
import { findOwnHost } from './find-own-host.ts';
import { noteNetworks } from './held-networks.ts';
import { recordHeartbeat, resourcesOf } from './host-store.ts';
import type { MapPusher } from '../networks/maps/map-pusher.ts';

export interface HeartbeatDeps {
  db: Db;
  ambient: Ambient;
  dispatcher: Dispatcher;
  maps: Pick<MapPusher, 'wake'>;
  notify: () => void;
  intervalMs: number;
}

/** Notes that a host lives, compares what it holds with what it should, and pushes what it lacks. */
export function heartbeatHost({ db, ambient, dispatcher, maps, notify, intervalMs }: HeartbeatDeps): HandlerOf<'sampan', 'heartbeatHost'> {
  return async ({ path, auth, body }) => {
    const host = await findOwnHost(db, path.id, auth);
    const at = ambient.now().toISOString();
    const beat = { at, url: body.url, kinds: body.kinds, architecture: body.architecture, version: body.version ?? null, capacity: resourcesOf(body.capacity), bootedAt: body.booted_at ?? null, loadAverage: body.load_average ?? null };
    const cameUp = await inTransaction(db, async (trx) => {
      if (!(await recordHeartbeat(trx, host.id, beat))) return false;
      await insertEvents(trx, [{ type: 'host.up', at, hostId: host.id, data: { name: host.name } }]);
      return true;
    });
    if (await noteNetworks(db, host.id, body.networks ?? {}, body.tunnel_ip ?? null)) maps.wake();
    if (cameUp) notify();
    const difference = compareGenerations(await selectGenerations(db, host.id), body.generations, body.observed ?? {});
    dispatcher.wake(difference.missing.map((id) => ({ id })));
    return { status: 200, body: { ...difference, interval_ms: intervalMs } };
  };
}
