/**
 * A host-server without a machine: joins, holds specs in memory, pretends to converge and reports, all by the contract.
 * A test can take it away (`leave`), let it come back (`comeBack`), lose pushes (`deaf`), hold reports (`mute`) and send
 * its own reports, so that every crossing of intent and observation can be made on purpose.
 */
import { createClient } from '../../openapi/call/call.ts';
import { passwordTokens } from '../../openapi/call/token-source.ts';
import { loadContract } from '../../openapi/contracts.ts';
import { Fault, notFound } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { createMetrics } from '../../openapi/serve/metrics.ts';
import { createServer } from '../../openapi/serve/serve.ts';
import type { Kind, ServerReport, ServerSpec } from '../../region/wire.ts';
import type { components } from '../../openapi/generated/host.ts';
import { trustingVerifier } from './trusting-verifier.ts';

type NetworkMap = components['schemas']['NetworkMap'];

export interface FakeHostOptions {
  /** Where the region is; functions so that a test may switch to another region process. */
  regionUrl: string;
  joinToken: string;
  name: string;
  capacity?: { vcpus: number; memory_mib: number; disk_gib: number };
  /** What a spec becomes; by default what it desires. Answer undefined to leave it unreported. */
  converge?: (spec: ServerSpec) => Partial<ServerReport> | undefined;
  heartbeatMs?: number;
  /** What happens inside of servers; refused unless given. */
  inside?: Partial<Handlers<'host'>>;
  kinds?: Kind[];
}

export interface FakeHost {
  readonly id: string;
  readonly name: string;
  readonly specs: ReadonlyMap<string, ServerSpec>;
  /** The network maps that it holds. */
  readonly networks: ReadonlyMap<string, NetworkMap>;
  /** Pushes that were received, in order. */
  readonly pushes: readonly ServerSpec[];
  /** Orders to look at the machine, in order. */
  readonly syncs: readonly { id: string; repair: boolean }[];
  /** What such a look finds instead of what is wanted, by server. */
  readonly found: Map<string, Partial<ServerReport>>;
  /** Refuses pushes while true. */
  deaf: boolean;
  /** Converges without reporting while true. */
  mute: boolean;
  heartbeat(): Promise<{ missing: string[]; unreported: string[]; unknown: string[] }>;
  report(reports: readonly (Omit<ServerReport, 'sequence'> & { sequence?: number })[]): Promise<{ accepted: number; refused: string[] }>;
  /** Stops heartbeats and listening. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  /** Talks to another process of the same region. */
  useRegion(url: string): void;
  stop(): Promise<void>;
}

