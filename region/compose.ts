/**
 * Builds the region: the one place that knows what needs what. Nothing else constructs stores, clients or loops.
 */
import { mkdir } from 'node:fs/promises';
import { trustedAuthorities } from '../openapi/call/trust.ts';
import { loadContract } from '../openapi/contracts.ts';
import { openDatabase } from '../openapi/serve/db.ts';
import type { Db } from '../openapi/serve/db.ts';
import type { Handlers, Mount } from '../openapi/serve/handler.ts';
import type { Logger } from '../openapi/serve/log.ts';
import { createMetrics } from '../openapi/serve/metrics.ts';
import { migrate } from '../openapi/serve/migrate.ts';
import { createServer as createApiServer } from '../openapi/serve/serve.ts';
import { realAmbient } from './ambient.ts';
import type { Ambient } from './ambient.ts';
import { aroundHandlers } from './compose-around.ts';
import type { RegionConfig } from './config.ts';
import { migrations } from './db/migrations/index.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import { createEventHub } from './events/event-hub.ts';
import type { EventHub } from './events/event-hub.ts';
import { listEvents } from './events/list-events.ts';
import { streamEvents } from './events/stream-events.ts';
import { seedFlavors } from './flavors/seed-flavors.ts';
import { createPhaseTimer } from './hosts/create-phases.ts';
import type { TimeCreate } from './hosts/create-phases.ts';
import { createJoinToken } from './hosts/create-join-token.ts';
import { deleteHost } from './hosts/delete-host.ts';
import { createHostClients } from './hosts/host-clients.ts';
import type { HostClients } from './hosts/host-clients.ts';
import { createDispatcher } from './hosts/dispatch.ts';
import type { Dispatcher } from './hosts/dispatch.ts';
import { heartbeatHost } from './hosts/heartbeat.ts';
import { joinHost } from './hosts/join-host.ts';
import { reportServers } from './hosts/reports.ts';
import { listHosts, showHost } from './hosts/show-hosts.ts';
import { updateHost } from './hosts/update-host.ts';
import { createHostWatch } from './hosts/watch-hosts.ts';
import { composeIdentity } from './identity/compose-identity.ts';
import type { Identity } from './identity/identity.ts';
import type { PasswordHasher } from './identity/password-hash.ts';
import { createImageResolver } from './images/resolve-image.ts';
import type { ImageResolver } from './images/resolve-image.ts';
import { insideHandlers, novaInsideHandlers } from './inside/handlers.ts';
import type { SnapshotDeps } from './inside/order-snapshot.ts';
import { insideActions } from './inside/server-actions.ts';
import { createSnapshotImages } from './inside/snapshot-images.ts';
import { createSnapshotRunner } from './inside/snapshot-runner.ts';
import { composeNetwork } from './networks/compose-network.ts';
import { createMapPusher } from './networks/maps/map-pusher.ts';
import type { MapPusher } from './networks/maps/map-pusher.ts';
import { ownNetworkHandlers } from './networks/own-network.ts';
import { tracePath } from './networks/trace/trace-path.ts';
import { createImageProxies } from './proxies/images.ts';
import type { ImageProxies } from './proxies/images.ts';
import { networkProxies } from './proxies/networks.ts';
import { securityGroupProxies } from './proxies/security-groups.ts';
import { createLimits } from './quotas/limits.ts';
import type { Amounts } from './quotas/quota-store.ts';
import { explainPlacement } from './scheduler/explain-placement.ts';
import { createServerCare } from './servers/care-for-servers.ts';
import { computeMicroversions, getComputeVersion, listComputeVersions } from './servers/discover-compute.ts';
import { createSetCare } from './sets/set-care.ts';
import { setHandlers } from './sets/set-handlers.ts';
import { renewServer } from './servers/renew-server.ts';
import { novaServerHandlers, ownServerHandlers } from './servers/server-handlers.ts';
import type { ServerHandlerDeps } from './servers/server-handlers.ts';

