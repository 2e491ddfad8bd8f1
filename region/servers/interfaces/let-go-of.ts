import type { Trx } from '../../../openapi/serve/db.ts';
import { touchMaps } from '../../networks/maps/touch-maps.ts';
import { updatePort } from '../../networks/port-store.ts';
import type { Port } from '../../networks/port-store.ts';
import { releasePorts } from '../../networks/release-ports.ts';

/** Takes a port from its server: one that was made for it goes, one of the user is only let go of. */
export async function letGoOf(trx: Trx, port: Port, at: string): Promise<void> {
  if (port.madeForServer) return releasePorts(trx, [port], at);
  await updatePort(trx, port.id, { deviceId: '', deviceOwner: '', hostId: null, status: 'DOWN' }, at);
  await touchMaps(trx, { networkIds: [port.networkId], groupIds: [] });
}
