import { randomBytes } from 'node:crypto';
import t from 'tap';
import { chainIds } from '../../../image-service/layers/chain-id.ts';
import { configOf, dockerImage, layersOf, sha256 } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';
import { indexOf, manifestOf, registryClient } from './registry-kit.ts';

const app = 'project-a/app';

t.test('the door says what it is, and where a token is to be had', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const refused = await client.call('GET', '/v2/', { token: null });
  t.match([refused.status, refused.code], [401, 'UNAUTHORIZED']);
  t.equal(refused.headers.get('www-authenticate'), `Bearer realm="${test.tokens.url}/registry/token",service="sampan-registry"`);
  const scoped = await client.call('POST', `/v2/${app}/blobs/uploads/`, { token: null });
  t.match(scoped.headers.get('www-authenticate'), /,scope="repository:project-a\/app:pull,push"$/);
  const ping = await client.call('GET', '/v2/');
  t.match([ping.status, ping.json, ping.headers.get('docker-distribution-api-version')], [200, {}, 'registry/2.0']);
  t.equal((await client.call('GET', '/v2/', { token: null, headers: { 'X-Auth-Token': test.tokens.token({}) } })).status, 200);
  t.equal((await client.call('PATCH', '/v2/')).status, 405);
  t.equal((await client.call('GET', '/v2/nothing/here')).code, 'NAME_UNKNOWN');
});

t.test('13.2 what is pushed comes back byte for byte, and is an image with the chain ids of an import', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const layers = await layersOf(['base', 'middle', 'top']);
  const pushed = await client.pushImage(app, '1', layers);
  for (const reference of ['1', pushed.digest]) {
    const manifest = await client.call('GET', `/v2/${app}/manifests/${reference}`);
    t.ok(manifest.bytes.equals(pushed.bytes));
    t.match([manifest.headers.get('content-type'), manifest.headers.get('docker-content-digest')], [pushed.mediaType, pushed.digest]);
    const head = await client.call('HEAD', `/v2/${app}/manifests/${reference}`);
    t.match([head.status, head.headers.get('content-length'), head.bytes.length], [200, String(pushed.bytes.length), 0]);
  }
  for (const blob of [...pushed.layers, pushed.config]) {
    const got = await client.call('GET', `/v2/${app}/blobs/${encodeURIComponent(sha256(blob))}`);
    t.ok(got.bytes.equals(blob));
    const head = await client.call('HEAD', `/v2/${app}/blobs/${sha256(blob)}`);
    t.match([head.status, head.headers.get('content-length'), head.headers.get('docker-content-digest')], [200, String(blob.length), sha256(blob)]);
  }
  const part = await client.call('GET', `/v2/${app}/blobs/${sha256(pushed.config)}`, { headers: { Range: 'bytes=2-5' } });
  t.match([part.status, part.bytes.toString(), part.headers.get('content-range')], [206, pushed.config.toString().slice(2, 6), `bytes 2-5/${pushed.config.length}`]);
  t.equal((await client.call('GET', `/v2/${app}/blobs/${sha256(pushed.config)}`, { headers: { Range: 'bytes=99999-' } })).status, 416);

  const { images } = (await test.client().call('listImages', {})).body;
  t.equal(images.length, 1);
  const ids = chainIds(layers.map(sha256));
  t.match(images[0], { name: 'project-a/app:1', status: 'active', kind: 'container', owner: 'project-a', layer_id: ids[2], container_format: 'docker' });
  const imported = await test.upload((await dockerImage(layers)).archive);
  t.equal((await test.client().call('getImage', { path: { id: imported } })).body.layer_id, ids[2], 'the same chain as by docker save');
  const archive = await fetch(`${test.service.url}/image/v2/images/${images[0]?.id}/file`, { headers: { 'X-Auth-Token': test.tokens.token({}) } });
  t.equal(sha256(Buffer.from(await archive.arrayBuffer())), `sha256:${images[0]?.os_hash_value}`);
  t.same((await client.call('GET', `/v2/${app}/tags/list`)).json, { name: app, tags: ['1'] });
});