export interface Region {
  /** Known after `start`. */
  readonly url: string;
  readonly identity: Identity;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface RegionDeps {
  config: RegionConfig;
  log: Logger;
  version: string;
  ambient?: Ambient;
  /** Tests bring one that costs less. */
  hasher?: PasswordHasher;
}

export function composeRegion({ config, log, version, ambient = realAmbient, hasher }: RegionDeps): Region {
  const db = openDatabase(config.databaseUrl);
  const metrics = createMetrics();
  // With port 0 the address is known only after listening.
  const publicUrl = (): string => config.publicUrl ?? (config.listen.port === 0 ? api.url : config.ownUrl);
  const identity = composeIdentity({
    db,
    config: {
      ...{ regionName: config.regionName, publicUrl, imageUrl: config.imageUrl, secretsFile: config.secretsFile, tokenTtlS: config.tokenTtlS },
      keyMaxAgeS: config.keyMaxAgeDays * 86_400,
      passwordRules: { inactiveAfterDays: config.disableInactiveDays === 0 ? null : config.disableInactiveDays },
      loginLimits: { perUser: config.loginFailuresPerUser, perAddress: config.loginFailuresPerAddress, windowS: 60 },
    },
    log,
    now: () => ambient.now().getTime(),
    ...(hasher && { hasher }),
  });
  const hub = createEventHub({ db, log });
  const ca = trustedAuthorities(config.caFile);
  const images = createImageResolver(config.imageUrl, ca);
  const tokensFor = (hostId: string) => ({ token: () => identity.serviceToken(hostId), invalidate: () => undefined });
  const hosts = createHostClients({ tokensFor, ca });
  const maps = createMapPusher({ db, log, hosts });
  const dispatcher = createDispatcher({ db, ambient, log, hosts, prepare: (host, networkIds) => maps.ready(host, networkIds) });
  const snapshotImages = createSnapshotImages(config.imageUrl, { token: () => identity.serviceToken(), invalidate: () => undefined }, ca);
  const imageProxies = createImageProxies(config.imageUrl, ca);
  const care = createServerCare({
    ...{ db, ambient, log, dispatcher, rootImages: snapshotImages, notify: () => notify(), resizeConfirmS: config.resizeConfirmS },
    ...{ keepDeletedDays: config.keepDeletedDays, keepEventsDays: config.keepEventsDays },
  });
  const watch = createHostWatch({ db, ambient, log, notify: hub.notify, downAfterMs: config.hostDownMs });
  // Whatever is told as an event may have changed who has which address: what is to be pushed stands in the tables.
  const notify = (): void => {
    hub.notify();
    maps.wake();
  };
  const line = { db, ambient, hosts, tokensFor, ca };
  const snapshots = createSnapshotRunner({ ...line, snapshotImages, notify: hub.notify, log });
  const parts: Parts = { wakeSet: (id) => setCare.wake(id), db, ambient, config, log, identity, hub: { ...hub, notify }, images, imageProxies, dispatcher, hosts, maps, timeCreate: createPhaseTimer(metrics), inside: { ...line, snapshotImages, snapshots, notify } };
  const setCare = createSetCare({ ...serverDeps(parts), log });
  const api = createApiServer({
    name: 'region',
    version,
    listen: config.listen,
    tls: config.tls,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    authUrl: `${config.publicUrl ?? config.ownUrl}/identity/v3`,
    mounts: mountsOf(parts),
    verifier: identity.verifier,
    log,
    metrics,
    checks: { database: async () => void (await db.raw('select 1')) },
    validateResponses: config.validateResponses,
    plainRoutes: [...docsRoutes(), ...identity.plainRoutes],
  });

  return {
    identity,
    get url() {
      return publicUrl();
    },
    async start() {
      await mkdir(config.stateDir, { recursive: true, mode: 0o700 });
      await migrate(db, migrations);
      await seedFlavors(db, ambient);
      await identity.start();
      await hub.start();
      await api.start();
      dispatcher.start();
      maps.start();
      watch.start();
      care.start();
      setCare.start();
      snapshots.start();
    },
    async stop() {
      await watch.stop();
      await care.stop();
      await setCare.stop();
      await snapshots.stop();
      await hub.stop();
      await api.stop();
      await dispatcher.stop();
      await maps.stop();
      hosts.close();
      images.close();
      snapshotImages.close();
      imageProxies.close();
      await identity.stop();
      // sqlite has one connection: this waits its turn behind whatever is still in hand.
      await db.raw('select 1');
      await db.destroy();
    },
  };
}

interface Parts {
  db: Db;
  ambient: Ambient;
  config: RegionConfig;
  log: Logger;
  identity: Identity;
  hub: EventHub;
  images: ImageResolver;
  imageProxies: ImageProxies;
  dispatcher: Dispatcher;
  hosts: HostClients;
  inside: SnapshotDeps;
  maps: MapPusher;
  timeCreate: TimeCreate;
  wakeSet: (id: string) => void;
}

function mountsOf(parts: Parts): Mount[] {
  const network = networkHandlers(parts);
  return [
    { contract: loadContract('identity'), prefix: '/identity', handlers: parts.identity.handlers },
    { contract: loadContract('compute'), prefix: '/compute', handlers: computeHandlers(parts, network), microversions: computeMicroversions, projectInPath: true },
    { contract: loadContract('network'), prefix: '/network', handlers: network },
    { contract: loadContract('sampan'), prefix: '/sampan', handlers: sampanHandlers(parts) },
  ];
}

function computeHandlers(parts: Parts, network: Handlers<'network'>): Handlers<'compute'> {
  const { db, ambient, config, identity, hub, dispatcher, inside } = parts;
  const change = { db, ambient, dispatcher, notify: hub.notify };
  return {
    listComputeVersions,
    getComputeVersion,
    ...aroundHandlers({ ...change, identity, quotaDefaults: quotaDefaultsOf(config), limits: createLimits(), availabilityZone: config.availabilityZone }),
    ...novaServerHandlers(serverDeps(parts), insideActions({ ...change, ...inside, imageUrl: config.imageUrl })),
    ...novaInsideHandlers(inside),
    ...securityGroupProxies({ db, network }),
    ...networkProxies({ network }),
    ...parts.imageProxies.handlers,
  };
}

function serverDeps({ db, ambient, config, log, hub, images, dispatcher, hosts, inside, timeCreate, wakeSet }: Parts): ServerHandlerDeps {
  const ratios = { vcpusPercent: config.vcpusPercent, memoryPercent: config.memoryPercent, diskPercent: config.diskPercent };
  return {
    ...{ db, ambient, images, dispatcher, hosts, timeCreate, wakeSet, ratios, notify: hub.notify, limits: createLimits(), rootImages: inside.snapshotImages },
    quotaDefaults: quotaDefaultsOf(config),
    scheduling: { ratios, downAfterMs: config.hostDownMs, defaultZone: config.availabilityZone },
    networks: { poolCidr: config.networkPool, prefixLength: config.networkPrefix, mtu: config.networkMtu, nameservers: config.nameservers, log },
    availabilityZone: config.availabilityZone,
    reclaimS: config.reclaimDeletedS,
  };
}

const quotaDefaultsOf = (config: RegionConfig): Amounts => ({ instances: config.quotaInstances, cores: config.quotaCores, memoryMib: config.quotaMemoryMib });

const networkHandlers = ({ db, ambient, config, dispatcher, maps }: Parts): Handlers<'network'> =>
  composeNetwork({
    db,
    ambient,
    maps,
    settings: { mtu: config.networkMtu, physicalMtu: config.physicalMtu, availabilityZone: config.availabilityZone },
    renewServer: (trx, serverId, requestId) => renewServer(trx, serverId, requestId, ambient),
    wakeServer: (id) => dispatcher.wake([{ id }]),
  });

function sampanHandlers(parts: Parts): Handlers<'sampan'> {
  const { db, ambient, config, identity, hub, dispatcher, hosts, inside, maps, timeCreate, wakeSet } = parts;
  const { notify } = hub;
  return {
    ...insideHandlers(inside),
    ...ownServerHandlers(serverDeps(parts)),
    ...ownNetworkHandlers({ db, ambient, maps }),
    ...setHandlers(serverDeps(parts)),
    explainPlacement: explainPlacement(serverDeps(parts)),
    tracePath: tracePath({ db, hosts }),
    listEvents: listEvents({ db }),
    streamEvents: streamEvents({ hub, verifier: identity.verifier }),
    listHosts: listHosts({ db }),
    getHostView: showHost({ db }),
    updateHost: updateHost({ db }),
    deleteHost: deleteHost({ db, ambient, identity, notify }),
    createJoinToken: createJoinToken({ db, ambient }),
    joinHost: joinHost({ db, ambient, identity, notify }),
    heartbeatHost: heartbeatHost({ db, ambient, dispatcher, maps, notify, intervalMs: config.heartbeatMs }),
    reportServers: reportServers({ db, ambient, notify, timeCreate, wakeSet }),
  };
}
