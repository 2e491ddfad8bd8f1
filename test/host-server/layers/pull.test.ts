import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import t from 'tap';
import type { Test } from 'tap';
import { ImagePuller } from '../../../host-server/layers/pull.ts';
import { LayerStore } from '../../../host-server/layers/store.ts';
import { hostMigrations } from '../../../host-server/migrations/index.ts';
import { createClient } from '../../../openapi/call/call.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';
import { fakeChain, FakeLayers } from '../../kit/fake-layers.ts';
import { FakeRegion } from '../../kit/fake-region.ts';

interface Cache {
  layers: FakeLayers;
  store: LayerStore;
  puller: ImagePuller;
  db: Db;
  directory: string;
  synced: string[];
  /** Fails the next unpackings. */
  unpackFails: Fault[];
  /** A new life over the same disk. */
  reopen(): Promise<number>;
}

async function openCache(t: Test): Promise<Cache> {
  const layers = new FakeLayers();
  const region = await FakeRegion.open({ images: layers.handlers });
  const directory = await mkdtemp(join(tmpdir(), 'sampan-layers-'));
  const db = openDatabase('sqlite::memory:');
  await migrate(db, hostMigrations);
  const images = createClient('image', { baseUrl: `${region.url}/image`, tokens: { token: () => Promise.resolve(region.serviceToken()), invalidate: () => undefined }, retries: 0 });
  t.teardown(async () => {
    images.close();
    await region.close();
    await db.destroy();
    await rm(directory, { recursive: true, force: true });
  });
  const cache = { layers, db, directory, synced: [] as string[], unpackFails: [] as Fault[] } as unknown as Cache;
  cache.reopen = async () => {
    const now = (): Date => new Date();
    cache.store = new LayerStore({ db, directory, syncFileSystem: async (path) => Promise.resolve(void cache.synced.push(path)), now });
    cache.puller = new ImagePuller({
      bootDirectory: join(directory, 'boot'),
      db, store: cache.store, images, log: pino({ level: 'silent' }), now, tries: 2, retryDelayMs: 1, idleMs: 500,
      async unpack({ source, target }) {
        let bytes = 0;
        for await (const chunk of source) {
          await writeFile(join(target, 'content'), chunk as Buffer, { flag: 'a' });
          bytes += (chunk as Buffer).length;
        }
        const fault = cache.unpackFails.shift();
        if (fault) throw fault;
        return { bytes };
      },
    });
    return cache.store.open();
  };
  await cache.reopen();
  return cache;
}

const never = { signal: new AbortController().signal };

