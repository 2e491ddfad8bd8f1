import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { acceptNetworkMap } from '../network/network-map-store.ts';

/** Takes a network map: on disk, then in force, then acknowledged. */
export const putNetwork =
  (core: () => HostCore): HandlerOf<'host', 'putNetwork'> =>
  async ({ path, body: map, log }) => {
    const { db, network, now } = core();
    if (map.id !== path.id) throw badRequest(`The map is of network ${map.id}, and the path names ${path.id}.`, { field: 'id' });
    await acceptNetworkMap(db, map, now());
    const inForce = await network.setMap(map).then(
      () => true,
      (error: unknown) => {
        log.warn({ error, network_id: map.id }, 'a network map is stored and not in force; the next look at the machine tries again');
        return false;
      },
    );
    log.info({ network_id: map.id, revision: map.revision, ports: map.ports.length }, 'a network map was taken');
    return { status: 200, body: { id: map.id, revision: map.revision, in_force: inForce } };
  };
