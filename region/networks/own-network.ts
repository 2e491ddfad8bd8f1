import type { components } from '../../openapi/generated/sampan.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { touchMaps } from './maps/touch-maps.ts';
import { find } from './network-handlers.ts';
import { requireOwn } from './network-parts.ts';
import type { NetworkParts } from './network-parts.ts';
import { updateNetwork } from './network-store.ts';
import type { Network } from './network-store.ts';

type NetworkView = components['schemas']['NetworkView'];

/** A network in Sampan's own face: what Neutron has no words for. */
export function ownNetworkHandlers({ db, ambient, maps }: Pick<NetworkParts, 'db' | 'ambient' | 'maps'>): Pick<Handlers<'sampan'>, 'getNetworkView' | 'updateNetworkView'> {
  return {
    async getNetworkView({ auth, path }) {
      return { status: 200, body: viewOf(await find(db, auth, path.id)) };
    },
    async updateNetworkView({ auth, path, body }) {
      const changed = await inTransaction(db, async (trx) => {
        const network = await find(trx, auth, path.id);
        requireOwn(network, auth, 'update_network');
        await updateNetwork(trx, network.id, body, ambient.now().toISOString());
        await touchMaps(trx, { networkIds: [network.id], groupIds: [] });
        return find(trx, auth, path.id);
      });
      maps.wake();
      return { status: 200, body: viewOf(changed) };
    },
  };
}

const viewOf = ({ id, name, projectId, multicast }: Network): NetworkView => ({ id, name, project_id: projectId, multicast });
