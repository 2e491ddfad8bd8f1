/**
 * Accepts a server: everything that can be refused is refused here, and what is answered 202 is committed.
 *
 * Image and flavor are resolved before the transaction, because they may need a call. The transaction then takes, in this
 * order in every request, the project's quota row, a host's row, the subnet's row and the order of events; it is short, and
 * taking locks in one order means that requests wait for each other but never in a circle. A rollback leaves nothing.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import type { Body, Operation } from '../../openapi/contracts.ts';
import type { Ambient } from '../ambient.ts';
import { insertActions } from '../events/action-store.ts';
import { insertEvents } from '../events/event-store.ts';
import { selectFlavor } from '../flavors/flavor-store.ts';
import type { Flavor } from '../flavors/flavor-store.ts';
import { maySeeFlavor } from '../flavors/find-flavor.ts';
import type { Dispatcher } from '../hosts/dispatch.ts';
import { lastSegment } from '../images/resolve-image.ts';
import type { ImageResolver, ResolvedImage } from '../images/resolve-image.ts';
import { allocatePorts } from '../networks/allocate-ports.ts';
import { selectNetwork } from '../networks/network-store.ts';
import type { Network } from '../networks/network-store.ts';
import { projectNetwork } from '../networks/project-network.ts';
import type { NetworkSettings } from '../networks/project-network.ts';
import { amountsOf, countThatFits, quotaFault } from '../quotas/quota-sums.ts';
import { reserveQuota, selectQuota } from '../quotas/quota-store.ts';
import type { Amounts } from '../quotas/quota-store.ts';
import type { Limits } from '../quotas/limits.ts';
import { pickHost } from '../scheduler/pick-host.ts';
import { requireRoomInGroup, resolvePlacement } from '../scheduler/placement.ts';
import { insertMembers } from '../server-groups/group-store.ts';
import type { FilterSettings } from '../scheduler/filters.ts';
import { requireAddresses } from './access-addresses.ts';
import { serverCounts } from './server-counts.ts';
import type { ServerCounts } from './server-counts.ts';
import { hostnameOf, numberedNames } from './server-names.ts';
import { insertServers } from './server-store.ts';
import type { Server } from './server-store.ts';
import { serverLinks } from './server-view.ts';

export interface CreateServerDeps {
  db: Db;
  ambient: Ambient;
  images: ImageResolver;
  dispatcher: Dispatcher;
  /** Wakes the event streams of this process. */
  notify: () => void;
  quotaDefaults: Amounts;
  limits: Limits;
  scheduling: FilterSettings;
  networks: NetworkSettings;
  availabilityZone: string;
}

export function createServer(deps: CreateServerDeps): HandlerOf<'compute', 'createServer'> {
  return async ({ auth, body, requestId, signal, baseUrl }) => {
    const started = deps.ambient.now();
    const asked = body.server;
    const counts = serverCounts(asked);
    requireAddresses(asked);
    requireKnown(asked);
    const [image, flavor] = await Promise.all([deps.images.resolve(asked.imageRef, auth.token, requestId, signal), findFlavor(deps.db, asked.flavorRef, auth)]);
    requireRoomForImage(image, flavor);

    const hints = body['os:scheduler_hints'] ?? body['OS-SCH-HNT:scheduler_hints'];
    const wish: Wish = { auth, asked, hints, counts, image, flavor, requestId, started };
    const servers = await inTransaction(deps.db, (trx) => accept(trx, wish, deps));
    deps.notify();
    deps.dispatcher.wake(servers);

    const first = servers[0] as Server;
    if (asked.return_reservation_id) return { status: 202, body: { reservation_id: first.reservationId } };
    const links = serverLinks(first.id, baseUrl);
    return {
      status: 202,
      headers: { Location: links[0]?.href ?? '' },
      body: { server: { id: first.id, links, 'OS-DCF:diskConfig': first.diskConfig, security_groups: [] } },
    };
  };
}

type Asked = Body<Operation<'compute', 'createServer'>>['server'];

interface Wish {
  auth: AuthContext;
  asked: Asked;
  hints: Record<string, unknown> | undefined;
  counts: ServerCounts;
  image: ResolvedImage;
  flavor: Flavor;
  requestId: string;
  started: Date;
}

