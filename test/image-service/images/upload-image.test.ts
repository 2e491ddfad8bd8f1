import { gzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import t from 'tap';
import { chainIds } from '../../../image-service/layers/chain-id.ts';
import { isFault } from '../../../openapi/serve/fault.ts';
import { configOf, dockerImage, dockerV1Image, layersOf, ociImage, sha256, tarOf } from '../../kit/images.ts';
import { chunked, startTestService } from '../kit.ts';
import type { TestService } from '../kit.ts';

/** The answer of an upload that must fail, and what the image says afterwards. */
async function refusedUpload(test: TestService, archive: Buffer): Promise<{ status: number; message: string; image: { status: string; status_reason?: string | null | undefined } }> {
  const client = test.client();
  const { body } = await client.call('createImage', { body: { name: 'bad', container_format: 'docker', disk_format: 'raw' } as never });
  const error: unknown = await client.stream('uploadImage', { path: { id: body.id }, body: chunked(archive) }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isFault(error)) throw new Error('the upload was not refused');
  const { body: image } = await client.call('getImage', { path: { id: body.id } });
  return { status: error.status, message: error.message, image };
}

t.test('13.2 every form of archive becomes the same chain of layers', async (t) => {
  const test = await startTestService(t);
  const layers = await layersOf(['base', 'middle', 'top']);
  const ids = chainIds(layers.map(sha256));
  const docker = await dockerImage(layers);
  const forms = {
    'docker save 1.10 and newer': docker.archive,
    'the same through gzip': gzipSync(docker.archive),
    'the same through zstd': spawnSync('zstd', ['-qc'], { input: docker.archive }).stdout,
    'docker save before 1.10': (await dockerV1Image(layers)).archive,
    'an OCI layout': (await ociImage(layers)).archive,
    'an OCI layout with gzip layers': (await ociImage(layers, { gzip: true })).archive,
    'docker save 25 and newer': (await ociImage(layers, { withDockerManifest: true })).archive,
  };
  for (const [form, archive] of Object.entries(forms)) {
    const id = await test.upload(archive);
    const { body: image } = await test.client().call('getImage', { path: { id } });
    t.match(image, { status: 'active', kind: 'container', layer_id: ids[2], architecture: 'amd64', status_reason: null }, form);
    const { body } = await test.client().call('listImageLayers', { path: { id } });
    t.same(body.layers.map((layer) => layer.id), ids, `${form}: chain ids`);
    t.same(body.layers.map((layer) => layer.parent_id), [null, ids[0], ids[1]], `${form}: parents`);
    t.same(body.layers.map((layer) => layer.diff_id), layers.map(sha256), `${form}: DiffIDs`);
  }
});

t.test('a plain tar is a root file system of one layer with a shell as command', async (t) => {
  const test = await startTestService(t);
  const root = await tarOf([
    { name: './', type: 'directory' },
    { name: './bin/sh', body: 'shell' },
    { name: './manifest.json', body: '{"not": "of docker"}' },
  ]);
  for (const archive of [root, gzipSync(root)]) {
    const id = await test.upload(archive);
    const { body } = await test.client().call('listImageLayers', { path: { id } });
    t.equal(body.layers.length, 1);
    t.match(body.layers[0], { id: sha256(root), parent_id: null, depth: 1, size: root.length });
    t.ok(body.layers[0]?.encodings.some(({ digest }) => digest === sha256(archive)), 'stored as it came');
    const host = test.client({ roles: ['host'], userId: 'host-1' });
    const { body: plan } = await host.call('createPullPlan', { body: { image_id: id, layer_id: sha256(root), have: [] } });
    t.same(plan.config, { Cmd: ['/bin/sh'] });
  }
});

t.test('13.3 two images that share a base store it once', async (t) => {
  const test = await startTestService(t);
  const [base, one, two] = (await layersOf(['base', 'one', 'two'])) as [Buffer, Buffer, Buffer];
  await test.upload((await dockerImage([base, one])).archive);
  const before = await test.objects();
  await test.upload((await dockerImage([base, two])).archive);
  await test.service.collect();
  const objects = await test.objects();
  t.equal(objects.filter((key) => key.startsWith(sha256(base).slice(7))).length, 1, 'one object of the base');
  t.equal(objects.length, before.length + 3, 'a layer, a configuration and a manifest more');
});

t.test('16 uploads of one archive at once end as one set of objects', async (t) => {
  const test = await startTestService(t);
  const layers = await layersOf(['a'.repeat(100_000), 'b'.repeat(50_000)]);
  const { archive } = await dockerImage(layers);
  const ids = await Promise.all(Array.from({ length: 16 }, () => test.upload(archive)));
  for (const id of ids) t.equal((await test.client().call('getImage', { path: { id } })).body.status, 'active');
  await test.service.collect();
  t.equal((await test.objects()).length, 4, 'two layers, a configuration, a manifest');
});

t.test('what is wrong with an archive is said, and the image is queued again', async (t) => {
  const test = await startTestService(t);
  const layers = await layersOf(['base', 'top']);
  const good = await dockerImage(layers);
  const swapped = configOf([...layers].reverse());
  const cases: Record<string, { archive: Buffer; says: RegExp }> = {
    'no archive at all': { archive: Buffer.from('hello, I am not an image'.repeat(50)), says: /neither tar nor gzip nor zstd/ },
    'a qcow2 disk': { archive: Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), Buffer.alloc(1000)]), says: /looks like a qcow2 disk/ },
    'nothing': { archive: Buffer.alloc(0), says: /neither tar nor gzip/ },
    'a cut tar': { archive: good.archive.subarray(0, 700), says: /cut off/ },
    'a cut gzip': { archive: gzipSync(good.archive).subarray(0, 200), says: /damaged or cut off/ },
    'data behind gzip': { archive: Buffer.concat([gzipSync(good.archive), Buffer.alloc(200_000, 7)]), says: /behind the end|damaged/ },
    'DiffIDs of other layers': { archive: (await dockerImage(layers, { config: swapped })).archive, says: /layer 1 .* has the DiffID .* configuration says/ },
    'too few DiffIDs': { archive: (await dockerImage(layers, { config: configOf(layers.slice(1)) })).archive, says: /holds 2 layers and its configuration names 1/ },
    'a damaged blob': { archive: (await ociImage(layers, { damage: true })).archive, says: /has the digest .* damaged/ },
    'another platform': {
      archive: (await ociImage(layers, { platforms: [{ os: 'linux', architecture: 's390x' }, { os: 'linux', architecture: 'riscv64' }] })).archive,
      says: /none of them for linux\/\w+: linux\/s390x, linux\/riscv64/,
    },
    'a climbing name': { archive: await tarOf([{ name: '../etc/passwd', body: 'x' }]), says: /climbs out/ },
    'a climbing layer': { archive: (await dockerImage([await tarOf([{ name: 'a/../../b', body: 'x' }])])).archive, says: /layer 1 .* climbs out/ },
    'another operating system': {
      archive: (await dockerImage(layers, { config: Buffer.from(JSON.stringify({ os: 'windows', rootfs: { diff_ids: layers.map(sha256) } })) })).archive,
      says: /only linux/,
    },
    'a missing layer': {
      archive: await tarOf([{ name: 'c.json', body: configOf(layers) }, { name: 'manifest.json', body: JSON.stringify([{ Config: 'c.json', Layers: ['x/layer.tar'] }]) }]),
      says: /lacks the file x\/layer.tar/,
    },
    'two images': {
      archive: await tarOf([{ name: 'manifest.json', body: JSON.stringify([{ Config: 'a', RepoTags: ['a:1'], Layers: [] }, { Config: 'b', RepoTags: ['b:1'], Layers: [] }]) }]),
      says: /holds 2 images \(a:1, b:1\)/,
    },
  };
  for (const [name, { archive, says }] of Object.entries(cases)) {
    const { status, message, image } = await refusedUpload(test, archive);
    t.equal(status, 400, name);
    t.match(message, says, name);
    t.match(image, { status: 'queued', status_reason: says }, `${name}: the image`);
  }
  await test.service.collect();
  t.same(await test.objects(), [], 'nothing stays behind');
});

