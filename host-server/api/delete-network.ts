import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { makeDurable } from '../../openapi/serve/make-durable.ts';
import type { HostCore } from '../core.ts';
import { purgeRemovedMaps, removeNetworkMap } from '../network/network-map-store.ts';

const keptForMs = 3_600_000;

export const deleteNetwork =
  (core: () => HostCore): HandlerOf<'host', 'deleteNetwork'> =>
  async ({ path }) => {
    const { db, network, now } = core();
    await removeNetworkMap(db, path.id, now());
    await network.dropMap(path.id);
    await purgeRemovedMaps(db, new Date(now().getTime() - keptForMs));
    await makeDurable(db);
    return { status: 204 };
  };
