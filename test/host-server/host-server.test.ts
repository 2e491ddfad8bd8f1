import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { composeHostServer } from '../../host-server/compose.ts';
import type { HostServer } from '../../host-server/compose.ts';
import { hostConfigSchema } from '../../host-server/config.ts';
import { FakeDriver, FakeMachine } from '../../host-server/drivers/fake/fake-driver.ts';
import type { Machine } from '../../host-server/machine.ts';
import { readConfig } from '../../openapi/serve/config.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { FakeLayers, fakeChain } from '../kit/fake-layers.ts';
import type { FakeImageChain } from '../kit/fake-layers.ts';
import { FakeNetwork } from '../kit/fake-network.ts';
import { FakeRegion } from '../kit/fake-region.ts';
import { nextSpec, serverSpec } from '../kit/server-spec.ts';

/** A host-server in this process over a machine in memory, and a region to talk to. */
interface World {
  region: FakeRegion;
  layers: FakeLayers;
  image: FakeImageChain;
  machine: FakeMachine;
  network: FakeNetwork;
  stateDir: string;
  host: HostServer;
  unpacked: string[];
  start(): Promise<HostServer>;
}

async function openWorld(t: Test, options: { joinToken?: string } = {}): Promise<World> {
  const layers = new FakeLayers();
  const region = await FakeRegion.open({ images: layers.handlers });
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-host-'));
  const machine = new FakeMachine();
  const network = new FakeNetwork();
  const unpacked: string[] = [];
  let running: HostServer | undefined;
  t.teardown(async () => {
    await running?.stop();
    await region.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const openMachine = async (): Promise<Machine> =>
    Promise.resolve({
      drivers: [new FakeDriver({ machine })],
      network,
      probe: () => Promise.resolve(),
      volumes: { list: async () => Promise.resolve([]), remove: async () => Promise.resolve() },
      async unpack({ source, target, diffId }) {
        for await (const chunk of source) await writeFile(join(target, 'content'), chunk as Buffer, { flag: 'a' });
        unpacked.push(diffId);
        return { bytes: 1000 };
      },
      syncFileSystem: () => Promise.resolve(),
      close: () => Promise.resolve(),
      purge: () => Promise.resolve(),
    });
  const world: World = {
    region,
    layers,
    image: layers.add(fakeChain([Buffer.from('base'), Buffer.from('top')])),
    machine,
    network,
    stateDir,
    unpacked,
    get host() {
      if (!running) throw new Error('not started');
      return running;
    },
    async start() {
      await running?.stop();
      const env = { SAMPAN_HOST_LISTEN: '127.0.0.1:0', SAMPAN_HOST_STATE_DIR: stateDir, SAMPAN_HOST_RUN_DIR: join(stateDir, 'run'), SAMPAN_HOST_REGION_URL: region.url, SAMPAN_HOST_STOP_TIMEOUT_MS: '50' };
      running = composeHostServer(readConfig(hostConfigSchema, { env }), {
        log: createLogger({ service: 'host-server', level: 'silent' }),
        version: '0.0.0',
        openMachine,
        readJoinToken: () => Promise.resolve(options.joinToken ?? 'join-token-0123456789'),
        validateResponses: true,
      });
      await running.start();
      return running;
    },
  };
  await world.start();
  return world;
}

t.test('a host joins once and keeps its credential for root alone', async (t) => {
  const world = await openWorld(t);
  const file = join(world.stateDir, 'host.json');
  t.equal((await stat(file)).mode & 0o777, 0o600);
  t.match(JSON.parse(await readFile(file, 'utf8')), { hostId: world.region.hostId, regionUrl: world.region.url, credential: { userId: 'host-user' } });
  await world.start();
  t.equal(world.region.joinTokens.size, 0, 'the second start needed no token');
  const beat = await world.region.until(() => world.region.heartbeats.at(-1));
  t.match(beat, { url: /^http:\/\/127\.0\.0\.1:\d+$/, kinds: ['container'], architecture: String, capacity: { vcpus: Number }, generations: {} });
});

t.test('a pushed server is pulled, made, reported and, when it is deleted, forgotten', async (t) => {
  const world = await openWorld(t);
  const host = world.region.hostClient(world.host.url);
  const spec = serverSpec({ image: { id: world.image.imageId, layer_id: world.image.layerId } });
  const accepted = await host.call('putServer', { path: { id: spec.id }, body: spec });
  t.match(accepted, { status: 202, body: { server_id: spec.id, generation: 1 } });
  const report = await world.region.reported(spec, 'running');
  t.match(report.phases?.[0], { name: 'layers', detail: { pulled_layers: 2, pulled_bytes: Number } });
  t.same(world.unpacked.length, 2);
  await world.region.until(() => world.layers.leases.size === 0);
  t.match((await host.call('getHostServer', { path: { id: spec.id } })).body, { status: 'running', observed_generation: 1, pid: Number });
  t.match((await host.call('listHostServers')).body.servers, [{ spec: { id: spec.id }, status: 'running' }]);
  t.match((await host.call('getHost')).body, { id: world.region.hostId, kinds: ['container'] });
  const synced = await host.call('syncServer', { path: { id: spec.id } });
  t.match(synced.body, { status: 'running', observed_generation: 1, sequence: Number });

  const second = serverSpec({ image: spec.image });
  await host.call('putServer', { path: { id: second.id }, body: second });
  t.match((await world.region.reported(second)).phases?.[0], { name: 'layers', detail: { cached: true } });
  t.equal(world.layers.plans.length, 1, 'the image service was not asked again');

  const gone = nextSpec(spec, { desired: 'absent' });
  await host.call('putServer', { path: { id: spec.id }, body: gone });
  await world.region.reported(gone, 'absent');
  await world.region.until(() => world.region.heartbeats.at(-1)?.generations[spec.id] === undefined);
  await t.rejects(host.call('getHostServer', { path: { id: spec.id } }), { code: 'not-found' });
  await t.rejects(host.call('putServer', { path: { id: spec.id }, body: spec }), { code: 'stale-generation', status: 409 });
  t.equal((await host.call('putServer', { path: { id: spec.id }, body: gone })).status, 202, 'a repeated deletion is acknowledged');
  host.close();
});

t.test('pushes are for the region alone, and must be sound', async (t) => {
  const world = await openWorld(t);
  const spec = serverSpec();
  const answer = await fetch(`${world.host.url}/v1/servers/${spec.id}`, { method: 'PUT', body: JSON.stringify(spec), headers: { 'Content-Type': 'application/json' } });
  t.equal(answer.status, 401);
  const host = world.region.hostClient(world.host.url);
  await t.rejects(host.call('putServer', { path: { id: serverSpec().id }, body: spec }), { code: 'bad-request' });
  await t.rejects(host.call('putServer', { path: { id: spec.id }, body: { ...spec, networks: [] } }), { code: 'bad-request', message: /does not describe/ });
  host.close();
});

t.test('while the region is away servers are made and restarted hosts recover; what waits is told when it is back', async (t) => {
  const world = await openWorld(t);
  const host = world.region.hostClient(world.host.url);
  const spec = serverSpec({ image: { id: world.image.imageId, layer_id: world.image.layerId } });
  await world.region.until(() => world.region.heartbeats.length > 0);
  world.region.away = true;
  await host.call('putServer', { path: { id: spec.id }, body: spec });
  await world.region.until(() => world.machine.servers.get(spec.id)?.observation.state === 'running');
  const pid = world.machine.servers.get(spec.id)?.observation.pid;
  await world.start();
  t.equal(world.machine.servers.get(spec.id)?.observation.pid, pid, 'the server was left alone');
  t.equal(world.region.last(spec.id), undefined);
  world.region.away = false;
  t.match(await world.region.reported(spec, 'running'), { phases: Array });
  host.close();
});

t.test('a lost answer makes a report come again, and numbers grow over a restart', async (t) => {
  const world = await openWorld(t);
  const host = world.region.hostClient(world.host.url);
  const spec = serverSpec({ image: { id: world.image.imageId, layer_id: world.image.layerId } });
  world.region.loseAnswers = 1;
  await host.call('putServer', { path: { id: spec.id }, body: spec });
  await world.region.until(() => world.region.reports.filter((report) => report.server_id === spec.id && report.observed_generation === 1).length >= 1);
  world.region.unreported = [spec.id];
  const count = world.region.reports.length;
  await world.region.until(() => world.region.reports.length > count);
  world.region.unreported = [];
  const highest = Math.max(...world.region.reports.map((report) => report.sequence));
  await world.start();
  const again = await world.region.until(() => world.region.reports.find((report) => report.sequence > highest));
  t.match(again, { server_id: spec.id, status: 'running' });
  host.close();
});

t.test('two host-servers do not share a state directory', async (t) => {
  const world = await openWorld(t);
  const env = { SAMPAN_HOST_LISTEN: '127.0.0.1:0', SAMPAN_HOST_STATE_DIR: world.stateDir, SAMPAN_HOST_REGION_URL: world.region.url };
  const second = composeHostServer(readConfig(hostConfigSchema, { env }), {
    log: createLogger({ service: 'host-server', level: 'silent' }),
    version: '0.0.0',
    openMachine: () => Promise.reject(new Error('never')),
    readJoinToken: () => Promise.resolve(''),
  });
  await t.rejects(second.start(), { code: 'conflict', message: /Another host-server works with/ });
});