async function accept(trx: Trx, wish: Wish, deps: CreateServerDeps): Promise<Server[]> {
  const { auth, asked, image, flavor, requestId, started } = wish;
  const projectId = auth.projectId ?? '';
  const size = { vcpus: flavor.vcpus, memoryMib: flavor.memoryMib, diskGib: flavor.diskGib };
  const count = await reserve(trx, projectId, wish.counts, flavor, deps.quotaDefaults);
  const placement = await resolvePlacement(
    trx,
    { zone: asked.availability_zone, hints: wish.hints, extraSpecs: flavor.extraSpecs },
    auth,
    deps.availabilityZone,
  );
  requireRoomInGroup(placement, count, await deps.limits.of(trx, projectId, 'server_group_members'));
  const reservationId = `r-${deps.ambient.randomBytes(4).toString('hex')}`;
  const at = started.toISOString();

  const servers: Server[] = [];
  for (const name of numberedNames(asked.name.trim(), count, wish.counts.max > 1)) {
    const host = await pickHost(trx, { kind: image.kind, architecture: image.architecture, size, placement }, { ambient: deps.ambient, settings: deps.scheduling });
    const id = deps.ambient.uuid();
    servers.push({
      id, projectId, userId: auth.userId, name, hostname: hostnameOf(name, id), kind: image.kind, metadata: asked.metadata ?? {},
      imageId: image.id, imageName: image.name, layerId: image.layerId,
      flavorId: flavor.id, flavorName: flavor.name, ...size,
      availabilityZone: host.zone ?? deps.availabilityZone, diskConfig: asked['OS-DCF:diskConfig'] ?? 'MANUAL',
      configDrive: String(asked.config_drive ?? '').toLowerCase() === 'true' ? 'True' : '',
      accessIpv4: asked.accessIPv4 ?? '', accessIpv6: asked.accessIPv6 ?? '', reservationId,
      hostId: host.id, hostName: host.name,
      desired: 'running', generation: 1, boot: 0, root: 0, hard: false, requestId,
      ackedGeneration: 0, observedGeneration: 0, reportSequence: 0,
      vmState: 'building', taskState: 'scheduling', powerState: 0, step: null, progress: null, fault: null,
      launchedAt: null, createdAt: at, updatedAt: at, deletedAt: null,
    });
  }
  for (const { network, fixedIp } of await chosenNetworks(trx, wish, deps)) {
    await allocatePorts(trx, { network, projectId, serverIds: servers.map(({ id }) => id), fixedIp }, deps.ambient);
  }
  await insertServers(trx, servers);
  if (placement.groupId !== undefined) await insertMembers(trx, placement.groupId, servers.map(({ id }) => id));
  const now = deps.ambient.now();
  await insertActions(
    trx,
    servers.map(({ id }) => ({
      id: deps.ambient.uuid(), serverId: id, requestId, action: 'create', userId: auth.userId, projectId, generation: 1,
      startedAt: at, acceptMs: now.getTime() - started.getTime(),
    })),
  );
  await insertEvents(
    trx,
    servers.map(({ id, name, kind }) => ({
      type: 'server.create.start', at: now.toISOString(), projectId, serverId: id, requestId, data: { name, kind, status: 'BUILD' },
    })),
  );
  return servers;
}

/** Reserves for as many as are wanted, or for as many as fit when that is enough. */
async function reserve(trx: Trx, projectId: string, counts: ServerCounts, flavor: Flavor, defaults: Amounts): Promise<number> {
  if (await reserveQuota(trx, projectId, amountsOf(counts.max, flavor), defaults)) return counts.max;
  const quota = await selectQuota(trx, projectId, defaults);
  const fits = countThatFits(quota, counts.max, flavor);
  if (fits >= counts.min && (await reserveQuota(trx, projectId, amountsOf(fits, flavor), defaults))) return fits;
  throw quotaFault(await selectQuota(trx, projectId, defaults), amountsOf(counts.min, flavor));
}

async function chosenNetworks(trx: Trx, { auth, asked, counts }: Wish, deps: CreateServerDeps): Promise<{ network: Network; fixedIp?: string | undefined }[]> {
  const { networks } = asked;
  if (networks === 'none') return [];
  const project = { id: auth.projectId ?? '', name: auth.projectName ?? 'default' };
  if (networks === undefined || networks === 'auto' || networks.length === 0) {
    return [{ network: await projectNetwork(trx, project, { ambient: deps.ambient, settings: deps.networks }) }];
  }
  const chosen = [];
  for (const { uuid, fixed_ip: fixedIp } of networks) {
    if (uuid === undefined) throw badRequest("Bad networks format: each network needs a 'uuid'.");
    if (fixedIp !== undefined && counts.max > 1) throw badRequest('Invalid fixed IP: it cannot be given to several servers; leave it out, or ask for one server.');
    const network = await selectNetwork(trx, uuid);
    if (!network || network.projectId !== project.id) throw badRequest(`Network ${uuid} could not be found: list networks to see those of your project.`);
    chosen.push({ network, fixedIp });
  }
  return chosen;
}

function requireKnown(asked: Asked): void {
  const group = asked.security_groups?.find(({ name }) => name !== undefined && name !== 'default');
  if (group) throw badRequest(`Security group ${group.name} not found: this region has only 'default'.`);
}

async function findFlavor(db: Db, ref: string | number, auth: AuthContext): Promise<Flavor> {
  const id = lastSegment(String(ref));
  const flavor = await selectFlavor(db, id);
  if (!flavor || !maySeeFlavor(flavor, auth)) throw badRequest(`Flavor ${id} could not be found: list flavors to see those that there are.`, { flavor_id: id });
  return flavor;
}

function requireRoomForImage(image: ResolvedImage, flavor: Flavor): void {
  const short = (what: string, has: string, needs: string): Fault =>
    badRequest(`Flavor's ${what} is too small for requested image: ${flavor.name} has ${has}, and image ${image.id} needs ${needs}.`);
  if (flavor.memoryMib < image.minMemoryMib) throw short('memory', `${flavor.memoryMib} MiB`, `${image.minMemoryMib} MiB`);
  if (flavor.diskGib > 0 && flavor.diskGib < image.minDiskGib) throw short('disk', `${flavor.diskGib} GiB`, `${image.minDiskGib} GiB`);
}
