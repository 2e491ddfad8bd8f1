import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { dockerImage, layersOf, sha256 } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';
import type { TestService } from '../kit.ts';
import { registryClient } from '../registry/registry-kit.ts';

/** A body that comes a piece at a time, for as long as its sender likes. */
interface SlowUpload {
  /** Sends all but the last byte in small pieces with pauses, until `isEnough`; more pieces than there are bytes are not sent. */
  trickle(isEnough: () => boolean): Promise<void>;
  /** The rest at once; answers the status. */
  finish(): Promise<{ status: number; body: string }>;
}

const pauseMs = 100;

function slowUpload(test: TestService, { method, path, token, bytes }: { method: string; path: string; token: string; bytes: Buffer }): SlowUpload {
  const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/octet-stream', 'Content-Length': bytes.length };
  const sending: ClientRequest = request(`${test.service.url}${path}`, { method, headers });
  const answer = once(sending, 'response') as Promise<[IncomingMessage]>;
  answer.catch(() => undefined);
  let sent = 0;
  return {
    async trickle(isEnough) {
      while (!isEnough() && sent < bytes.length - 1) {
        sending.write(bytes.subarray(sent, sent + 1));
        sent += 1;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    },
    async finish() {
      sending.end(bytes.subarray(sent));
      const [response] = await answer;
      return { status: response.statusCode ?? 0, body: await text(response) };
    },
  };
}

t.test('13.14 slow uploads through every door are not cut off while they make progress, and hold nobody up', async (t) => {
  const uploadIdleMs = 2000;
  const test = await startTestService(t, { parts: { uploadIdleMs } });
  const [client, registry, token] = [test.client(), registryClient(t, test), test.tokens.token({})];
  const { archive } = await dockerImage(await layersOf(['slow base', 'slow top']));
  const [layer = Buffer.alloc(0)] = await layersOf(['slow layer']);
  const created = async (): Promise<string> => (await client.call('createImage', { body: { name: 'slow', container_format: 'docker', disk_format: 'raw' } as never })).body.id;

  const [images, resumed, staged] = await Promise.all([1, 2, 3].map(() => Promise.all([created(), created(), created(), created()])));
  const { body: layerUpload } = await client.call('createLayer', { body: { kind: 'tar', parent_id: null } });
  const uploadId = 'upload' in layerUpload ? layerUpload.upload.id : '';
  const blobPlace = (await registry.call('POST', '/v2/project-a/slow/blobs/uploads/')).headers.get('location') ?? '';
  const slow = [
    ...(images ?? []).map((id) => slowUpload(test, { method: 'PUT', path: `/image/v2/images/${id}/file`, token, bytes: archive })),
    ...(resumed ?? []).map((id) => slowUpload(test, { method: 'PATCH', path: `/image/v2/images/${id}/upload`, token, bytes: archive })),
    ...(staged ?? []).map((id) => slowUpload(test, { method: 'PUT', path: `/image/v2/images/${id}/stage`, token, bytes: archive })),
    slowUpload(test, { method: 'PUT', path: `/image/v2/uploads/${uploadId}`, token, bytes: layer }),
    slowUpload(test, { method: 'PATCH', path: blobPlace, token, bytes: layer }),
  ];

  const began = Date.now();
  let othersDone = false;
  const trickling = Promise.all(slow.map((each) => each.trickle(() => othersDone && Date.now() - began > 1.5 * uploadIdleMs)));
  // Whoever comes meanwhile: an upload, a push, a pull, a list, a collection.
  const quick = await test.upload((await dockerImage(await layersOf(['quick']))).archive, { name: 'quick' });
  await registry.pushImage('project-a/quick', '2', await layersOf(['pushed']));
  const { body: image } = await client.call('getImage', { path: { id: quick } });
  const host = test.client({ roles: ['host'] });
  const { body: plan } = await host.call('createPullPlan', { body: { image_id: quick, layer_id: String(image.layer_id), have: [] } });
  await host.call('deleteLease', { path: { id: plan.lease_id } });
  t.equal((await client.call('listImages', { query: { status: 'active' } })).body.images.length, 2);
  await test.service.collect();
  await test.service.sweep();
  t.match((await client.call('getUsage', {})).body, { uploads: slow.length }, 'all slow uploads are still coming');
  othersDone = true;
  await trickling;

  const answers = await Promise.all(slow.map((each) => each.finish()));
  t.ok(answers.every(({ status }) => status >= 200 && status < 300), JSON.stringify(answers.filter(({ status }) => status >= 300)));
  for (const id of [...(images ?? []), ...(resumed ?? [])]) t.equal((await client.call('getImage', { path: { id } })).body.status, 'active');
  for (const id of staged ?? []) await client.call('importImage', { path: { id }, body: { method: { name: 'glance-direct' } } });
  await test.service.settled();
  for (const id of staged ?? []) t.equal((await client.call('getImage', { path: { id } })).body.status, 'active');
  t.equal((await registry.call('PUT', `${blobPlace}?digest=${sha256(layer)}`)).status, 201);
  t.equal((await client.call('commitUpload', { path: { id: uploadId }, body: { digest: sha256(layer) } })).status, 201);
});

t.test('a client that falls silent is cut off, and the image says so', async (t) => {
  const test = await startTestService(t, { parts: { uploadIdleMs: 50 } });
  const client = test.client();
  const { body } = await client.call('createImage', { body: { name: 'silent', container_format: 'docker', disk_format: 'raw' } as never });
  const upload = slowUpload(test, { method: 'PUT', path: `/image/v2/images/${body.id}/file`, token: test.tokens.token({}), bytes: Buffer.alloc(1000) });
  let pieces = 0;
  await upload.trickle(() => (pieces += 1) > 1);
  const reason = async (): Promise<string | null | undefined> => (await client.call('getImage', { path: { id: body.id } })).body.status_reason;
  while (!(await reason())) await new Promise((resolve) => setTimeout(resolve, 10));
  t.match((await client.call('getImage', { path: { id: body.id } })).body, { status: 'queued', status_reason: /no byte for 50 ms|ended after 1 bytes|went away/ });
  t.match((await client.call('getUsage', {})).body, { uploads: 0, reserved_bytes: 0 });
});
