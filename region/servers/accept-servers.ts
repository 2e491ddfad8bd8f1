/**
 * Accepts an order of servers: everything that can be refused is refused here, and what is answered is committed.
 *
 * Image and flavor are resolved before the transaction, because they may need a call. The transaction then takes, in this
 * order in every request, the project's quota row, a host's row, the subnets' rows and the order of events; it is short,
 * and taking locks in one order means that requests wait for each other but never in a circle. A rollback leaves nothing.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import type { Ambient } from '../ambient.ts';
import { insertActions } from '../events/action-store.ts';
import { insertEvents } from '../events/event-store.ts';
import type { Dispatcher } from '../hosts/dispatch.ts';
import type { Once } from '../idempotency/once.ts';
import type { NetworkSettings } from '../networks/project-network.ts';
import { amountsOf, countThatFits, quotaFault } from '../quotas/quota-sums.ts';
import { reserveQuota, selectQuota } from '../quotas/quota-store.ts';
import type { Amounts } from '../quotas/quota-store.ts';
import type { Limits } from '../quotas/limits.ts';
import type { FilterSettings } from '../scheduler/filters.ts';
import { pickHost } from '../scheduler/pick-host.ts';
import { requireRoomInGroup, resolvePlacement } from '../scheduler/placement.ts';
import { insertMembers } from '../server-groups/group-store.ts';
import { replaceTags } from '../server-notes/tag-store.ts';
import { sizeOf } from './held-resources.ts';
import { plugServers } from './server-networks.ts';
import { hostnameOf, numberedNames } from './server-names.ts';
import type { ServerOrder } from './server-order.ts';
import type { Server } from './server-row.ts';
import { insertServers } from './server-store.ts';
import { insertSetups } from './setup-store.ts';

import { serverImage } from './verbs/rebuild.ts';

export interface AcceptDeps {
  db: Db;
  ambient: Ambient;
  dispatcher: Pick<Dispatcher, 'wake'>;
  /** Wakes the event streams of this process. */
  notify: () => void;
  quotaDefaults: Amounts;
  limits: Limits;
  scheduling: FilterSettings;
  networks: NetworkSettings;
  availabilityZone: string;
}

/**
 * The answer, once the servers are committed and their specs are on the way.
 *
 * @param answer what to tell of them; kept with the request's key when it has one
 */
export async function acceptServers<R>(order: ServerOrder, deps: AcceptDeps, once: Once<R>, answer: (servers: Server[], trx: Trx) => R | Promise<R>): Promise<R> {
  const { servers, reply } = await inTransaction(deps.db, async (trx) => {
    await once.claim(trx);
    const accepted = await acceptWithin(trx, order, deps);
    const told = await answer(accepted, trx);
    await once.keep(trx, told);
    return { servers: accepted, reply: told };
  });
  // The host first: whoever watches events loses nothing by what its spec takes.
  deps.dispatcher.wake(servers);
  deps.notify();
  return reply;
}

/** The part that goes on in a transaction of the caller's, who wakes the dispatcher once it is committed. */
export async function acceptWithin(trx: Trx, order: ServerOrder, deps: AcceptDeps): Promise<Server[]> {
  const count = await reserve(trx, order, deps.quotaDefaults);
  const reservationId = `r-${deps.ambient.randomBytes(4).toString('hex')}`;
  const placement = await resolvePlacement(trx, { ...order.wishes, extraSpecs: order.flavor.extraSpecs }, order.auth, deps.availabilityZone);
  requireRoomInGroup(placement, count, await deps.limits.of(trx, order.auth.projectId ?? '', 'server_group_members'));
  const servers: Server[] = [];
  const names = order.set ? order.set.ordinals.map((ordinal) => `${order.name}-${ordinal}`) : numberedNames(order.name, count, order.counts.max > 1);
  for (const [index, name] of names.entries()) {
    const { kind, architecture } = order.image;
    const host = await pickHost(trx, { kind, architecture, size: sizeOf(order.flavor), placement }, { ambient: deps.ambient, settings: deps.scheduling });
    servers.push(newServer(order, { name, launchIndex: index, reservationId, host }, deps));
  }
  const ids = servers.map(({ id }) => id);
  await plugServers(trx, order, servers, deps);
  await insertServers(trx, servers);
  await insertSetups(trx, servers.map(({ id, launchIndex, availabilityZone }) => ({ serverId: id, setup: { ...order.setup, guest: { ...order.guest, availability_zone: availabilityZone, launch_index: launchIndex, reservation_id: reservationId } } })));
  for (const id of ids) await replaceTags(trx, id, [...new Set(order.tags)]);
  if (placement.groupId !== undefined) await insertMembers(trx, placement.groupId, ids);
  await announce(trx, order, servers, deps.ambient);
  return servers;
}

