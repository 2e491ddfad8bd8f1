import type { Trx } from '../../openapi/serve/db.ts';
import { acceptWithin } from '../servers/accept-servers.ts';
import type { AcceptDeps } from '../servers/accept-servers.ts';
import type { Server } from '../servers/server-row.ts';
import { freeOrdinals, instanceOrder, isLeaving } from './set-order.ts';
import { selectInstances } from './set-store.ts';
import type { ServerSet } from './set-store.ts';

/** The instances that a set, held by the transaction, lacks: all of them are placed, or the fault says why none is. */
export async function makeMissing(trx: Trx, set: ServerSet, request: { requestId: string; started: Date }, deps: AcceptDeps): Promise<Server[]> {
  const instances = await selectInstances(trx, [set.id]);
  const missing = missingOf(set, instances);
  return missing <= 0 ? [] : acceptWithin(trx, instanceOrder(set, freeOrdinals(instances, missing), request), deps);
}

/** Negative when there are too many. */
export const missingOf = ({ replicas }: ServerSet, instances: readonly Server[]): number => replicas - instances.filter((instance) => !isLeaving(instance)).length;
