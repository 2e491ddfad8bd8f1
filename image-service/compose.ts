/**
 * The image service, put together.
 *
 * Order matters at start: the state folder is taken first, so that whatever is found half done in it is left over from a
 * process that is gone; it is cleaned up before the first request can add to it.
 */
import { join } from 'node:path';
import { createClient } from '../openapi/call/call.ts';
import { trustedAuthorities } from '../openapi/call/trust.ts';
import { loadContract } from '../openapi/contracts.ts';
import { openDatabase } from '../openapi/serve/db.ts';
import type { HandlerTable } from '../openapi/serve/handler.ts';
import { remoteKeys } from '../openapi/serve/keys.ts';
import type { Logger } from '../openapi/serve/log.ts';
import { createMetrics } from '../openapi/serve/metrics.ts';
import { migrate } from '../openapi/serve/migrate.ts';
import { followRevocations } from '../openapi/serve/revocations.ts';
import type { RevocationPage } from '../openapi/serve/revocations.ts';
import { createServer } from '../openapi/serve/serve.ts';
import type { ApiServer } from '../openapi/serve/serve.ts';
import { tlsFilesOf } from '../openapi/serve/tls.ts';
import { createRegistryTokenVerifier } from '../openapi/serve/registry-token.ts';
import { createTokenVerifier } from '../openapi/serve/token.ts';
import { defaultLimits } from './archives/limits.ts';
import type { ArchiveLimits } from './archives/limits.ts';
import { createFileBlobStore } from './blobs/file-blob-store.ts';
import { createCollector } from './collect/collector.ts';
import type { Collected, Collector } from './collect/collector.ts';
import { recover } from './collect/recover.ts';
import { createUploadSweeper } from './collect/upload-sweeper.ts';
import type { UploadSweeper } from './collect/upload-sweeper.ts';
import { createScrubber } from './collect/scrubber.ts';
import type { Scrubber } from './collect/scrubber.ts';
import { parseListen, parseNetworks, parsePorts } from './config.ts';
import type { ImageServiceConfig } from './config.ts';
import { migrations } from './db/migrations.ts';
import { createQemuImg } from './disks/qemu-img.ts';
import { createScratch } from './disks/scratch.ts';
import { exportTask } from './exports/export-image.ts';
import { failExport, runExport } from './exports/run-export.ts';
import { createHandlers } from './handlers.ts';
import { dropExpiredKept } from './images/kept-uploads.ts';
import { createLayerUploads } from './layers/layer-uploads.ts';
import { createBlobCommits } from './registry/blob-commits.ts';
import { createLayerInspector } from './registry/layer-inspector.ts';
import type { Verifiers } from './registry/principal.ts';
import { registryRoute } from './registry/registry-route.ts';
import type { RegistryServices } from './registry/registry-services.ts';
import { createUploadSessions } from './registry/upload-sessions.ts';
import { failTask, runImport } from './imports/run-import.ts';
import { defaultFetchRules } from './imports/safe-fetch.ts';
import type { Services, StoreServices } from './services.ts';
import { takeStateDir } from './state-dir.ts';
import { createTaskRunner } from './tasks/task-runner.ts';
import type { TaskRunner } from './tasks/task-runner.ts';

export interface ImageService {
  /** Known once it has started. */
  readonly url: string;
  start(): Promise<void>;
  /** Safe without `start`; requests in flight get `graceMs` to finish. */
  stop(graceMs?: number): Promise<void>;
  /** When no import runs. */
  settled(): Promise<void>;
  /** Works until nothing is left to collect, which it otherwise does by itself. */
  collect(): Promise<Collected>;
  /** Gives up the uploads whose time is over. */
  sweep(): Promise<void>;
  /** Reads all stored objects again that are due. */
  scrub(): Promise<void>;
}

export interface Parts {
  log: Logger;
  /** Of the product, for `/healthz`. */
  version: string;
  /** Tests hold every answer against the contract. */
  validateResponses?: boolean;
  limits?: Partial<ArchiveLimits>;
  now?: () => Date;
  /** An upload without a byte for this long is given up; a minute unless told otherwise. */
  uploadIdleMs?: number;
}

/** The whole service from its configuration: the one place where its parts are made. */
export function compose(config: ImageServiceConfig, parts: Parts): ImageService {
  let running: Running | undefined;
  const started = (): Running => {
    if (!running) throw new TypeError('the image service is not started');
    return running;
  };
  return {
    get url() {
      return started().server.url;
    },
    settled: () => started().tasks.idle(),
    collect: () => started().collector.run(),
    scrub: () => started().scrubber.run(),
    sweep: async () => {
      await started().uploads.sweep();
      await started().registry.sessions.sweep();
    },
    async start() {
      running = await startParts(config, parts);
    },
    async stop(graceMs) {
      const { server, collector, scrubber, tasks, registry, uploads, letGo } = running ?? {};
      running = undefined;
      await server?.stop(graceMs);
      await tasks?.stop();
      await registry?.inspector.stop();
      await registry?.sessions.stop();
      await uploads?.stop();
      await Promise.all([collector?.stop(), scrubber?.stop()]);
      await letGo?.();
    },
  };
}

interface Running {
  server: ApiServer;
  collector: Collector;
  scrubber: Scrubber;
  tasks: TaskRunner;
  registry: RegistryServices;
  uploads: UploadSweeper;
  letGo(): Promise<void>;
}

