import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { chainIds } from '../../../image-service/layers/chain-id.ts';
import { dockerImage, layersOf, sha256 } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';
import type { TestService, Who } from '../kit.ts';

const stranger: Who = { projectId: 'project-b', userId: 'user-b' };
const host: Who = { projectId: 'service', userId: 'host-1', roles: ['host'] };

async function getFile(test: TestService, id: string, headers: Record<string, string> = {}, who: Who = {}): Promise<Response> {
  return fetch(`${test.service.url}/image/v2/layers/${id}/file`, { headers: { 'X-Auth-Token': test.tokens.token(who), ...headers } });
}

t.test('a layer is seen by who sees an image on it; its digest opens nothing', async (t) => {
  const test = await startTestService(t);
  const [base, mine, theirs] = (await layersOf(['base', 'mine', 'theirs'])) as [Buffer, Buffer, Buffer];
  await test.upload((await dockerImage([base, mine])).archive);
  await test.upload((await dockerImage([base, theirs])).archive, { who: stranger });
  const secret = (await dockerImage([theirs, mine])).archive;
  await test.upload(secret, { who: stranger });
  const [baseId, mineId] = chainIds([base, mine].map(sha256)) as [string, string];
  const [, theirsId] = chainIds([base, theirs].map(sha256)) as [string, string];
  t.match((await test.client().call('getLayer', { path: { id: mineId } })).body, { id: mineId, parent_id: baseId, kind: 'tar', depth: 2, created_by: 'user-a' });
  await t.rejects(test.client().call('getLayer', { path: { id: theirsId } }), { code: 'not-found' });
  t.equal((await getFile(test, theirsId)).status, 404);
  t.equal((await getFile(test, sha256(theirs))).status, 404);
  t.equal((await getFile(test, theirsId, {}, host)).status, 200, 'a host fetches what it was told to run');
  const children = async (who: Who): Promise<string[]> => (await test.client(who).call('listLayerChildren', { path: { id: baseId } })).body.layers.map(({ id }) => id);
  t.same(await children({}), [mineId]);
  t.same(await children(stranger), [theirsId]);
  t.same((await children({ roles: ['service', 'reader'], projectId: 'service' })).sort(), [mineId, theirsId].sort());
});

t.test('a blob comes whole or in one range, under its digest as ETag', async (t) => {
  const test = await startTestService(t);
  const [layer] = (await layersOf(['x'.repeat(10_000)])) as [Buffer];
  await test.upload((await dockerImage([layer])).archive);
  const id = sha256(layer);
  const etag = `"${sha256(layer)}"`;
  const whole = await getFile(test, id);
  t.match([whole.status, whole.headers.get('etag'), whole.headers.get('content-length'), whole.headers.get('accept-ranges')], [200, etag, String(layer.length), 'bytes']);
  t.ok(layer.equals(Buffer.from(await whole.arrayBuffer())));
  const part = await getFile(test, id, { Range: 'bytes=100-199', 'If-Range': etag });
  t.match([part.status, part.headers.get('content-range'), part.headers.get('content-length')], [206, `bytes 100-199/${layer.length}`, '100']);
  t.ok(layer.subarray(100, 200).equals(Buffer.from(await part.arrayBuffer())));
  const changed = await getFile(test, id, { Range: 'bytes=100-199', 'If-Range': '"sha256:old"' });
  t.equal(changed.status, 200);
  await changed.arrayBuffer();
  const outside = await getFile(test, id, { Range: `bytes=${layer.length}-` });
  t.match([outside.status, outside.headers.get('content-range')], [416, `bytes */${layer.length}`]);
  const head = await fetch(`${test.service.url}/image/v2/layers/${id}/file`, { method: 'HEAD', headers: { 'X-Auth-Token': test.tokens.token({}) } });
  t.match([head.status, head.headers.get('content-length')], [200, String(layer.length)]);
});

t.test('a pull plan names what is missing, and keeps it while its lease runs', async (t) => {
  let time = Date.now();
  const test = await startTestService(t, { parts: { now: () => new Date(time) } });
  const layers = await layersOf(['base', 'middle', 'top']);
  const ids = chainIds(layers.map(sha256)) as [string, string, string];
  const image = await test.upload((await dockerImage(layers)).archive);
  const puller = test.client(host);
  const { body: plan } = await puller.call('createPullPlan', { body: { image_id: image, layer_id: ids[2], have: [ids[0]] } });
  t.match(plan, { kind: 'container', architecture: 'amd64', config: { Cmd: ['/bin/true'], Env: ['A=b'] } });
  t.same(plan.layers.map((layer) => [layer.id, layer.parent_id, layer.present]), [[ids[0], null, true], [ids[1], ids[0], false], [ids[2], ids[1], false]]);
  t.same(plan.layers.map(({ diff_id: diffId, digest, size, media_type: type }) => [diffId, digest, size, type]), layers.map((layer) => [sha256(layer), sha256(layer), layer.length, 'application/vnd.oci.image.layer.v1.tar']));
  const lower = (await puller.call('createPullPlan', { body: { image_id: image, layer_id: ids[1], have: [] } })).body;
  t.equal(lower.layers.length, 2);
  await t.rejects(puller.call('createPullPlan', { body: { image_id: image, layer_id: sha256('none'), have: [] } }), { code: 'not-found' });
  await t.rejects(test.client().call('createPullPlan', { body: { image_id: image, layer_id: ids[2], have: [] } }), { code: 'forbidden' });

  await test.client().call('deleteImage', { path: { id: image } });
  await test.service.collect();
  t.equal((await getFile(test, ids[2], {}, host)).status, 200, 'the image is gone, the leased layers are not');
  await t.rejects(puller.call('createPullPlan', { body: { image_id: image, layer_id: ids[2], have: [] } }), { code: 'not-found' });
  await t.rejects(test.client({ ...host, userId: 'host-2' }).call('deleteLease', { path: { id: plan.lease_id } }), { code: 'not-found' }, 'of another host');
  t.equal((await puller.call('deleteLease', { path: { id: plan.lease_id } })).status, 204);
  await test.service.collect();
  t.equal((await getFile(test, ids[2], {}, host)).status, 404, 'given back');
  t.equal((await getFile(test, ids[1], {}, host)).status, 200, 'the other lease still runs');
  time += 16 * 60_000;
  await test.service.collect();
  t.same(await test.objects(), [], 'it has run out');
});

t.test('a download that has begun is finished although its image is deleted meanwhile', async (t) => {
  const test = await startTestService(t);
  const image = await test.upload((await dockerImage(await layersOf(['a'.repeat(3_000_000), 'b'.repeat(3_000_000)]))).archive);
  const { body: shown } = await test.client().call('getImage', { path: { id: image } });
  const { body } = await test.client().stream('downloadImage', { path: { id: image } });
  await test.client().call('deleteImage', { path: { id: image } });
  await test.service.collect();
  t.equal(sha256(await buffer(body)), `sha256:${shown.os_hash_value}`);
});
