import type { Trx } from '../../openapi/serve/db.ts';
import type { Ambient } from '../ambient.ts';
import type { NetworkSettings } from '../networks/project-network.ts';
import { attachServer, chooseNetworks, groupsNamed } from '../networks/server-ports.ts';
import type { ServerOrder } from './server-order.ts';
import type { Server } from './server-row.ts';

/** Gives each server a port on every network that was asked for, or the user's own port; the groups are for the ports made here. */
export async function plugServers(trx: Trx, order: ServerOrder, servers: readonly Server[], deps: { ambient: Ambient; networks: NetworkSettings }): Promise<void> {
  const { auth, networks, securityGroups } = order;
  const choices = await chooseNetworks(trx, { auth, networks, count: servers.length }, { ambient: deps.ambient, settings: deps.networks });
  const groupIds = await groupsNamed(trx, auth.projectId ?? '', securityGroups?.map((name) => ({ name })));
  for (const server of servers) await attachServer(trx, server, choices, groupIds, deps.ambient);
}
