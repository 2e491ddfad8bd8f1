import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { chainIds } from '../../../image-service/layers/chain-id.ts';
import { imageSchema } from '../../kit/image-schema.ts';
import { dockerImage, layersOf, sha256 } from '../../kit/images.ts';
import { chunked, startTestService } from '../kit.ts';
import type { TestService, Who } from '../kit.ts';

const stranger: Who = { projectId: 'project-b', userId: 'user-b' };

/** Begins a layer and sends its bytes; answers the upload's id. */
async function send(test: TestService, bytes: Buffer, parent: string | null, kind: 'tar' | 'qcow2' = 'tar', who: Who = {}): Promise<string> {
  const { body } = await test.client(who).call('createLayer', { body: { kind, parent_id: parent, size: bytes.length } });
  if (!('upload' in body)) throw new Error('the layer is there already');
  await test.client(who).stream('putUpload', { path: { id: body.upload.id }, body: chunked(bytes) });
  return body.upload.id;
}

await imageSchema.forEach(t, 'layers come one at a time, and an image is made of them without a byte', async (t, db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const client = test.client();
  const [base, top] = (await layersOf(['base', 'top'])) as [Buffer, Buffer];
  const [baseId, topId] = chainIds([base, top].map(sha256)) as [string, string];
  await test.upload((await dockerImage([base])).archive);
  const upload = await send(test, top, baseId);
  await t.rejects(client.call('commitUpload', { path: { id: upload }, body: { digest: sha256(base) } }), { code: 'bad-request', message: /damaged on the way/ });
  const { body: layer } = await client.call('commitUpload', { path: { id: upload }, body: { digest: sha256(top) } });
  t.match(layer, { id: topId, parent_id: baseId, kind: 'tar', depth: 2, diff_id: sha256(top) });
  await t.rejects(client.call('commitUpload', { path: { id: upload }, body: { digest: sha256(top) } }), { code: 'not-found' });
  await test.service.collect();
  t.equal((await client.call('getLayer', { path: { id: topId } })).body.id, topId, 'its project keeps it for a day');
  await t.rejects(test.client(stranger).call('getLayer', { path: { id: topId } }), { code: 'not-found' });
  const { body: image } = await client.call('createImage', { body: { name: 'made', layer_id: topId } as never });
  t.match(image, { status: 'active', kind: 'container', layer_id: topId, container_format: 'docker' });
  const bytes = await buffer((await client.stream('downloadImage', { path: { id: image.id } })).body);
  t.same([sha256(bytes), bytes.length], [`sha256:${String(image.os_hash_value)}`, image.size]);
  const again = await test.upload(bytes);
  t.equal((await client.call('getImage', { path: { id: again } })).body.layer_id, topId, 'what is downloaded is the same image');
  const plan = await test.client({ roles: ['host'] }).call('createPullPlan', { body: { image_id: image.id, layer_id: topId, have: [] } });
  t.same([plan.body.config.Cmd, plan.body.config.Env], [['/bin/true'], ['A=b']], 'it runs what the image below it runs');
  await t.rejects(test.client(stranger).call('createImage', { body: { name: 'x', layer_id: topId } as never }), { code: 'bad-request', message: /no layer/ });
  t.equal(((await db('layer_uploads').select()) as unknown[]).length, 0);
});

t.test('a missing parent, another kind, and a parent of somebody else are refused', async (t) => {
  const test = await startTestService(t);
  const [base] = (await layersOf(['base'])) as [Buffer];
  await test.upload((await dockerImage([base])).archive, { who: stranger });
  const begin = (body: object) => test.client().call('createLayer', { body: body as never });
  await t.rejects(begin({ kind: 'tar', parent_id: sha256('nothing') }), { code: 'conflict', message: /not here, or not yours/ });
  await t.rejects(begin({ kind: 'tar', parent_id: sha256(base) }), { code: 'conflict', message: /not here, or not yours/ });
  await t.rejects(test.client(stranger).call('createLayer', { body: { kind: 'qcow2', parent_id: sha256(base) } }), { code: 'bad-request', message: /cannot stand on the tar layer/ });
  const known = await test.client(stranger).call('createLayer', { body: { kind: 'tar', diff_id: sha256(base) } });
  t.match(known, { status: 200, body: { layer: { id: sha256(base) } } });
  t.match((await begin({ kind: 'tar', diff_id: sha256(base) })).body, { upload: {} }, 'knowing a digest opens nothing');
});

t.test('an upload goes on where it stood, behind a restart too', async (t) => {
  const test = await startTestService(t);
  const [layer] = (await layersOf(['x'.repeat(200_000)])) as [Buffer];
  const begun = (await test.client().call('createLayer', { body: { kind: 'tar' } })).body;
  const id = 'upload' in begun ? begun.upload.id : '';
  const append = (bytes: Buffer, from: number) => test.client().stream('appendUpload', { path: { id }, body: chunked(bytes), headers: { 'Upload-Offset': String(from) } });
  t.equal((await append(layer.subarray(0, 70_000), 0)).headers['upload-offset'], '70000');
  await t.rejects(append(layer.subarray(0, 10), 0), { code: 'range-not-satisfiable', message: /has 70000 bytes/ });
  await test.service.stop(100);
  await test.service.start();
  t.equal((await test.client().call('showUpload', { path: { id } })).headers['upload-offset'], '70000');
  await append(layer.subarray(70_000), 70_000);
  await t.rejects(test.client(stranger).call('showUpload', { path: { id } }), { code: 'not-found' });
  t.equal((await test.client().call('commitUpload', { path: { id }, body: { digest: sha256(layer) } })).body.id, sha256(layer));
  const other = await send(test, Buffer.from('no tar'.repeat(500)), null);
  await t.rejects(test.client().call('commitUpload', { path: { id: other }, body: { digest: sha256('no tar'.repeat(500)) } }), { code: 'image-unusable' });
  t.equal((await test.client().call('cancelUpload', { path: { id: other } })).status, 204);
  await t.rejects(test.client().call('showUpload', { path: { id: randomUUID() } }), { code: 'not-found' });
});