t.test("Docker's schema 2 and plain layers are taken as they are", async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const layers = await layersOf(['one', 'two']);
  await client.pushImage('project-a/docker', 'v2', layers, { docker: true });
  await client.pushImage('project-a/plain', 'v1', layers, { plain: true });
  const { images } = (await test.client().call('listImages', {})).body;
  t.equal(new Set(images.map((image) => image.layer_id)).size, 1, 'encodings differ, layers do not');
});

t.test('a manifest is refused when what it claims is not so', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const layers = await layersOf(['one', 'two']);
  const sound = manifestOf(layers);
  t.equal((await client.pushManifest(app, '1', sound)).code, 'MANIFEST_BLOB_UNKNOWN');
  for (const blob of [...sound.layers, sound.config]) await client.pushBlob(app, blob);
  const swapped = manifestOf(layers, { config: configOf([...layers].reverse()) });
  await client.pushBlob(app, swapped.config);
  const refused = await client.pushManifest(app, '1', swapped);
  t.match([refused.status, refused.code], [400, 'MANIFEST_INVALID']);
  t.match(refused.bytes.toString(), /layer 1 .* has the DiffID/);
  const short = manifestOf(layers, { config: configOf(layers.slice(1)) });
  await client.pushBlob(app, short.config);
  t.equal((await client.pushManifest(app, '1', short)).code, 'MANIFEST_INVALID');
  const junk = randomBytes(3000);
  await client.pushBlob(app, junk);
  const noTar = { ...manifestOf(layers), bytes: Buffer.from(sound.bytes.toString().replace(sha256(sound.layers[0] as Buffer), sha256(junk)).replace(`"size":${sound.layers[0]?.length}`, '"size":3000')) };
  t.match((await client.pushManifest(app, '1', noTar)).code, 'MANIFEST_INVALID');
  t.equal((await client.pushManifest(app, sha256('other'), sound)).code, 'DIGEST_INVALID');
  t.equal((await client.call('PUT', `/v2/${app}/manifests/1`, { body: '{', headers: { 'Content-Type': sound.mediaType } })).code, 'MANIFEST_INVALID');
  t.equal((await client.call('PUT', `/v2/${app}/manifests/1`, { body: Buffer.alloc(5 * 1024 * 1024, 0x20), headers: { 'Content-Type': sound.mediaType } })).status, 413);
  t.same((await test.client().call('listImages', {})).body.images, []);
  t.equal((await client.pushManifest(app, '1', sound)).status, 201, 'and the sound one is taken after all that');
});

t.test('an index makes an image a platform, and the own one has the plain name', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const layers = await layersOf(['x']);
  const children = [];
  for (const architecture of ['amd64', 'arm64']) {
    const manifest = manifestOf(layers, { architecture });
    for (const blob of [...manifest.layers, manifest.config]) await client.pushBlob(app, blob);
    t.equal((await client.pushManifest(app, manifest.digest, manifest)).status, 201);
    children.push({ manifest, architecture });
  }
  t.same((await test.client().call('listImages', {})).body.images, [], 'what has no tag is no image yet');
  const index = indexOf(children);
  t.equal((await client.pushManifest(app, 'multi', index)).status, 201);
  const names = (await test.client().call('listImages', {})).body.images.map(({ name, architecture }) => [name, architecture]);
  const own = process.arch === 'arm64' ? 'arm64' : 'amd64';
  t.same(names.sort(), [['project-a/app:multi', own], [`project-a/app:multi (${own === 'amd64' ? 'arm64' : 'amd64'})`, own === 'amd64' ? 'arm64' : 'amd64']].sort());
  t.ok((await client.call('GET', `/v2/${app}/manifests/multi`)).bytes.equals(index.bytes));
  t.equal((await client.call('DELETE', `/v2/${app}/manifests/${index.digest}`)).status, 202);
  t.same((await test.client().call('listImages', {})).body.images, []);
  t.equal((await client.call('GET', `/v2/${app}/manifests/${children[0]?.manifest.digest}`)).code, 'MANIFEST_UNKNOWN', 'its children went with it');
});

