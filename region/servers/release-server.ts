import type { Trx } from '../../openapi/serve/db.ts';
import { releaseHost } from '../hosts/host-store.ts';
import { deletePortsOf } from '../networks/port-store.ts';
import { amountsOf } from '../quotas/quota-sums.ts';
import { releaseQuota } from '../quotas/quota-store.ts';
import { softDelete } from './server-store.ts';
import type { Server } from './server-store.ts';

/** Closes a server's row and gives back what it held: quota, the host's claim, addresses. Exactly once, whoever calls. */
export async function releaseServer(trx: Trx, server: Server, at: string): Promise<void> {
  if (!(await softDelete(trx, server.id, at))) return;
  await releaseQuota(trx, server.projectId, amountsOf(1, server));
  await releaseHost(trx, server.hostId, server);
  await deletePortsOf(trx, server.id);
}
