import type { Trx } from '../../openapi/serve/db.ts';
import { releaseHost } from '../hosts/host-store.ts';
import { releaseServerPorts } from '../networks/release-ports.ts';
import { amountsOf } from '../quotas/quota-sums.ts';
import { releaseQuota } from '../quotas/quota-store.ts';
import { heldBy } from './held-resources.ts';
import type { Server } from './server-row.ts';
import { softDelete } from './server-store.ts';

/**
 * Closes servers' rows and gives back what they held: quotas, the hosts' claims, addresses. Exactly once, whoever calls.
 * Rows are taken in the order in which a create takes them (quotas, then hosts, then addresses), over all of the servers:
 * one by one, a server's host and the next one's quota would be the wrong way round, and requests would wait in a circle.
 */
export async function releaseServers(trx: Trx, servers: readonly Server[], at: string): Promise<void> {
  const released: Server[] = [];
  for (const server of servers) if (await softDelete(trx, server.id, at)) released.push(server);
  for (const server of byText(released, ({ projectId }) => projectId)) await releaseQuota(trx, server.projectId, amountsOf(1, heldBy(server)));
  for (const server of byText(released, ({ hostId }) => hostId)) await releaseHost(trx, server.hostId, heldBy(server));
  for (const server of released) await releaseServerPorts(trx, server.id, at);
}

const byText = (servers: readonly Server[], textOf: (server: Server) => string): Server[] =>
  [...servers].sort((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0));