t.test('referrers are listed by subject and type', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const image = await client.pushImage(app, '1', await layersOf(['x']));
  const empty = Buffer.from('{}');
  await client.pushBlob(app, empty);
  const subject = { mediaType: image.mediaType, digest: image.digest, size: image.bytes.length };
  const artifact = (artifactType: string) => {
    const ref = { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256(empty), size: 2 };
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: image.mediaType, artifactType, config: ref, layers: [ref], subject, annotations: { note: artifactType } }));
    return { ...image, bytes, digest: sha256(bytes) };
  };
  const [sbom, signature] = [artifact('application/sbom'), artifact('application/signature')];
  for (const each of [sbom, signature]) {
    const answer = await client.pushManifest(app, each.digest, each);
    t.match([answer.status, answer.headers.get('oci-subject')], [201, image.digest]);
  }
  const all = await client.call('GET', `/v2/${app}/referrers/${image.digest}`);
  t.match([all.status, all.headers.get('content-type')], [200, 'application/vnd.oci.image.index.v1+json']);
  t.equal((all.json['manifests'] as unknown[]).length, 2);
  const filtered = await client.call('GET', `/v2/${app}/referrers/${image.digest}?artifactType=application/sbom`);
  t.equal(filtered.headers.get('oci-filters-applied'), 'artifactType');
  t.same(filtered.json['manifests'], [{ mediaType: image.mediaType, digest: sbom.digest, size: sbom.bytes.length, artifactType: 'application/sbom', annotations: { note: 'application/sbom' } }]);
  t.same((await client.call('GET', `/v2/${app}/referrers/${sha256('none')}`)).json['manifests'], []);
  t.equal((await test.client().call('listImages', {})).body.images.length, 1, 'artifacts are no images');
});

t.test('a tag moves, and what it pointed at stays hidden until its digest is deleted', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const first = await client.pushImage(app, 'latest', await layersOf(['one']));
  const [old] = (await test.client().call('listImages', {})).body.images;
  const second = await client.pushImage(app, 'latest', await layersOf(['two']));
  const list = async (hidden: string) => (await test.client().call('listImages', { query: { os_hidden: hidden } })).body.images;
  t.match(await list('true'), [{ id: old?.id, name: `${app}@${first.digest}` }]);
  t.match(await list('false'), [{ name: `${app}:latest` }]);
  t.equal((await client.pushManifest(app, 'latest', first)).status, 201);
  t.match(await list('false'), [{ id: old?.id, name: `${app}:latest` }], 'moved back, it is the same image');
  t.equal((await client.call('DELETE', `/v2/${app}/manifests/latest`)).status, 202);
  t.equal((await list('true')).length, 2);
  t.equal((await client.call('GET', `/v2/${app}/manifests/latest`)).code, 'MANIFEST_UNKNOWN');
  t.equal((await client.call('DELETE', `/v2/${app}/manifests/latest`)).code, 'MANIFEST_UNKNOWN');
  for (const { digest } of [first, second]) t.equal((await client.call('DELETE', `/v2/${app}/manifests/${digest}`)).status, 202);
  t.same(await list('true'), []);
});

