import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { selectHostNames } from './kit/host-names-store.ts';
import { selectVisible } from './kit/list-store.ts';
import { networkNotFound } from './kit/network-faults.ts';
import { selectTags } from './kit/tag-store.ts';
import { isTrusted } from './network-parts.ts';
import { selectNetworksById } from './network-store.ts';
import { portView } from './network-views.ts';
import { listedPorts, withParts } from './port-store.ts';
import type { Port, PortRow } from './port-store.ts';

/** A port that the caller may see: its own, those on its networks, any for admins. */
export async function findPort(db: DbOrTrx, auth: AuthContext, id: string): Promise<Port> {
  const row = await selectVisible<PortRow>(db, listedPorts, auth, id);
  const [port] = row ? await withParts(db, [row]) : [];
  if (!port) throw networkNotFound('port', id);
  return port;
}

export async function portViews(db: DbOrTrx, ports: readonly Port[], auth: AuthContext) {
  const tags = await selectTags(db, ports.map(({ id }) => id));
  const networks = new Map((await selectNetworksById(db, [...new Set(ports.map(({ networkId }) => networkId))])).map((network) => [network.id, network]));
  const hostNames = isTrusted(auth) ? await selectHostNames(db, ports.flatMap(({ hostId }) => hostId ?? [])) : undefined;
  return ports.map((port) => portView(port, { tags: tags.get(port.id), network: networks.get(port.networkId), hostName: hostNames && (hostNames.get(port.hostId ?? '') ?? '') }));
}