export async function startFakeHost(options: FakeHostOptions): Promise<FakeHost> {
  const { name, capacity = { vcpus: 8, memory_mib: 8192, disk_gib: 100 }, converge = obey, heartbeatMs = 200, kinds = ['container'] } = options;
  const log = createLogger({ service: 'fake-host', level: 'silent' });
  const specs = new Map<string, ServerSpec>();
  const done = new Map<string, number>();
  const networks = new Map<string, NetworkMap>();
  const pushes: ServerSpec[] = [];
  const syncs: { id: string; repair: boolean }[] = [];
  let sequence = 0;
  let port = 0;
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> = Promise.resolve();
  let server: ReturnType<typeof createServer> | undefined;
  let region = createClient('sampan', { baseUrl: `${options.regionUrl}/sampan`, timeoutMs: 5000 });

  const fake = {
    id: '',
    name,
    specs,
    networks,
    pushes,
    syncs,
    found: new Map<string, Partial<ServerReport>>(),
    deaf: false,
    mute: false,
    async heartbeat() {
      const generations = Object.fromEntries([...specs].map(([id, spec]) => [id, spec.generation]));
      const observed = Object.fromEntries(done);
      const revisions = Object.fromEntries([...networks].map(([id, { revision }]) => [id, revision]));
      const { body } = await region.call('heartbeatHost', {
        path: { id: fake.id },
        body: { url: url(), kinds, architecture: 'amd64', version: '0', capacity, generations, observed, networks: revisions },
      });
      for (const id of body.unknown) forget(id);
      return body;
    },
    async report(reports: readonly (Omit<ServerReport, 'sequence'> & { sequence?: number })[]) {
      const full = reports.map((report) => ({ sequence: report.sequence ?? (sequence += 1), ...report }));
      const { body } = await region.call('reportServers', { path: { id: fake.id }, body: { reports: full } });
      return body;
    },
    async leave() {
      clearInterval(timer);
      await beating;
      await server?.stop(0);
      server = undefined;
    },
    async comeBack() {
      await listen();
      await fake.heartbeat();
      beat();
    },
    useRegion(regionUrl: string) {
      region.close();
      region = createClient('sampan', { baseUrl: `${regionUrl}/sampan`, tokens, timeoutMs: 5000 });
    },
    async stop() {
      await fake.leave();
      region.close();
    },
  };

  const url = (): string => `http://127.0.0.1:${port}`;
  const forget = (id: string): void => {
    specs.delete(id);
    done.delete(id);
  };

  const settle = async (spec: ServerSpec): Promise<void> => {
    const outcome = converge(spec);
    if (!outcome || specs.get(spec.id)?.generation !== spec.generation) return;
    done.set(spec.id, spec.generation);
    if (fake.mute) return;
    await fake.report([{ server_id: spec.id, observed_generation: spec.generation, status: 'running', ...outcome }]);
    if (outcome.status === 'absent') forget(spec.id);
  };

  const refuse = (): never => {
    throw new Fault('not-supported', 'This stand-in has no inside.');
  };
  const handlers: Handlers<'host'> = {
    openHostExec: refuse,
    runHostExec: refuse,
    openHostConsole: refuse,
    readHostFiles: refuse,
    writeHostFiles: refuse,
    readHostLog: refuse,
    getHostStats: refuse,
    runCommand: refuse,
    getCommand: refuse,
    listHostVolumes: () => ({ status: 200, body: { volumes: [] } }),
    pruneHostVolumes: () => ({ status: 200, body: { volumes: [] } }),
    deleteHostVolume: refuse,
    ...options.inside,
    getHost: () => ({ status: 200, body: { id: fake.id, name, version: '0', kinds, capacity } }),
    listHostServers: () => ({ status: 200, body: { servers: [...specs.values()].map((spec) => ({ spec, observed_generation: done.get(spec.id) ?? 0, status: 'running' as const })) } }),
    getHostServer: ({ path }) => {
      const spec = specs.get(path.id);
      if (!spec) throw notFound('server', path.id);
      return { status: 200, body: { spec, observed_generation: done.get(path.id) ?? 0, status: 'running' } };
    },
    putServer: ({ body }) => {
      if (fake.deaf) throw new Fault('unavailable', 'This host hears nothing at the moment.');
      const held = specs.get(body.id);
      if (held && held.generation > body.generation) throw new Fault('stale-generation', `Server ${body.id} is at generation ${held.generation} here.`);
      pushes.push(body);
      specs.set(body.id, body);
      if (held?.generation !== body.generation || !done.has(body.id)) setImmediate(() => void settle(body).catch((error: unknown) => log.debug({ error }, 'report lost')));
      return { status: 202, body: { server_id: body.id, generation: body.generation } };
    },
    listHostNetworks: () => ({ status: 200, body: { networks: [...networks.values()].map(({ id, revision }) => ({ id, revision })) } }),
    getHostNetwork: ({ path }) => {
      const map = networks.get(path.id);
      if (!map) throw notFound('network', path.id);
      return { status: 200, body: map };
    },
    putNetwork: ({ body }) => {
      if (fake.deaf) throw new Fault('unavailable', 'This host hears nothing at the moment.');
      const held = networks.get(body.id);
      if (held && held.revision > body.revision) throw new Fault('stale-generation', `Network ${body.id} is at revision ${held.revision} here.`);
      networks.set(body.id, body);
      return { status: 200, body: { id: body.id, revision: body.revision, in_force: true } };
    },
    traceNetwork: ({ body }) => ({ status: 200, body: { verdict: 'dropped', reason: 'Nothing is wired here.', packet: `to ${body.to_ip}`, steps: [] } }),
    deleteNetwork: ({ path }) => {
      networks.delete(path.id);
      return { status: 204 };
    },
    syncServer({ path, body }) {
      const spec = specs.get(path.id);
      syncs.push({ id: path.id, repair: body?.repair ?? false });
      const found = spec && (fake.found.get(path.id) ?? converge(spec));
      return { status: 200, body: { server_id: path.id, sequence: (sequence += 1), observed_generation: done.get(path.id) ?? 0, status: 'absent', ...found } };
    },
  };

  const listen = async (): Promise<void> => {
    server = createServer({
      name: 'fake-host', version: '0', listen: { host: '127.0.0.1', port }, authUrl: `${options.regionUrl}/identity/v3`,
      mounts: [{ contract: loadContract('host'), prefix: '', handlers }], verifier: trustingVerifier, log, metrics: createMetrics(), validateResponses: true,
    });
    await server.start();
    port = Number(new URL(server.url).port);
  };
  const beat = (): void => {
    timer = setInterval(() => {
      beating = fake.heartbeat().then(
        () => undefined,
        (error: unknown) => log.debug({ error }, 'heartbeat lost'),
      );
    }, heartbeatMs);
  };

  await listen();
  const joined = await region.call('joinHost', { body: { join_token: options.joinToken, name, url: url(), kinds, architecture: 'amd64', capacity } });
  fake.id = joined.body.host_id;
  const { user_id: userId, password, project_id: projectId } = joined.body.credential;
  const tokens = passwordTokens({ authUrl: `${options.regionUrl}/identity/v3`, userId, password, projectId });
  fake.useRegion(options.regionUrl);
  await fake.heartbeat();
  beat();
  return fake;
}

const statusOf = { running: 'running', paused: 'paused', suspended: 'suspended', stopped: 'stopped', absent: 'absent' } as const;

const obey = (spec: ServerSpec): Partial<ServerReport> => ({
  status: statusOf[spec.desired],
  phases: [{ name: 'start', started_at: new Date().toISOString(), duration_ms: 1 }],
});