t.test('a refused image takes another upload', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  const { body } = await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
  await t.rejects(client.stream('uploadImage', { path: { id: body.id }, body: chunked(Buffer.from('no')) }), { code: 'image-unusable' });
  const { archive } = await dockerImage(await layersOf(['base']));
  await client.stream('uploadImage', { path: { id: body.id }, body: chunked(archive) });
  t.match((await client.call('getImage', { path: { id: body.id } })).body, { status: 'active', status_reason: null });
  await t.rejects(client.stream('uploadImage', { path: { id: body.id }, body: chunked(archive) }), { code: 'conflict', message: /has its data already/ });
});

t.test('a multi-platform layout gives the platform of this machine', async (t) => {
  const test = await startTestService(t);
  const here = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const layers = await layersOf(['base']);
  const platforms = [{ os: 'linux', architecture: 's390x' }, { os: 'linux', architecture: here }, { os: 'unknown', architecture: 'unknown' }];
  const id = await test.upload((await ociImage(layers, { platforms })).archive);
  t.equal((await test.client().call('getImage', { path: { id } })).body.architecture, here);
});

t.test('13.13 guards against archives that were made to hurt', async (t) => {
  const limits = { uploadBytes: 400_000, layerBytes: 1_000_000, ratio: 20, ratioFromBytes: 100_000, layers: 3 };
  const test = await startTestService(t, { parts: { limits } });
  const zeros = await tarOf([{ name: 'zeros', body: Buffer.alloc(900_000) }]);
  t.match(await refusedUpload(test, gzipSync(zeros)), { status: 400, message: /unpacks to more than 20 times/ });
  const many = await dockerImage(await layersOf(['1', '2', '3', '4']));
  t.match(await refusedUpload(test, many.archive), { status: 400, message: /4 layers; at most 3/ });
  t.match(await refusedUpload(test, await tarOf([{ name: 'big', body: Buffer.alloc(500_000) }])), { status: 413, message: /larger than 400000 bytes/ });
});

