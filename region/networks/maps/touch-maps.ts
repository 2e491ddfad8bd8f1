import type { Trx } from '../../../openapi/serve/db.ts';
import { bumpMaps, networksOfGroups, networksRoutedWith } from './map-store.ts';

export interface Touch {
  networkIds: readonly string[];
  /** Groups whose rules or members change. */
  groupIds: readonly string[];
  /** Only who is in the groups changes: it concerns those who name them as remote, not those who are in them. */
  membersOnly?: boolean;
}

/**
 * Whatever hosts must hear of grows the map's revision of each network that it concerns, in the transaction of the change
 * itself: the push after the commit may be lost, the need for it never is. Routers carry it to the networks beside.
 * Called before rows that say who is concerned go away.
 */
export async function touchMaps(trx: Trx, { networkIds, groupIds, membersOnly = false }: Touch): Promise<void> {
  const direct = [...new Set([...networkIds, ...(await networksOfGroups(trx, [...new Set(groupIds)], membersOnly))])];
  if (direct.length === 0) return;
  const all = new Set([...direct, ...(await networksRoutedWith(trx, direct))]);
  await bumpMaps(trx, [...all].sort());
}
