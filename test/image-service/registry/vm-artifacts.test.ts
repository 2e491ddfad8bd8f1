import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { chainIds } from '../../../image-service/layers/chain-id.ts';
import { vmConfig, vmManifest } from '../../../image-service/disks/vm-manifest.ts';
import { chunked, startTestService } from '../kit.ts';
import { sha256 } from '../../kit/images.ts';
import { qcow2File } from '../disks/qcow2-file.ts';
import { registryClient } from './registry-kit.ts';
import type { BuiltManifest } from './registry-kit.ts';

/** A disk of a GiB whose file is told apart by its last cluster. */
const diskOf = (mark: number): Buffer => qcow2File((head) => void head.writeUInt8(mark, head.length - 1000));

function artifactOf(layers: readonly Buffer[], diffIds = layers.map(sha256)): BuiltManifest {
  const config = vmConfig('amd64', diffIds);
  const refs = layers.map((layer) => ({ digest: sha256(layer), size: layer.length }));
  const { bytes, mediaType } = vmManifest({ config: { digest: sha256(config), size: config.length }, layers: refs, virtualSize: 2 ** 30 });
  return { bytes, digest: sha256(bytes), mediaType, config, layers: [...layers] };
}

t.test('a VM image that is pushed as an artifact is a Glance image at once, chain and all', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const push = async (name: string, artifact: BuiltManifest) => {
    for (const blob of [...artifact.layers, artifact.config]) await client.pushBlob(name, blob);
    return client.pushManifest(name, '1', artifact);
  };
  const [base, top] = [diskOf(1), diskOf(2)];
  t.equal((await push('project-a/single', artifactOf([base]))).status, 201);
  const [single] = (await test.client().call('listImages', { query: { name: 'project-a/single:1' } })).body.images;
  t.match(single, { status: 'active', kind: 'vm', disk_format: 'qcow2', container_format: 'bare', min_disk: 1, size: base.length, os_hash_value: sha256(base).slice(7), virtual_size: 2 ** 30 });
  t.ok((await buffer((await test.client().stream('downloadImage', { path: { id: String(single?.id) } })).body)).equals(base));
  t.equal((await push('project-a/chain', artifactOf([base, top]))).status, 201);
  const [chain] = (await test.client().call('listImages', { query: { name: 'project-a/chain:1' } })).body.images;
  const ids = chainIds([base, top].map(sha256), 'qcow2');
  t.match(chain, { status: 'active', kind: 'vm', layer_id: ids[1], os_hash_value: null });
  const plan = (await test.client({ roles: ['host'] }).call('createPullPlan', { body: { image_id: String(chain?.id), layer_id: String(ids[1]), have: [String(ids[0])] } })).body;
  t.match(plan, { kind: 'vm', vm: { virtual_size: 2 ** 30 }, layers: [{ id: ids[0], present: true }, { id: ids[1], parent_id: ids[0], present: false, digest: sha256(top) }] });
  await test.client().call('deleteImage', { path: { id: String(single?.id) } });
  await test.service.collect();
  t.equal((await client.call('GET', `/v2/project-a/chain/blobs/${sha256(base)}`)).status, 200, 'the base stays with the chain on it');
});

t.test('a disk that points elsewhere, or is not what its configuration says, is no image', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const backed = qcow2File((head) => {
    head.writeBigUInt64BE(512n, 8);
    head.writeUInt32BE(11, 16);
    head.write('/etc/passwd', 512);
  });
  const cases: [string, BuiltManifest, RegExp][] = [
    ['backing', artifactOf([backed]), /backing file/],
    ['other', artifactOf([diskOf(1)], [sha256('other')]), /was exchanged/],
    ['fewer', artifactOf([diskOf(1), diskOf(2)], [sha256(diskOf(1))]), /names 1/],
    ['none', artifactOf([Buffer.alloc(1000, 1)]), /qcow2/],
  ];
  for (const [name, artifact, says] of cases) {
    for (const blob of [...artifact.layers, artifact.config]) await client.pushBlob(`project-a/${name}`, blob);
    const refused = await client.pushManifest(`project-a/${name}`, '1', artifact);
    t.match([refused.status, refused.code, refused.bytes.toString()], [400, 'MANIFEST_INVALID', says], name);
  }
  t.same((await test.client().call('listImages', {})).body.images, []);
});

t.test('an uploaded disk is pulled by its name, and another cloud imports it from there', async (t) => {
  const test = await startTestService(t, { config: { importNetworks: '127.0.0.0/8', importPorts: '*' } });
  const disk = diskOf(3);
  const { body: image } = await test.client().call('createImage', { body: { name: 'debian', container_format: 'bare', disk_format: 'qcow2' } });
  await test.client().stream('uploadImage', { path: { id: image.id }, body: chunked(disk) });
  const client = registryClient(t, test);
  const pulled = await client.call('GET', '/v2/project-a/debian/manifests/latest');
  t.match(pulled.json, { artifactType: 'application/vnd.sampan.vm.v1', layers: [{ digest: sha256(disk) }] });
  const token = test.tokens.token({});
  const open = createServer((request, response) => {
    void fetch(`${test.service.url}${String(request.url)}`, { headers: { Authorization: `Bearer ${token}`, Accept: String(request.headers.accept) } }).then(async (answer) => {
      response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? '' }).end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise((resolve) => {
    open.closeAllConnections();
    open.close(resolve);
  }));
  const pull = async (reference: string) => {
    const { id } = (await test.client().call('createImage', { body: { name: 'copy', container_format: 'docker', disk_format: 'raw' } as never })).body;
    await test.client().call('importImage', { path: { id }, body: { method: { name: 'oci-pull', ref: `127.0.0.1:${(open.address() as AddressInfo).port}/project-a/${reference}` } } });
    await test.service.settled();
    return (await test.client().call('getImage', { path: { id } })).body;
  };
  const layers = [diskOf(4), diskOf(5), diskOf(6)];
  const artifact = artifactOf(layers);
  for (const blob of [...layers, artifact.config]) await client.pushBlob('project-a/chain', blob);
  t.equal((await client.pushManifest('project-a/chain', '1', artifact)).status, 201);
  const chain = await pull('chain:1');
  t.match(chain, { status: 'active', status_reason: null, kind: 'vm', disk_format: 'qcow2', min_disk: 1, virtual_size: 2 ** 30, os_hash_value: null, layer_id: chainIds(layers.map(sha256), 'qcow2')[2] }, 'with its chain of layers, where there is one');
  t.match((await client.call('GET', '/v2/project-a/copy/manifests/latest')).json, { artifactType: 'application/vnd.sampan.vm.v1', layers: layers.map((layer) => ({ digest: sha256(layer) })) });
  t.match(await pull('debian:latest'), { status: 'active', status_reason: null, kind: 'vm', disk_format: 'qcow2', container_format: 'bare', os_hash_value: sha256(disk).slice(7) });
});
