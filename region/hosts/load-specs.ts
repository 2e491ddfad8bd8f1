import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { selectNetworks, selectSubnetsOf } from '../networks/network-store.ts';
import { selectPorts } from '../networks/port-store.ts';
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
  const ports = await selectPorts(db, { projectId: null, equals: { device_id: servers.map(({ id }) => id) }, limit: unlimited });
  const networkIds = [...new Set(ports.map(({ networkId }) => networkId))];
  const networks = networkIds.length === 0 ? [] : await selectNetworks(db, { projectId: null, equals: { id: networkIds }, limit: unlimited });
  const subnets = await selectSubnetsOf(db, networkIds);
  const setups = await selectSetups(db, servers.map(({ id }) => id));
  return servers.map((server) => ({ hostId: server.hostId, spec: buildSpec({ server, ports, networks, subnets, setup: setups.get(server.id) }) }));
}

const unlimited = 1_000_000;