t.test('missing layers are fetched, checked and kept; a second time nothing is asked', async (t) => {
  const cache = await openCache(t);
  const image = cache.layers.add(fakeChain([Buffer.from('one'), Buffer.from('two'), Buffer.from('three')]));
  const percents: number[] = [];
  const local = await cache.puller.ensure(image, { ...never, onProgress: (percent) => percents.push(percent) });
  t.match(local, { pulledLayers: 3, config: image.config });
  t.same(local.paths, image.layers.map((layer) => join(cache.directory, layer.id.slice(7))));
  t.ok((await readFile(join(local.paths[2] ?? '', 'content'))).equals(image.layers[2]?.blob ?? Buffer.alloc(0)));
  t.equal(percents.at(-1), 100);
  t.equal(cache.synced.length, 3);
  t.match(await cache.puller.ensure(image, never), { pulledLayers: 0, paths: local.paths });
  await cache.reopen();
  cache.layers.remove(image.imageId);
  t.match(await cache.puller.ensure(image, never), { pulledLayers: 0, paths: local.paths, config: image.config }, 'nor after a restart without the image service');
  t.equal(cache.layers.plans.length, 1);
  while (cache.layers.leases.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

t.test('only what is missing is fetched: a base that is there is not', async (t) => {
  const cache = await openCache(t);
  const one = cache.layers.add(fakeChain([Buffer.from('base'), Buffer.from('left')]));
  const two = cache.layers.add(fakeChain([Buffer.from('base'), Buffer.from('right')]));
  await cache.puller.ensure(one, never);
  t.match(await cache.puller.ensure(two, never), { pulledLayers: 1 });
  t.equal(cache.layers.downloads.filter(({ id }) => id === one.layers[0]?.id).length, 1);
  t.same(cache.layers.plans[1]?.have.length, 2, 'the plan was told what is here');
});

t.test('many servers of many images at once fetch each layer once', async (t) => {
  const cache = await openCache(t);
  const images = ['a', 'b', 'c'].map((top) => cache.layers.add(fakeChain([Buffer.from('shared'), Buffer.from(top)])));
  await Promise.all([...images, ...images, ...images].map((image) => cache.puller.ensure(image, never)));
  t.equal(cache.layers.downloads.length, 4);
  t.equal(cache.layers.plans.length, 3);
});

t.test('two images on one chain differ in what they run', async (t) => {
  const cache = await openCache(t);
  const one = cache.layers.add(fakeChain([Buffer.from('same')], { Cmd: ['one'] }));
  const two = cache.layers.add(fakeChain([Buffer.from('same')], { Cmd: ['two'] }));
  t.match(await cache.puller.ensure(one, never), { config: { Cmd: ['one'] } });
  t.match(await cache.puller.ensure(two, never), { config: { Cmd: ['two'] }, pulledLayers: 0 });
});

t.test('a damaged blob is never seen: the staging goes, and the next try succeeds', async (t) => {
  const cache = await openCache(t);
  const image = cache.layers.add(fakeChain([Buffer.from('content')]));
  const good = cache.layers.serve;
  cache.layers.serve = (layer) => Readable.from([Buffer.alloc(layer.blob.length)], { objectMode: false });
  await t.rejects(cache.puller.ensure(image, never), { code: 'layer-failed', retryable: true, details: { layer_id: image.layerId } });
  t.same(await readdir(cache.directory), ['.staging']);
  t.same(await readdir(join(cache.directory, '.staging')), []);
  cache.layers.serve = good;
  t.match(await cache.puller.ensure(image, never), { pulledLayers: 1 });
});

t.test('one layer’s failure ends the pull of the others and keeps what was whole', async (t) => {
  const cache = await openCache(t);
  const image = cache.layers.add(fakeChain([Buffer.from('a'), Buffer.from('b')]));
  cache.unpackFails.push(new Fault('disk-full', 'no room'));
  await t.rejects(cache.puller.ensure(image, never), { code: 'disk-full', message: /Fetching layer sha256:.*no room/ });
  t.match(await cache.puller.ensure(image, never), { paths: { length: 2 } });
});

t.test('a plan whose ids are not what content makes them is refused', async (t) => {
  const cache = await openCache(t);
  const image = fakeChain([Buffer.from('a'), Buffer.from('b')]);
  const [base, top] = image.layers;
  if (base && top) base.diffId = top.diffId;
  cache.layers.add(image);
  await t.rejects(cache.puller.ensure(image, never), { code: 'layer-failed', retryable: false, message: /The plan for image/ });
});

t.test('an image that is gone says what to do', async (t) => {
  const cache = await openCache(t);
  await t.rejects(cache.puller.ensure(fakeChain([Buffer.from('a')]), never), { code: 'image-unusable', message: /Create the server from another image/ });
});

t.test('a pull that nobody waits for any more ends, and leaves nothing', async (t) => {
  const cache = await openCache(t);
  const image = cache.layers.add(fakeChain([Buffer.from('slow')]));
  const good = cache.layers.serve;
  cache.layers.serve = () => new Readable({ read: () => undefined });
  const controller = new AbortController();
  const waiting = cache.puller.ensure(image, { signal: controller.signal });
  while (cache.layers.downloads.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  controller.abort(new Error('deleted'));
  await t.rejects(waiting, { message: 'deleted' });
  while ((await readdir(join(cache.directory, '.staging'))).length > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  cache.layers.serve = good;
  t.match(await cache.puller.ensure(image, never), { pulledLayers: 1 });
});

t.test('what a killed pull left is removed at the next start, and a row without its layer too', async (t) => {
  const cache = await openCache(t);
  const image = cache.layers.add(fakeChain([Buffer.from('kept'), Buffer.from('lost')]));
  const local = await cache.puller.ensure(image, never);
  await mkdir(join(cache.directory, 'f'.repeat(64)));
  await mkdir(join(cache.directory, '.staging', 'half'));
  await rm(local.paths[1] ?? '', { recursive: true });
  t.equal(await cache.reopen(), 1);
  t.same((await readdir(cache.directory)).sort(), ['.staging', image.layers[0]?.id.slice(7)]);
  t.same(cache.store.ids, [image.layers[0]?.id]);
  t.match(await cache.puller.ensure(image, never), { pulledLayers: 1 }, 'and only that is fetched again');
});

/** A blob that is worth keeping a part of, and a service that ends each connection after so many bytes until it is told otherwise. */
async function cutPull(t: Test, cutAtBytes: number) {
  const cache = await openCache(t);
  const image = cache.layers.add(fakeChain([randomBytes(70_000_000)]));
  const whole = cache.layers.serve;
  cache.layers.serve = (layer, offset) => Readable.from(
    (async function* () {
      yield layer.blob.subarray(offset, cutAtBytes);
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('reset');
    })(),
    { objectMode: false },
  );
  await t.rejects(cache.puller.ensure(image, never), { code: 'unavailable' });
  cache.layers.serve = whole;
  const [layer] = image.layers;
  const part = join(cache.directory, '.parts', `${layer?.digest.slice(7)}.part`);
  return { cache, image, part, digest: layer?.digest ?? '', size: layer?.blob.length ?? 0 };
}

t.test('what came of a large blob outlasts a restart: only the rest is asked for, and all of it is verified', async (t) => {
  const { cache, image, part, size } = await cutPull(t, 5_000_000);
  const { size: kept } = await stat(part);
  t.ok(kept > 3_000_000 && kept <= 5_000_000, `${kept} bytes are kept`);
  await cache.reopen();
  t.same(await readdir(join(cache.directory, '.staging')), [], 'nothing half unpacked');
  t.match(await cache.puller.ensure(image, never), { pulledLayers: 1, pulledBytes: size - kept });
  t.equal(cache.layers.downloads.at(-1)?.offset, kept);
  t.same(await readdir(join(cache.directory, '.parts')), []);
});

t.test('a damaged part is found out, and the blob fetched anew', async (t) => {
  const { cache, image, part, size } = await cutPull(t, 5_000_000);
  await writeFile(part, randomBytes(4_000_000));
  t.match(await cache.puller.ensure(image, never), { pulledLayers: 1, pulledBytes: size });
  t.same(cache.layers.downloads.slice(-2).map(({ offset }) => offset), [4_000_000, 0]);
  t.same(await readdir(join(cache.directory, '.parts')), []);
});

t.test('a part that is whole needs no connection, and one that nobody went on with for a day goes', async (t) => {
  const { cache, image, part } = await cutPull(t, 5_000_000);
  const asked = cache.layers.downloads.length;
  await writeFile(part, image.layers[0]?.blob ?? '');
  t.match(await cache.puller.ensure(image, never), { pulledLayers: 1, pulledBytes: 0 });
  t.equal(cache.layers.downloads.length, asked);
  await writeFile(part, 'old');
  await utimes(part, new Date(0), new Date(0));
  await cache.reopen();
  t.same(await readdir(join(cache.directory, '.parts')), []);
});
