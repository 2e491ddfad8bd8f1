import { randomBytes } from 'node:crypto';
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import type { Test } from 'tap';
import { evictLayers } from '../../../host-server/layers/evict.ts';
import { ImagePuller } from '../../../host-server/layers/pull.ts';
import { LayerStore } from '../../../host-server/layers/store.ts';
import { hostMigrations } from '../../../host-server/migrations/index.ts';
import { acceptSpec, forgetServer } from '../../../host-server/servers/spec-store.ts';
import { createClient } from '../../../openapi/call/call.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';
import { fakeChain, FakeLayers } from '../../kit/fake-layers.ts';
import { FakeRegion } from '../../kit/fake-region.ts';
import { HostRig } from '../../kit/host-rig.ts';
import { serverSpec } from '../../kit/server-spec.ts';

interface World {
  db: Db;
  layers: FakeLayers;
  store: LayerStore;
  puller: ImagePuller;
  directory: string;
  evict(budgetBytes: number): Promise<number>;
}

const log = pino({ level: 'silent' });
const never = { signal: new AbortController().signal };

/** Every layer takes 1000 bytes unpacked. */
async function openWorld(t: Test, given?: Db): Promise<World> {
  const layers = new FakeLayers();
  const region = await FakeRegion.open({ images: layers.handlers });
  const directory = await mkdtemp(join(tmpdir(), 'sampan-evict-'));
  const db = given ?? openDatabase('sqlite::memory:');
  await migrate(db, hostMigrations);
  const images = createClient('image', { baseUrl: `${region.url}/image`, tokens: { token: () => Promise.resolve(region.serviceToken()), invalidate: () => undefined }, retries: 0 });
  let time = Date.now();
  const now = (): Date => new Date((time += 1000));
  const store = new LayerStore({ db, directory, syncFileSystem: () => Promise.resolve(), now });
  await store.open();
  const puller = new ImagePuller({
    bootDirectory: join(directory, 'boot'),
    db, store, images, log, now,
    async unpack({ source, target }) {
      for await (const chunk of source) await writeFile(join(target, 'content'), chunk as Buffer, { flag: 'a' });
      return { bytes: 1000 };
    },
  });
  t.teardown(async () => {
    images.close();
    await region.close();
    if (!given) await db.destroy();
    await rm(directory, { recursive: true, force: true });
  });
  return { db, layers, store, puller, directory, evict: (budgetBytes) => evictLayers({ db, store, budgetBytes, log }) };
}

const chainOf = (world: World, ...names: string[]) => world.layers.add(fakeChain(names.map((name) => Buffer.from(name))));

t.test('the longest unused layers go until the rest fits, and a layer that went is pulled again', async (t) => {
  const world = await openWorld(t);
  const [one, two, three] = [chainOf(world, 'one'), chainOf(world, 'two'), chainOf(world, 'three')];
  for (const image of [one, two, three]) await world.puller.ensure(image, never);
  await world.puller.ensure(one, never);
  t.equal(await world.evict(3000), 0, 'it fits');
  t.equal(await world.evict(2500), 1000);
  t.same([one, two, three].map(({ layerId }) => world.store.has(layerId)), [true, false, true], 'the second was not used since');
  t.equal((await readdir(world.directory)).length, 3, 'two layers and the staging folder');
  t.match(await world.puller.ensure(two, never), { pulledLayers: 1 });
  t.equal(await world.evict(0), 3000);
  t.same(await readdir(join(world.directory, '.staging')), []);
  t.same(await world.db('layers').select('*'), []);
});

t.test('what a server stands on stays, also what a rebuilt one stood on before, until it is gone', async (t) => {
  const world = await openWorld(t);
  const [old, fresh, other] = [chainOf(world, 'base', 'old'), chainOf(world, 'base', 'fresh'), chainOf(world, 'other')];
  const spec = serverSpec({ image: { id: old.imageId, layer_id: old.layerId } });
  await acceptSpec(world.db, spec, new Date());
  await world.puller.ensure(old, { ...never, serverId: spec.id });
  await acceptSpec(world.db, { ...spec, generation: spec.generation + 1, image: { id: fresh.imageId, layer_id: fresh.layerId } }, new Date());
  await world.puller.ensure(fresh, { ...never, serverId: spec.id });
  await world.puller.ensure(other, never);
  t.equal(await world.evict(0), 1000);
  t.same([old, fresh, other].map(({ layerId }) => world.store.has(layerId)), [true, true, false]);
  await acceptSpec(world.db, { ...spec, generation: spec.generation + 2, desired: 'absent' }, new Date());
  await forgetServer(world.db, spec.id, spec.generation + 2, new Date());
  t.equal(await world.evict(0), 3000);
});

t.test('a pull in progress keeps the layers that it found and those that it brought', async (t) => {
  const world = await openWorld(t);
  const base = chainOf(world, 'base');
  const image = chainOf(world, 'base', 'middle', 'top');
  await world.puller.ensure(base, never);
  let evicting = true;
  const evicted = (async () => {
    while (evicting) await world.evict(0);
  })();
  for (let round = 0; round < 20; round += 1) {
    const { paths } = await world.puller.ensure(image, { ...never, serverId: `server-${round}` });
    t.equal(paths.length, 3);
  }
  evicting = false;
  await evicted;
});

t.test('a layer that is asked for between the look and the removal stays', async (t) => {
  const world = await openWorld(t);
  const image = chainOf(world, 'one');
  await world.puller.ensure(image, never);
  const since = world.store.tick();
  await world.puller.ensure(image, never);
  t.equal(await world.store.evict(image.layerId, since), false);
  const unpin = world.store.pin([image.layerId]);
  t.equal(await world.store.evict(image.layerId, world.store.tick()), false);
  unpin();
  t.equal(await world.store.evict(image.layerId, world.store.tick()), true);
});

t.test('fifty servers that start at once pull their image once; another fifty move no byte', async (t) => {
  const db = openDatabase('sqlite::memory:');
  const world = await openWorld(t, db);
  t.teardown(() => db.destroy());
  const image = chainOf(world, randomBytes(300_000).toString('hex'), randomBytes(200_000).toString('hex'));
  const rig = await HostRig.open({ images: world.puller, width: 50 });
  t.teardown(() => rig.close());
  const start = async (count: number): Promise<string[]> => {
    const specs = Array.from({ length: count }, () => serverSpec({ image: { id: image.imageId, layer_id: image.layerId } }));
    await Promise.all(specs.map((spec) => rig.put(spec)));
    await rig.settled();
    return specs.map(({ id }) => rig.state(id));
  };
  t.same([...new Set(await start(50))], ['running']);
  t.equal(world.layers.plans.length, 1);
  t.same(world.layers.downloads.map(({ id, offset }) => [id, offset]).sort(), image.layers.map(({ id }) => [id, 0]).sort(), 'each layer once');
  t.same([...new Set(await start(50))], ['running']);
  t.equal(world.layers.plans.length, 1, 'cached servers ask for nothing');
  t.equal(world.layers.downloads.length, 2);
  for (const { id } of image.layers) await access(world.store.path(id));
});
