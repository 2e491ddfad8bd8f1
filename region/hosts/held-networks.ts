import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { markUnpushed, networksBeside, networksOnHost, replaceHolding, selectHeld, selectMapRevisions } from '../networks/maps/map-store.ts';
import { touchMaps } from '../networks/maps/touch-maps.ts';
import { compareMaps } from '../networks/maps/compare-maps.ts';
import { updateTunnelIp } from './host-store.ts';

/**
 * Takes what a host says of itself: where its tunnels end (others must hear of a change), and which maps it holds. True
 * when maps are to be pushed: it lacks some, holds older ones, or some that are none of its business.
 */
export async function noteNetworks(db: Db, hostId: string, held: Readonly<Record<string, number>>, tunnelIp: string | null): Promise<boolean> {
  const own = await networksOnHost(db, hostId);
  const moved = await inTransaction(db, async (trx) => {
    if (!(await updateTunnelIp(trx, hostId, tunnelIp))) return false;
    await touchMaps(trx, { networkIds: own, groupIds: [] });
    return true;
  });
  const concerned = own.length === 0 ? [] : [...new Set([...own, ...(await networksBeside(db, own))])];
  const revisions = await selectMapRevisions(db, concerned);
  const noted = await selectHeld(db, hostId);
  const { lacking, surplus, differs } = compareMaps(revisions, held, noted);
  if (!differs && lacking.length === 0 && surplus.length === 0) return moved;
  await inTransaction(db, async (trx) => {
    await replaceHolding(trx, hostId, held);
    await markUnpushed(trx, [...lacking, ...surplus]);
  });
  return true;
}
