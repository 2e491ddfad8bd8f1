import { isIPv6 } from 'node:net';
import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectAttachments } from '../networks/port-store.ts';
import { findServer } from '../servers/find-server.ts';

interface Deps {
  db: Db;
}

/** By the names of the networks. */
export function listServerAddresses({ db }: Deps): HandlerOf<'compute', 'listServerAddresses'> {
  return async ({ path, auth }) => ({ status: 200, body: { addresses: await addressesOf(db, (await findServer(db, path.id, auth)).id) } });
}

export function listServerNetworkAddresses({ db }: Deps): HandlerOf<'compute', 'listServerNetworkAddresses'> {
  return async ({ path, auth }) => {
    const addresses = (await addressesOf(db, (await findServer(db, path.id, auth)).id))[path.network];
    if (!addresses) throw new Fault('not-found', `Instance is not a member of specified network ${path.network}.`, { details: { resource: 'network', id: path.network } });
    return { status: 200, body: { [path.network]: addresses } };
  };
}

async function addressesOf(db: Db, serverId: string): Promise<Record<string, { version: number; addr: string }[]>> {
  const networks: Record<string, { version: number; addr: string }[]> = {};
  for (const { networkName, ipAddress } of await selectAttachments(db, [serverId])) {
    (networks[networkName] ??= []).push({ version: isIPv6(ipAddress) ? 6 : 4, addr: ipAddress });
  }
  return networks;
}
