import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { selectNetworksById } from '../networks/network-store.ts';
import { selectPortsOf } from '../networks/port-store.ts';
import { selectSubnetsOf } from '../networks/subnet-store.ts';
import { selectServersById } from '../servers/server-store.ts';
import { selectSetups } from '../servers/setup-store.ts';
import type { ServerSpec } from '../wire.ts';
import { buildSpec } from './build-spec.ts';

export interface LoadedSpec {
  hostId: string;
  spec: ServerSpec;
}

/** The newest specs of servers that were not deleted, in a handful of queries however many there are. */
export async function loadSpecs(db: DbOrTrx, serverIds: readonly string[]): Promise<LoadedSpec[]> {
  const servers = (await selectServersById(db, serverIds)).filter(({ deletedAt }) => deletedAt === null);
  if (servers.length === 0) return [];
  const ports = await selectPortsOf(db, servers.map(({ id }) => id));
  const networkIds = [...new Set(ports.map(({ networkId }) => networkId))];
  const networks = await selectNetworksById(db, networkIds);
  const subnets = await selectSubnetsOf(db, networkIds);
  const setups = await selectSetups(db, servers.map(({ id }) => id));
  return servers.map((server) => ({ hostId: server.hostId, spec: buildSpec({ server, ports, networks, subnets, setup: setups.get(server.id) }) }));
}