interface Placed {
  name: string;
  launchIndex: number;
  reservationId: string;
  host: { id: string; name: string; zone: string | null };
}

function newServer(order: ServerOrder, { name, launchIndex, reservationId, host }: Placed, deps: AcceptDeps): Server {
  const { auth, image, requestId } = order;
  const id = deps.ambient.uuid();
  const at = order.started.toISOString();
  return {
    id, projectId: auth.projectId ?? '', userId: auth.userId, name, hostname: order.hostname ?? hostnameOf(name, id), kind: image.kind,
    metadata: order.metadata, description: order.description, keyName: order.keyName, ...serverImage(image), ...order.flavor,
    availabilityZone: host.zone ?? deps.availabilityZone, diskConfig: order.diskConfig, configDrive: order.configDrive ? 'True' : '',
    accessIpv4: order.accessIpv4, accessIpv6: order.accessIpv6, reservationId, launchIndex, setId: order.set?.id ?? null, setOrdinal: order.set?.ordinals[launchIndex] ?? null, hostId: host.id, hostName: host.name,
    desired: order.start ? 'running' : 'stopped', mode: null, generation: 1, boot: 0, root: 0, hard: false, immutable: order.setup.container?.immutable ?? false,
    rescueImage: null, keepRootAs: null, former: {}, lockedBy: null, lockedReason: null, requestId,
    ackedGeneration: 0, observedGeneration: 0, reportSequence: 0, vmState: 'building', taskState: 'scheduling', powerState: 0,
    step: null, stepSince: null, progress: null, fault: null, condition: {}, launchedAt: null, deleteAfter: null, createdAt: at, updatedAt: at, deletedAt: null,
  };
}

async function announce(trx: Trx, { auth, requestId, started }: ServerOrder, servers: readonly Server[], ambient: Ambient): Promise<void> {
  const now = ambient.now();
  await insertActions(
    trx,
    servers.map(({ id, projectId }) => ({
      id: ambient.uuid(), serverId: id, requestId, action: 'create', userId: auth.userId, projectId, generation: 1,
      startedAt: started.toISOString(), acceptMs: now.getTime() - started.getTime(),
    })),
  );
  await insertEvents(
    trx,
    servers.map(({ id, name, kind, projectId }) => ({
      type: 'server.create.start', at: now.toISOString(), projectId, serverId: id, requestId, data: { name, kind, status: 'BUILD' },
    })),
  );
}

/** Reserves for as many as are wanted, or for as many as fit when that is enough. */
async function reserve(trx: Trx, { auth, counts, flavor }: ServerOrder, defaults: Amounts): Promise<number> {
  const projectId = auth.projectId ?? '';
  if (await reserveQuota(trx, projectId, amountsOf(counts.max, flavor), defaults)) return counts.max;
  const quota = await selectQuota(trx, projectId, defaults);
  const fits = countThatFits(quota, counts.max, flavor);
  if (fits >= counts.min && (await reserveQuota(trx, projectId, amountsOf(fits, flavor), defaults))) return fits;
  throw quotaFault(await selectQuota(trx, projectId, defaults), amountsOf(counts.min, flavor));
}
