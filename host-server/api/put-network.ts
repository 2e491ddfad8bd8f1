import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { makeDurable } from '../../openapi/serve/make-durable.ts';
import type { HostCore } from '../core.ts';
import { acceptNetworkMap } from '../network/network-map-store.ts';

/** Takes a network map: kept, then in force and on disk, then acknowledged. */
export const putNetwork =
  (core: () => HostCore): HandlerOf<'host', 'putNetwork'> =>
  async ({ path, body: map, log }) => {
    const { db, network, now } = core();
    if (map.id !== path.id) throw badRequest(`The map is of network ${map.id}, and the path names ${path.id}.`, { field: 'id' });
    await acceptNetworkMap(db, map, now());
    const applied = network.setMap(map).then(
      () => true,
      (error: unknown) => {
        log.warn({ error, network_id: map.id }, 'a network map is stored and not in force; the next look at the machine tries again');
        return false;
      },
    );
    const [inForce] = await Promise.all([applied, makeDurable(db)]);
    log.info({ network_id: map.id, revision: map.revision, ports: map.ports.length }, 'a network map was taken');
    return { status: 200, body: { id: map.id, revision: map.revision, in_force: inForce } };
  };