async function startParts(config: ImageServiceConfig, { log, version, now = () => new Date(), validateResponses = false, limits, uploadIdleMs = 60_000 }: Parts): Promise<Running> {
  const listen = parseListen(config.listen);
  const stateDir = await takeStateDir(config.stateDir);
  // FULL: a row that a power cut takes back would leave an object on disk that nobody knows of.
  const db = openDatabase(config.databaseUrl ?? `sqlite:${join(stateDir.path, 'image.db')}`, { synchronous: 'FULL' });
  const trust = createTrust(config, stateDir.path, log);
  const letGo = async (): Promise<void> => {
    trust.stop();
    await db.destroy();
    await stateDir.release();
  };
  try {
    await migrate(db, migrations);
    const blobs = await createFileBlobStore(join(stateDir.path, 'blobs'), { reserveBytes: config.minFreeMib * 1024 * 1024 });
    await recover({ db, blobs, nodeId: stateDir.nodeId, now, log });
    const collector = createCollector({ db, blobs, now, log, delayMs: config.gcDelayS * 1000 });
    const scrubber = createScrubber({ db, blobs, now, log, everyMs: config.scrubDays * 86_400_000, rateMibPerS: config.scrubMibS });
    const allLimits = { ...defaultLimits, uploadBytes: config.maxUploadMib * 1024 * 1024, ...limits };
    const store: StoreServices = {
      db,
      blobs,
      collector,
      scrubber,
      limits: allLimits,
      quotaBytes: config.projectQuotaGib < 0 ? undefined : config.projectQuotaGib * 1024 ** 3,
      architecture: goArchitecture(),
      nodeId: stateDir.nodeId,
      now,
      log,
      tools: { qemuImg: createQemuImg({ maxBytes: allLimits.layerBytes }), scratch: await createScratch(join(stateDir.path, 'work')) },
    };
    const services: Services = { ...store, tasks: createTasks(config, store) };
    const layerUploads = createLayerUploads(services);
    const uploads = createUploadSweeper({ steps: [layerUploads.sweep, () => dropExpiredKept(services)], log });
    const registry = createRegistry(services);
    const server = createServer({
      name: 'image-service',
      version,
      listen,
      tls: tlsFilesOf(config),
      publicUrl: config.publicUrl,
      authUrl: config.authUrl,
      mounts: [{ contract: loadContract('image'), prefix: '/image', handlers: createHandlers(services, layerUploads.handlers) as HandlerTable }],
      verifier: trust.verifiers.tokens,
      log,
      metrics: createMetrics(),
      checks: { database: async () => void (await db.raw('select 1')) },
      validateResponses,
      uploadIdleMs,
      plainRoutes: [registryRoute({ services: registry, verifiers: trust.verifiers, realm: realmOf(config), uploadIdleMs })],
    });
    await trust.start();
    await server.start();
    collector.start();
    scrubber.start();
    services.tasks.start();
    registry.sessions.start();
    uploads.start();
    log.info({ url: server.url }, 'image service listens');
    return { server, collector, scrubber, tasks: services.tasks, registry, uploads, letGo };
  } catch (error) {
    await letGo();
    throw error;
  }
}

/** Imports and exports go on in the background, and over restarts. */
function createTasks(config: ImageServiceConfig, store: StoreServices): TaskRunner {
  const fetchRules = { ...defaultFetchRules, allowedNetworks: parseNetworks(config.importNetworks), ports: parsePorts(config.importPorts) };
  const { db, nodeId, now, log } = store;
  const services = { ...store, fetchRules };
  return createTaskRunner({
    ...{ db, nodeId, now, log },
    run: (work) => (work.task.type === exportTask ? runExport : runImport)(services, work),
    fail: (task, reason) => (task.type === exportTask ? failExport : failTask)(services, task, reason),
  });
}

const createRegistry = (services: Services): RegistryServices => ({
  ...services,
  sessions: createUploadSessions(services),
  commits: createBlobCommits(services),
  inspector: createLayerInspector(services),
});

/** The region answers for identity below /identity, and for registry tokens beside it. */
const realmOf = ({ registryRealm, authUrl }: ImageServiceConfig): string => registryRealm ?? `${authUrl.replace(/\/identity\/?$/, '')}/registry/token`;

/** Keys and revocations come from the identity service; the last known ones serve while it is away. */
function createTrust(config: ImageServiceConfig, stateDir: string, log: Logger): { verifiers: Verifiers; start(): Promise<void>; stop(): void } {
  const identity = createClient('identity', { baseUrl: config.authUrl, retries: 0, userAgent: 'sampan-image-service', ca: trustedAuthorities(config.caFile) });
  const revocations = followRevocations({
    fetch: async (since, signal) => (await identity.call('listRevocations', { query: { since }, signal })).body as RevocationPage,
    log,
  });
  const keys = remoteKeys({
    url: `${config.authUrl}/v3/auth/keys`,
    cacheFile: join(stateDir, 'token-keys.json'),
    fetch: async (signal) => (await identity.call('listKeys', { signal })).body,
    log,
  });
  return {
    verifiers: { tokens: createTokenVerifier({ keys, revocations }), registryTokens: createRegistryTokenVerifier({ keys, revocations }) },
    async start() {
      // With the current list before the first request; while the region is away this is said in the log, and the loop goes on.
      await Promise.all([revocations.poll(), keys.refresh()]);
      revocations.start();
      keys.start();
    },
    stop() {
      keys.stop();
      revocations.stop();
      identity.close();
    },
  };
}

/** Node's name of this machine's processor in the words of image manifests. */
const goArchitecture = (): string => ({ x64: 'amd64', ia32: '386' })[process.arch as string] ?? process.arch;
