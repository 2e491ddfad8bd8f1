/**
 * The image service killed with -9 at random instants. The seed of the instants is printed; SAMPAN_TEST_SEED gives it
 * again.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import t from 'tap';
import type { Test } from 'tap';
import { chainIds } from '../../image-service/layers/chain-id.ts';
import { isFault } from '../../openapi/serve/fault.ts';
import { isCollected, requireClean, settled, startImageProcess } from '../image-service/image-process.ts';
import type { ImageProcess } from '../image-service/image-process.ts';
import { chunked, startTokenServer } from '../image-service/kit.ts';
import { dockerImage, ociImage, registryOf, sha256, tarOf } from '../kit/images.ts';
import type { BuiltImage } from '../kit/images.ts';

interface Known {
  built: BuiltImage;
  /** What the service answered last: these must be true after a kill. */
  stored: boolean;
  deleteAsked: boolean;
  deleted: boolean;
}

t.test('13.5 killed at twenty random instants of uploads, pulls, deletions and collections, it loses and leaks nothing', { timeout: 240_000 }, async (t) => {
  const seed = Number(process.env['SAMPAN_TEST_SEED'] ?? randomInt(2 ** 31));
  t.comment(`SAMPAN_TEST_SEED=${seed}`);
  const random = randomFrom(seed);
  const tokens = await startTokenServer();
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-kill-'));
  let running: ImageProcess | undefined;
  t.teardown(async () => {
    await running?.kill();
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const base = await tarOf([{ name: 'base', body: randomBytes(2_000_000) }]);
  const builds = await Promise.all(Array.from({ length: 4 }, async (_, index) => dockerImage([base, await tarOf([{ name: `top-${index}`, body: randomBytes(3_000_000) }])])));
  const images = new Map<string, Known>();
  running = await startImageProcess(tokens, stateDir, { SAMPAN_IMAGE_GC_DELAY_S: '0' });
  for (let round = 0; round < 20; round += 1) {
    const alive = running;
    const worn = Promise.all([wear(alive, builds, images, random), wear(alive, builds, images, random), collectOften(alive)]);
    const afterMs = Math.floor(random() * 1200);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await alive.kill();
    await worn;
    running = await startImageProcess(tokens, stateDir, { SAMPAN_IMAGE_GC_DELAY_S: '0' });
    await requireTruth(t, running, images, `round ${round}, killed after ${afterMs} ms`);
    await settled(() => isCollected(stateDir));
    await requireClean(t, stateDir, `round ${round}`);
  }
  for (const id of images.keys()) await running.client.call('deleteImage', { path: { id } }).catch(expectGone);
  await running.admin.call('collectGarbage', { body: {} });
  await settled(() => isCollected(stateDir));
  await requireClean(t, stateDir, 'at the end');
  t.match((await running.client.call('getUsage', {})).body, { used_bytes: 0, reserved_bytes: 0 }, 'an image whose creation was not answered may be there, without data');
  t.same(await readdir(join(stateDir, 'blobs', 'kept')), []);
});

t.test('13.5 killed at random instants of imports of every kind, it begins them again, and nothing half made is seen or left', { timeout: 240_000 }, async (t) => {
  const seed = Number(process.env['SAMPAN_TEST_SEED'] ?? randomInt(2 ** 31));
  t.comment(`SAMPAN_TEST_SEED=${seed}`);
  const random = randomFrom(seed);
  const tokens = await startTokenServer();
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-kill-import-'));
  const layers = [await tarOf([{ name: 'base', body: randomBytes(2_000_000) }]), await tarOf([{ name: 'top', body: randomBytes(2_000_000) }])];
  const built = await dockerImage(layers);
  const elsewhere = await startElsewhere(await ociImage(layers, { gzip: true }), built.archive);
  let running: ImageProcess | undefined;
  t.teardown(async () => {
    await running?.kill();
    await elsewhere.close();
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const settings = { SAMPAN_IMAGE_GC_DELAY_S: '0', SAMPAN_IMAGE_IMPORT_NETWORKS: '127.0.0.0/8', SAMPAN_IMAGE_IMPORT_PORTS: '*' };
  running = await startImageProcess(tokens, stateDir, settings);
  for (let round = 0; round < 5; round += 1) {
    const alive = running;
    const imports = await Promise.all(importsOf(elsewhere.host).map((method) => prepareImport(alive, method, built.archive)));
    const ids = imports.map(({ id }) => id);
    const begun = Promise.all(imports.map(({ id, method }) => alive.client.call('importImage', { path: { id }, body: { method } }).catch(expectCut)));
    // Once at the very beginning, when some are not begun yet.
    const afterMs = round === 0 ? 5 : Math.floor(random() * 500);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await alive.kill();
    await begun;
    const next = (running = await startImageProcess(tokens, stateDir, settings));
    const when = `round ${round}, killed after ${afterMs} ms`;
    const ended: string[] = [];
    for (const id of ids) {
      const found = async () => (await next.client.call('getImage', { path: { id } })).body;
      await settled(async () => (await found()).status !== 'importing');
      const image = await found();
      if (image.status === 'active') t.equal(image.layer_id, chainIds(built.diffIds).at(-1), when);
      else t.match(image.status, /^(queued|uploading)$/, `${when}: its import was not begun`);
      const { tasks } = (await next.client.call('listImageTasks', { path: { id } })).body;
      t.same(tasks.map(({ status }) => status), tasks.map(() => 'success'), `${when}: an import that was answered is done, the service's death or not`);
      if (tasks.length > 0) t.equal(image.status, 'active', `${when}: and its image is there`);
      // What is staged keeps its bytes and its share of the quota, until somebody imports it after all or deletes it.
      if (tasks.length === 0) await next.client.call('deleteImage', { path: { id } });
      else ended.push(id);
    }
    await settled(() => isCollected(stateDir));
    await requireClean(t, stateDir, when);
    for (const id of ended) await next.client.call('deleteImage', { path: { id } });
    await next.admin.call('collectGarbage', { body: {} });
  }
  t.match((await running.client.call('getUsage', {})).body, { used_bytes: 0, reserved_bytes: 0 });
});

const importsOf = (host: string): PreparedImport['method'][] => [
  { name: 'glance-direct' },
  { name: 'docker-archive' },
  { name: 'web-download', uri: `http://${host}/image.tar` },
  { name: 'oci-pull', ref: `${host}/team/app:1` },
];

interface PreparedImport {
  id: string;
  method: { name: string; uri?: string; ref?: string };
}

async function prepareImport({ client }: ImageProcess, method: PreparedImport['method'], archive: Buffer): Promise<PreparedImport> {
  const { id } = (await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never })).body;
  if (method.name === 'glance-direct' || method.name === 'docker-archive') await client.stream('stageImage', { path: { id }, body: chunked(archive, 300_000) });
  return { id, method };
}

/** A registry and a file, a little at a time, so that there is a middle to be killed in. */
async function startElsewhere(image: BuiltImage, file: Buffer): Promise<{ host: string; close(): Promise<void> }> {
  const { blobs, top } = await registryOf(image.archive);
  const server = createServer((request, response) => {
    const name = request.url?.split('/').at(-1) ?? '';
    const body = name === 'image.tar' ? file : blobs.get(name === '1' ? top : name);
    response.writeHead(body ? 200 : 404, { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json', 'Content-Length': body?.length ?? 0 });
    void pipeline(trickle(body ?? Buffer.alloc(0)), response).catch(() => undefined); // Killed in the middle.
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

async function* trickle(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 200_000) {
    yield bytes.subarray(at, at + 200_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Uploads, pulls and deletes until the service is gone. */
async function wear({ client, host }: ImageProcess, builds: BuiltImage[], images: Map<string, Known>, random: () => number): Promise<void> {
  try {
    for (;;) {
      const built = builds[Math.floor(random() * builds.length)] as BuiltImage;
      const known: Known = { built, stored: false, deleteAsked: false, deleted: false };
      const { body: image } = await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
      images.set(image.id, known);
      await client.stream('uploadImage', { path: { id: image.id }, body: chunked(built.archive, 300_000) });
      known.stored = true;
      const layerId = chainIds(built.diffIds).at(-1) ?? '';
      const { body: plan } = await host.call('createPullPlan', { body: { image_id: image.id, layer_id: layerId, have: [] } });
      for (const { id, digest } of plan.layers) {
        if (sha256(await buffer((await host.stream('downloadLayer', { path: { id } })).body)) !== digest) throw new TypeError(`the layer ${id} came damaged`);
      }
      await host.call('deleteLease', { path: { id: plan.lease_id } });
      if (random() < 0.3) continue;
      known.deleteAsked = true;
      await client.call('deleteImage', { path: { id: image.id } });
      known.deleted = true;
    }
  } catch (error) {
    if (!isCut(error)) throw error;
  }
}

async function collectOften({ admin }: ImageProcess): Promise<void> {
  try {
    for (;;) {
      await admin.call('collectGarbage', { body: {} });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } catch (error) {
    if (!isCut(error)) throw error;
  }
}

/** The connection broke, in whatever way a killed process shows itself: a fault of the network, or bytes that end early. */
const isCut = (error: unknown): boolean => (isFault(error) ? error.code === 'unavailable' : error instanceof Error && !(error instanceof TypeError));

const expectCut = (error: unknown): void => {
  if (!isCut(error)) throw error;
};

const expectGone = (error: unknown): void => {
  if (!isFault(error) || error.code !== 'not-found') throw error;
};

/** What was answered is so, what was not answered is done or not, and nothing is in between. */
async function requireTruth(t: Test, { client }: ImageProcess, images: Map<string, Known>, when: string): Promise<void> {
  for (const [id, known] of images) {
    const image = await client.call('getImage', { path: { id } }).then(({ body }) => body, expectGone);
    if (!image) {
      if (!known.deleteAsked) t.fail(`${when}: image ${id} is gone and nobody deleted it`);
      images.delete(id);
      continue;
    }
    if (known.deleted) t.fail(`${when}: image ${id} was deleted and is back`);
    if (known.stored && image.status !== 'active') t.fail(`${when}: image ${id} was stored and is ${image.status}`);
    if (image.status !== 'active') t.equal(image.status, 'queued', when);
    else {
      for (const layer of chainIds(known.built.diffIds)) {
        const digest = sha256(await buffer((await client.stream('downloadLayer', { path: { id: layer } })).body));
        if (!known.built.diffIds.includes(digest)) t.fail(`${when}: the layer ${layer} of the active image ${id} is damaged`);
      }
    }
    // Enough is enough: old rounds' images would make each look longer.
    if (images.size > 6) {
      await client.call('deleteImage', { path: { id } });
      images.delete(id);
    }
  }
}

/** mulberry32: small, and the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