t.test('an upload that breaks off leaves the image queued and nothing on disk', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  const { body } = await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
  const { archive } = await dockerImage([await tarOf([{ name: 'big', body: Buffer.alloc(3_000_000, 1) }])]);
  let broken: Error | undefined;
  async function* half(): AsyncIterable<Buffer> {
    yield archive.subarray(0, 2_000_000);
    // The service must have begun before the client goes.
    while ((await client.call('getImage', { path: { id: body.id } })).body.status !== 'saving') await new Promise((resolve) => setImmediate(resolve));
    throw (broken = new Error('the line is cut'));
  }
  await t.rejects(client.stream('uploadImage', { path: { id: body.id }, body: Readable.from(half(), { objectMode: false }) }));
  t.ok(broken);
  for (;;) {
    const { body: image } = await client.call('getImage', { path: { id: body.id } });
    if (image.status === 'queued') {
      t.match(image.status_reason, /ended after|went away/);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  t.same(await test.objects(), []);
});

t.test('formats must be set, fit each other, and fit the data', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  const upload = (id: string) => client.stream('uploadImage', { path: { id }, body: chunked(Buffer.alloc(1024)) });
  const { body: bare } = await client.call('createImage', { body: { name: 'x', container_format: 'bare', disk_format: 'qcow2' } as never });
  await t.rejects(upload(bare.id), { code: 'image-unusable', message: /declared as qcow2 and does not look like it/ });
  const { body: ova } = await client.call('createImage', { body: { name: 'x', container_format: 'ova', disk_format: 'vmdk' } as never });
  await t.rejects(upload(ova.id), { code: 'image-unusable', message: /container format ova and the disk format vmdk cannot be stored/ });
  const { body: mixed } = await client.call('createImage', { body: { name: 'x', container_format: 'aki', disk_format: 'raw' } as never });
  await t.rejects(upload(mixed.id), { code: 'bad-request', message: /Invalid mix of disk and container formats/ });
  const { body: none } = await client.call('createImage', { body: { name: 'x' } });
  await t.rejects(upload(none.id), { code: 'bad-request', message: /must be set prior/ });
});

t.test('a download is a deterministic OCI layout with the length and hash that the image tells', async (t) => {
  const test = await startTestService(t);
  const layers = await layersOf(['base', 'top']);
  const id = await test.upload((await ociImage(layers, { gzip: true })).archive);
  const { body: image } = await test.client().call('getImage', { path: { id } });
  const first = await test.client().stream('downloadImage', { path: { id } });
  const bytes = await buffer(first.body);
  t.equal(bytes.length, image.size);
  t.equal(first.headers['content-length'], String(image.size));
  t.equal(sha256(bytes), `sha256:${image.os_hash_value}`);
  const again = await test.upload(bytes, { name: 'again' });
  t.match((await test.client().call('getImage', { path: { id: again } })).body, { layer_id: image.layer_id, os_hash_value: image.os_hash_value, size: image.size });
});