t.test('deleting an image by Glance takes its tag and manifest; a protected one keeps both', async (t) => {
  let time = Date.now();
  const test = await startTestService(t, { parts: { now: () => new Date(time) } });
  const client = registryClient(t, test);
  const pushed = await client.pushImage(app, '1', await layersOf(['one', 'two']));
  const [image] = (await test.client().call('listImages', {})).body.images;
  const id = image?.id ?? '';
  await test.client().call('updateImage', { path: { id }, body: [{ op: 'replace', path: '/protected', value: true }] });
  t.equal((await client.call('DELETE', `/v2/${app}/manifests/${pushed.digest}`)).code, 'DENIED');
  await test.client().call('updateImage', { path: { id }, body: [{ op: 'replace', path: '/protected', value: false }] });
  await test.client().call('deleteImage', { path: { id } });
  t.equal((await client.call('GET', `/v2/${app}/manifests/1`)).code, 'MANIFEST_UNKNOWN');
  t.equal((await client.call('GET', `/v2/${app}/blobs/${sha256(pushed.config)}`)).code, 'BLOB_UNKNOWN');
  time += 2 * 3_600_000;
  await test.service.collect();
  t.same(await test.objects(), [], 'nothing is left');
});

t.test('what came by Glance is pulled under its name', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const built = await dockerImage(await layersOf(['one', 'two']));
  await test.upload(built.archive, { name: 'web' });
  await test.upload(built.archive, { name: 'project-a/tools:3' });
  const odd = await test.upload(built.archive, { name: 'My Image!' });
  const manifest = await client.call('GET', '/v2/project-a/web/manifests/latest');
  t.equal(manifest.status, 200);
  for (const { digest } of manifest.json['layers'] as { digest: string }[]) t.equal(sha256((await client.call('GET', `/v2/project-a/web/blobs/${digest}`)).bytes), digest);
  t.same((await client.call('GET', '/v2/_catalog')).json, { repositories: [`project-a/image-${odd}`, 'project-a/tools', 'project-a/web'] });
  t.same((await client.call('GET', '/v2/project-a/tools/tags/list')).json['tags'], ['3']);
  await client.pushImage('project-a/web', 'latest', await layersOf(['new']));
  t.equal((await test.client().call('listImages', { query: { name: 'web' } })).body.images.length, 1, 'an uploaded image keeps its name when its tag moves');
});

t.test('a configuration without DiffIDs makes no image, and what has it is kept and served', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const layers = await layersOf(['base']);
  const rootfs = [undefined, {}, { type: 'layers' }, { type: 'layers', diff_ids: [] }];
  for (const [index, each] of rootfs.entries()) {
    const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs: each }));
    const { digest } = await client.pushImage(`project-a/bare-${index}`, '1', layers, { config });
    t.equal((await client.call('GET', `/v2/project-a/bare-${index}/manifests/1`)).headers.get('docker-content-digest'), digest);
  }
  const wrong = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: ['sha512:1'] } }));
  const refused = manifestOf(layers, { config: wrong });
  for (const blob of [...refused.layers, wrong]) await client.pushBlob('project-a/wrong', blob);
  t.match(await client.pushManifest('project-a/wrong', '1', refused), { status: 400, code: 'MANIFEST_INVALID', json: { errors: [{ message: /diff_ids/ }] } });
  t.same((await test.client().call('listImages', {})).body.images, []);
});

t.test('sha512 is refused by its name, in a path and in a manifest', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const digest = `sha512:${'a'.repeat(128)}`;
  const begun = (await client.call('POST', '/v2/project-a/app/blobs/uploads/')).headers.get('location');
  for (const [method, path] of [['GET', `/v2/project-a/app/blobs/${digest}`], ['PUT', `${begun}?digest=${digest}`], ['GET', `/v2/project-a/app/manifests/${digest}`]] as const) {
    t.match(await client.call(method, path), { status: 400, code: 'DIGEST_INVALID', json: { errors: [{ message: /use sha256/ }] } }, method);
  }
  const manifest = manifestOf(await layersOf(['base']));
  const bytes = Buffer.from(manifest.bytes.toString().replace(sha256(manifest.layers[0] ?? ''), digest));
  t.match(await client.pushManifest('project-a/app', '1', { ...manifest, bytes }), { status: 400, code: 'MANIFEST_INVALID', json: { errors: [{ message: /must be sha256/ }] } });
});
