/**
 * The one place that constructs the host-server. In the order of a start:
 *
 *   place of the state directory · database · API (answers 503 until ready) · join, if this host has no credential yet ·
 *   machine · layers · reconciler · a look at the machine · ready · reports and heartbeats
 *
 * A stop goes the other way round and touches no server. Nothing that a start does needs the region but joining: after
 * a power cut servers come back while the region is still away.
 */
import { join } from 'node:path';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createClient } from '../openapi/call/call.ts';
import { trustedAuthorities } from '../openapi/call/trust.ts';
import { loadContract } from '../openapi/contracts.ts';
import { openDatabase } from '../openapi/serve/db.ts';
import type { Db } from '../openapi/serve/db.ts';
import { Fault, unavailable } from '../openapi/serve/fault.ts';
import { remoteKeys } from '../openapi/serve/keys.ts';
import type { Logger } from '../openapi/serve/log.ts';
import { createMetrics } from '../openapi/serve/metrics.ts';
import { migrate } from '../openapi/serve/migrate.ts';
import { followRevocations } from '../openapi/serve/revocations.ts';
import { createServer } from '../openapi/serve/serve.ts';
import { tlsFilesOf } from '../openapi/serve/tls.ts';
import { createTokenVerifier } from '../openapi/serve/token.ts';
import { hostHandlers } from './api/handlers.ts';
import { reportAgain } from './api/put-server.ts';
import { listRunningCommands } from './commands/command-store.ts';
import { CommandJournal } from './commands/journal.ts';
import { SnapshotSender } from './commands/snapshot.ts';
import { metadataSocketOf } from './network/services/metadata-socket.ts';
import type { HostConfig } from './config.ts';
import type { HostCore } from './core.ts';
import { readHostRecord } from './host-record.ts';
import { registerServerGauges } from './inside/server-gauges.ts';
import { joinHere } from './join-here.ts';
import { ImagePuller } from './layers/pull.ts';
import { layerSender } from './layers/send-layer.ts';
import { createEvictor } from './layers/evict.ts';
import { LayerStore } from './layers/store.ts';
import type { Machine } from './machine.ts';
import { hostMigrations } from './migrations/index.ts';
import { listNetworkMaps, listNetworkRevisions } from './network/network-map-store.ts';
import { MetadataService } from './network/services/metadata-service.ts';
import { readUplinks } from './network/uplinks.ts';
import { openRegionAccess } from './region-access.ts';
import { readCapacity } from './report/capacity.ts';
import { exchangeCounter } from './report/counter-store.ts';
import { describeHost } from './report/describe-host.ts';
import { Heartbeat } from './report/heartbeat.ts';
import { machineLoad } from './report/machine-load.ts';
import type { HeartbeatAnswer } from './report/heartbeat.ts';
import { Reporter } from './report/reporter.ts';
import type { ReportSink } from './report/reporter.ts';
import { openSequence } from './report/sequence.ts';
import { repeat } from './repeat.ts';
import { reportOf } from './servers/converge.ts';
import { HealthWatch } from './servers/health-watch.ts';
import { Reconciler } from './servers/reconcile.ts';
import { lookAtMachine } from './servers/recover.ts';
import { findServer, forgetServer, listGenerations } from './servers/spec-store.ts';
import type { ServerReport } from './servers/spec.ts';
import { stepsInOrder } from './servers/steps.ts';
import { takeOnlyPlace } from './single-instance.ts';

export interface HostServer {
  /** Where it listens; known after `start`. */
  readonly url: string;
  start(): Promise<void>;
  /** Ends work at the next step's border; servers run on. */
  stop(): Promise<void>;
}

export interface HostServerOptions {
  log: Logger;
  version: string;
  /** Opened once this host has joined. */
  openMachine: (config: HostConfig, log: Logger) => Promise<Machine>;
  /** Reads the join token; asked only by a host that has not joined. */
  readJoinToken: () => Promise<string>;
  /** Tests hold every answer against the contract. */
  validateResponses?: boolean;
  now?: () => Date;
}

