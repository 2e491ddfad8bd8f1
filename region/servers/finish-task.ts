import type { Trx } from '../../openapi/serve/db.ts';
import type { Observation } from './observe-server.ts';
import type { Server } from './server-row.ts';
import { settleFlavor } from './verbs/resize.ts';

/** What follows in the region's own rows when a host has done a task well: a reverted resize, or one that confirms itself, is settled. */
export async function finishTask(trx: Trx, server: Server, { next, finished }: Observation): Promise<Partial<Server>> {
  const resized = finished === 'resize_prep' || finished === 'resize_reverting';
  if (!resized || server.former.flavor?.confirm !== true) return {};
  return settleFlavor(trx, { ...server, ...next });
}
