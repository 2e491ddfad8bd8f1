import t from 'tap';
import { chainIds } from '../../../image-service/layers/chain-id.ts';
import { imageSchema } from '../../kit/image-schema.ts';
import { configOf, dockerImage, layersOf, sha256 } from '../../kit/images.ts';
import { chunked, startTestService } from '../kit.ts';
import type { TestService, Who } from '../kit.ts';

const region: Who = { projectId: 'services', userId: 'region', roles: ['service'] };
const host: Who = { projectId: 'services', userId: 'host-one', roles: ['host'] };
const otherHost: Who = { projectId: 'services', userId: 'host-two', roles: ['host'] };

const order = async (test: TestService, snapshot: object, more: object = {}): Promise<string> =>
  (await test.client(region).call('createImage', { body: { name: 'snap', owner: 'project-a', visibility: 'private', snapshot, ...more } as never })).body.id;

await imageSchema.forEach(t, 'a snapshot is one layer, sent by the host that was named, and makes its image active', async (t, _db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const [base, top] = (await layersOf(['base', 'top'])) as [Buffer, Buffer];
  const [baseId, topId] = chainIds([base, top].map(sha256)) as [string, string];
  const baseImage = await test.upload((await dockerImage([base])).archive);
  const id = await order(test, { host: 'one', kind: 'tar', parent_id: baseId }, { image_type: 'snapshot' });
  t.match((await test.client().call('getImage', { path: { id } })).body, { status: 'queued', owner: 'project-a', image_type: 'snapshot', container_format: 'docker', disk_format: 'raw' });
  await test.client().call('deleteImage', { path: { id: baseImage } });
  await test.service.collect();
  const begin = (who: Who, more: object = {}) => test.client(who).call('createLayer', { body: { kind: 'tar', parent_id: baseId, image_id: id, size: top.length, ...more } });
  await t.rejects(begin(otherHost), { code: 'not-found' }, 'another host');
  await t.rejects(begin({}), { code: 'not-found' }, 'the owner has no part in it');
  await t.rejects(begin(host, { parent_id: null }), { code: 'conflict', message: /was ordered as a tar layer on/ });
  const { body: begun } = await begin(host);
  const upload = 'upload' in begun ? begun.upload.id : '';
  t.same((await begin(host)).body, begun, 'asked again, it is the same upload');
  t.equal((await test.client().call('getImage', { path: { id } })).body.status, 'saving');
  const append = (who: Who, bytes: Buffer, from: number) => test.client(who).stream('appendUpload', { path: { id: upload }, body: chunked(bytes), headers: { 'Upload-Offset': String(from) } });
  await append(host, top.subarray(0, 100), 0);
  for (const who of [otherHost, {}]) await t.rejects(append(who, top.subarray(100), 100), { code: 'not-found' });
  await test.service.stop(100);
  await test.service.start();
  t.equal((await test.client(host).call('showUpload', { path: { id: upload } })).headers['upload-offset'], '100');
  await append(host, top.subarray(100), 100);
  const { body: layer } = await test.client(host).call('commitUpload', { path: { id: upload }, body: { digest: sha256(top), config: { Cmd: ['/run'] } } });
  t.match(layer, { id: topId, parent_id: baseId });
  const { body: image } = await test.client().call('getImage', { path: { id } });
  t.match(image, { status: 'active', kind: 'container', layer_id: topId });
  t.match((await begin(host)).body, { layer: { id: topId } }, 'asked when it is there, the answer is the layer');
  const plan = await test.client(host).call('createPullPlan', { body: { image_id: id, layer_id: topId, have: [] } });
  t.same([plan.body.layers.length, plan.body.config.Cmd], [2, ['/run']]);
  const usage = (await test.client().call('getUsage', {})).body;
  t.same([usage.used_bytes, usage.reserved_bytes], [image.size, 0]);
});

t.test('only the region orders, and it deletes snapshots alone', async (t) => {
  const test = await startTestService(t);
  const [base] = (await layersOf(['base'])) as [Buffer];
  const mine = await test.upload((await dockerImage([base])).archive);
  const snapshot = { host: 'one', kind: 'tar', parent_id: sha256(base) };
  await t.rejects(test.client().call('createImage', { body: { name: 'x', snapshot } as never }), { code: 'forbidden', message: /Only the region/ });
  await t.rejects(test.client(region).call('createImage', { body: { name: 'x' } }), { code: 'forbidden', message: /snapshots alone/ });
  await t.rejects(test.client(region).call('deleteImage', { path: { id: mine } }), { code: 'forbidden' });
  await t.rejects(test.client(host).call('createLayer', { body: { kind: 'tar' } }), { code: 'forbidden', message: /image_id/ });
  await t.rejects(order(test, { ...snapshot, parent_id: sha256('gone') }), { code: 'conflict', message: /parent_id null/ });
  await t.rejects(order(test, { ...snapshot, kind: 'qcow2' }), { code: 'bad-request', message: /cannot stand on the tar layer/ });
  const id = await order(test, snapshot);
  const { body: begun } = await test.client(host).call('createLayer', { body: { kind: 'tar', parent_id: sha256(base), image_id: id } });
  const upload = 'upload' in begun ? begun.upload.id : '';
  await test.client(host).call('cancelUpload', { path: { id: upload } });
  t.match((await test.client().call('getImage', { path: { id } })).body, { status: 'queued', status_reason: /given up/ });
  await test.client(region).call('deleteImage', { path: { id } });
  await t.rejects(test.client(host).call('createLayer', { body: { kind: 'tar', parent_id: sha256(base), image_id: id } }), { code: 'not-found' });
});

t.test('a snapshot of no change sends no byte, and does not run what somebody else configured', async (t) => {
  const test = await startTestService(t);
  const [base, same] = (await layersOf(['base', 'same'])) as [Buffer, Buffer];
  await test.upload((await dockerImage([base])).archive);
  await test.upload((await dockerImage([base, same], { config: configOf([base, same], 'amd64', { Env: ['SECRET=1'] }) })).archive, { who: { projectId: 'project-b' } });
  const id = await order(test, { host: 'one', kind: 'tar', parent_id: sha256(base) });
  const { body } = await test.client(host).call('createLayer', { body: { kind: 'tar', parent_id: sha256(base), image_id: id, diff_id: sha256(same) } });
  const [, topId] = chainIds([base, same].map(sha256)) as [string, string];
  t.match(body, { layer: { id: topId } });
  t.match((await test.client().call('getImage', { path: { id } })).body, { status: 'active', layer_id: topId });
  const plan = await test.client(host).call('createPullPlan', { body: { image_id: id, layer_id: topId, have: [] } });
  t.same(plan.body.config.Env, ['A=b']);
});