export function composeHostServer(config: HostConfig, options: HostServerOptions): HostServer {
  const { log, version, now = () => new Date() } = options;
  const identityUrl = `${config.regionUrl}/identity`;
  const userAgent = `sampan-host-server/${version}`;
  const ca = trustedAuthorities(config.caFile);
  const identity = createClient('identity', { baseUrl: identityUrl, retries: 0, timeoutMs: 3_000, userAgent, ca });
  const revocations = followRevocations({ fetch: async (since, signal) => (await identity.call('listRevocations', { query: { since }, signal })).body, log });
  const keys = remoteKeys({
    url: `${identityUrl}/v3/auth/keys`,
    cacheFile: join(config.stateDir, 'keys.json'),
    fetch: async (signal) => (await identity.call('listKeys', { signal })).body,
    log,
  });
  let core: HostCore | undefined;
  let hostId: string | undefined;
  const metrics = createMetrics();
  registerServerGauges(metrics, () => core, log);
  const server = createServer({
    name: 'host-server',
    version,
    listen: parseListen(config.listen),
    tls: tlsFilesOf(config),
    authUrl: `${identityUrl}/v3`,
    verifier: createTokenVerifier({ keys, revocations, audience: () => hostId }),
    mounts: [{ contract: loadContract('host'), prefix: '', handlers: hostHandlers(() => core ?? notReady()) as never }],
    log,
    metrics,
    checks: { machine: () => void (core ?? notReady()) },
    validateResponses: options.validateResponses ?? false,
  });
  const ends: (() => Promise<unknown> | void)[] = [];

  const begin = async (): Promise<void> => {
    await mkdir(config.stateDir, { recursive: true, mode: 0o711 });
    ends.push(await takeOnlyPlace(config.stateDir));
    // What rests on a commit waits for `makeDurable`; what the next look at the machine finds out again need not.
    const db = openDatabase(`sqlite:${join(config.stateDir, 'host.db')}`);
    ends.push(() => db.destroy());
    await migrate(db, hostMigrations);
    await requireSameIds(db, config);
    await server.start();
    ends.push(() => server.stop());
    const selfUrl = config.url ?? server.url;
    const record = (await readHostRecord(config.stateDir)) ?? (await joinHere(config, { log, version, url: selfUrl, joinToken: await options.readJoinToken() }));
    hostId = record.hostId;

    const machine = await options.openMachine(config, log);
    ends.push(() => machine.close());
    const metadata = new MetadataService({
      socketPath: metadataSocketOf(config),
      findSpec: async ({ networkId, address }) => {
        const serverId = machine.network.serverAt(networkId, address);
        return serverId === undefined ? undefined : (await findServer(db, serverId))?.spec;
      },
      onError: (error) => log.error({ error }, 'a question for metadata could not be answered'),
    });
    await metadata.start();
    ends.push(() => metadata.stop());
    await machine.network.takeMaps(await listNetworkMaps(db));
    await machine.network.prepare();
    const access = openRegionAccess({ record, regionUrl: config.regionUrl, imageUrl: config.imageUrl, ca, userAgent, log });
    ends.push(() => access.close());
    const store = new LayerStore({ db, directory: join(config.stateDir, 'layers'), syncFileSystem: machine.syncFileSystem, now });
    const leftovers = await store.open();
    if (leftovers > 0) log.info({ leftovers }, 'half-made layers of an earlier life were removed');
    const evictor = createEvictor({ db, store, budgetBytes: config.layerBudgetGib * 1024 ** 3, log });
    ends.push(() => evictor.stop());
    const puller = new ImagePuller({ db, store, bootDirectory: join(config.stateDir, 'boot'), images: access.images, unpack: machine.unpack, log, now, width: config.pullWidth, onPulled: () => evictor.wake() });

    const sequence = await openSequence(db, (error) => log.error({ error }, 'report numbers could not be reserved'));
    const path = { id: record.hostId };
    const forget = (report: ServerReport): void => {
      if (report.status !== 'absent') return;
      forgetServer(db, report.server_id, report.observed_generation, now()).catch((error: unknown) => log.error({ error, server_id: report.server_id }, 'a deleted server could not be forgotten'));
    };
    const reports = new Reporter({
      send: async (batch, signal) => (await access.region.call('reportServers', { path, body: { reports: batch }, signal })).body,
      sequence,
      onTaken: forget,
      onRefused(report) {
        forget(report);
        if (report.status !== 'absent') log.warn({ server_id: report.server_id }, 'the region does not place this server here; it is left as it is');
      },
      log,
      now,
    });
    ends.push(() => reports.stop());
    const drivers = new Map<string, (typeof machine.drivers)[number]>(machine.drivers.map((driver) => [driver.kind, driver]));
    const sendLayer = layerSender(access.images);
    const health = new HealthWatch({
      drivers,
      probe: machine.probe,
      onChange: (id, _health, reason) => void reportHealth(db, told, id, reason).catch((error: unknown) => log.error({ error, server_id: id }, 'a change of health could not be reported; the next report tells it')),
      onUnhealthy: (id) => reconciler.wake(id, { unhealthy: true }),
      log,
    });
    ends.push(() => health.stop());
    const told = withHealth(reports, health);
    const snapshots = join(config.stateDir, 'snapshots');
    await rm(snapshots, { recursive: true, force: true });
    await mkdir(snapshots, { mode: 0o700 });
    const reconciler = new Reconciler({
      db,
      drivers,
      steps: stepsInOrder({ images: puller, network: machine.network, stopTimeoutMs: config.stopTimeoutMs }),
      reports: told,
      onSettled: (record) => health.follow(record),
      log,
      now,
      bootId: (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim(),
      keepRoot: { directory: snapshots, sendLayer },
      width: config.width,
      retry: { firstMs: 250, maxMs: 30_000, tries: config.tries },
    });
    ends.push(() => reconciler.stop());
    for (const driver of machine.drivers) ends.push(driver.onExit((id) => reconciler.wake(id)));

    const taken = new SnapshotSender({
      db,
      sendLayer,
      directory: join(config.stateDir, 'commands'),
      syncFileSystem: machine.syncFileSystem,
      exclusively: (id, work) => reconciler.exclusively(id, work),
    });
    const commands = new CommandJournal({ db, log, now });
    ends.push(() => commands.stop());
    await commands.recover(async (command) => (command.type === 'snapshot' ? taken.resume(command) : undefined));
    await taken.tidy(new Set((await listRunningCommands(db)).map(({ id }) => id)));

    const looking = { db, drivers: machine.drivers, network: machine.network, reconciler, log, now };
    await lookAtMachine(looking, true);
    const looks = repeat(config.lookIntervalMs, () => lookAtMachine(looking, false).catch((error: unknown) => log.error({ error }, 'a look at the machine failed; the next one tries again')));
    ends.push(() => looks.stop(), machine.network.onDamage(() => looks.wake()));
    core = {
      db,
      drivers,
      network: machine.network,
      reconciler,
      commands,
      snapshots: taken,
      execIdleMs: config.execIdleS * 1000,
      volumes: machine.volumes,
      reports: told,
      sequence,
      now,
      info: async () => ({ id: record.hostId, name: config.name, version, kinds: machine.drivers.map(({ kind }) => kind), capacity: await readCapacity(config) }),
    };
    await Promise.all([revocations.poll(), keys.refresh()]);
    revocations.start();
    keys.start();
    ends.push(() => {
      revocations.stop();
      keys.stop();
    });
    reports.start();
    const heartbeat = new Heartbeat({
      intervalMs: config.heartbeatMs,
      log,
      beat: async (signal) => (await access.region.call('heartbeatHost', { path, body: { ...(await describeHost(config, selfUrl, machine.drivers.map(({ kind }) => kind))), version, ...machineLoad(), ...(await generationsOf(db)), ...(await networkStateOf(db, config)) }, signal })).body,
      onAnswer: heartbeatAnswered(core, reports, log),
    });
    heartbeat.start();
    ends.push(() => heartbeat.stop());
  };

  const end = async (): Promise<void> => {
    core = undefined;
    for (let last = ends.pop(); last; last = ends.pop()) await last();
    identity.close();
  };

  return {
    get url() {
      return config.url ?? server.url;
    },
    async start() {
      try {
        await begin();
      } catch (error) {
        await end();
        throw error;
      }
    },
    stop: end,
  };
}

/** Every report of a server that runs tells how it is. */
const withHealth = (reports: ReportSink, health: Pick<HealthWatch, 'of'>): ReportSink => ({
  push(draft, options) {
    const found = draft.status === 'running' ? health.of(draft.server_id) : undefined;
    reports.push(found === undefined ? draft : { ...draft, health: found }, options);
  },
});

async function reportHealth(db: Db, reports: ReportSink, id: string, reason: string | undefined): Promise<void> {
  const record = await findServer(db, id);
  if (record?.status === 'running') reports.push({ ...reportOf(record), ...(reason === undefined ? {} : { reason: `Its health check failed: ${reason}` }) }, { urgent: true });
}

/** What the region found when it compared its intent with what this host holds. */
function heartbeatAnswered(core: HostCore, reports: Reporter, log: Logger): (answer: HeartbeatAnswer) => Promise<void> {
  const warned = new Set<string>();
  return async ({ unreported, unknown }) => {
    for (const id of unreported) await reportAgain(core, id);
    for (const id of unknown) {
      const record = await findServer(core.db, id);
      if (record?.status === 'absent' && record.generation === record.observedGeneration) await forgetServer(core.db, id, record.generation, core.now());
      else if (record && !warned.has(id)) log.warn({ server_id: id }, 'the region knows no such server on this host; it is left as it is');
      warned.add(id);
    }
    reports.kick();
  };
}

async function generationsOf(db: Db): Promise<{ generations: Record<string, number>; observed: Record<string, number> }> {
  const held = await listGenerations(db);
  return {
    generations: Object.fromEntries(held.map(({ id, generation }) => [id, generation])),
    observed: Object.fromEntries(held.map(({ id, observedGeneration }) => [id, observedGeneration])),
  };
}

async function networkStateOf(db: Db, config: HostConfig): Promise<{ networks: Record<string, number>; physical_networks: string[]; tunnel_ip?: string }> {
  const networks = Object.fromEntries((await listNetworkRevisions(db)).map(({ id, revision }) => [id, revision]));
  return { networks, physical_networks: [...readUplinks(config.uplinks).keys()], ...(config.tunnelIp === undefined ? {} : { tunnel_ip: config.tunnelIp }) };
}

/** Unpacked layers belong to the range that they were unpacked for. */
async function requireSameIds(db: Db, { idStart }: HostConfig): Promise<void> {
  const before = await exchangeCounter(db, 'id_start', String(idStart));
  if (before === undefined || before === String(idStart)) return;
  await exchangeCounter(db, 'id_start', before);
  throw new Fault('conflict', `This host's layers are unpacked for user ids from ${before}, and SAMPAN_HOST_ID_START is ${idStart}. Set it back, or purge this host and join again.`);
}

function parseListen(listen: string): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]*?)\]?:(\d{1,5})$/.exec(listen) ?? [];
  if (host !== undefined && port !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new Fault('bad-request', `Configuration listen is '${listen}': it must be an address and a port, such as 127.0.0.1:8772.`);
}

function notReady(): never {
  throw unavailable('This host-server is starting: it has not looked at its machine yet. Try again in a second.');
}
