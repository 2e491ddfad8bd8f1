import type { Migration } from '../../../openapi/serve/migrate.ts';
import { identityTables } from './0001-identity.ts';
import { events } from './0002-events.ts';
import { flavorsAndQuotas } from './0003-flavors-quotas.ts';
import { hosts } from './0004-hosts.ts';
import { networks } from './0005-networks.ts';
import { servers } from './0006-servers.ts';
import { credentialTables } from './0007-credentials.ts';
import { keystoneObjects } from './0008-keystone-objects.ts';
import { serverIntent } from './0020-server-intent.ts';
import { aroundServers } from './0030-around-servers.ts';
import { flavorExtras } from './0031-flavor-extras.ts';
import { aggregates } from './0032-aggregates.ts';
import { quotaLimits } from './0033-quota-limits.ts';
import { neutron } from './0040-neutron.ts';
import { tickets } from './0050-tickets.ts';
import { snapshotOrders } from './0051-snapshot-orders.ts';
import { networkMulticast } from './0052-network-multicast.ts';
import { keptRoots } from './0060-kept-roots.ts';
import { idempotencyKeys } from './0061-idempotency-keys.ts';
import { secondFactors } from './0070-second-factors.ts';
import { userActivity } from './0071-user-activity.ts';
import { sets } from './0080-sets.ts';

/** The region's schema, in order. */
export const migrations: readonly Migration[] = [
  identityTables, events, flavorsAndQuotas, hosts, networks, servers, credentialTables, keystoneObjects,
  serverIntent, aroundServers, flavorExtras, aggregates, quotaLimits, neutron, tickets, snapshotOrders, networkMulticast, keptRoots,
  idempotencyKeys, secondFactors, userActivity, sets,
];
