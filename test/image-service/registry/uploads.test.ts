import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import t from 'tap';
import { layersOf, sha256 } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';
import type { TestService } from '../kit.ts';
import { registryClient } from './registry-kit.ts';
import type { RegistryClient } from './registry-kit.ts';

const app = 'project-a/app';
const bytes = randomBytes(300_000);
const digest = sha256(bytes);

async function begin(client: RegistryClient): Promise<string> {
  const { headers } = await client.call('POST', `/v2/${app}/blobs/uploads/`);
  return headers.get('location') ?? '';
}

t.test('a blob is sent at once, in chunks with ranges, or in chunks that are appended', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const whole = await client.call('POST', `/v2/${app}/blobs/uploads/?digest=${digest}`, { body: bytes });
  t.match([whole.status, whole.headers.get('location')], [201, `/v2/${app}/blobs/${digest}`]);
  for (const withRanges of [true, false]) {
    const place = await begin(client);
    for (const [from, to] of [[0, 100_000], [100_000, 250_000]] as const) {
      const headers = withRanges ? { 'Content-Range': `${from}-${to - 1}` } : undefined;
      const answer = await client.call('PATCH', place, { body: bytes.subarray(from, to), ...(headers && { headers }) });
      t.match([answer.status, answer.headers.get('range'), answer.headers.get('location')], [202, `0-${to - 1}`, place]);
    }
    const shown = await client.call('GET', place);
    t.match([shown.status, shown.headers.get('range')], [204, '0-249999']);
    t.equal((await client.call('PUT', `${place}?digest=${digest}`, { body: bytes.subarray(250_000) })).status, 201);
    t.equal((await client.call('GET', place)).code, 'BLOB_UPLOAD_UNKNOWN', 'it has ended');
  }
  t.ok((await client.call('GET', `/v2/${app}/blobs/${digest}`)).bytes.equals(bytes));
  t.equal((await test.objects()).length, 1);
});

t.test('a chunk in the wrong place is a 416 that says the right one, and the upload goes on', async (t) => {
  const client = registryClient(t, await startTestService(t));
  const place = await begin(client);
  await client.call('PATCH', place, { body: bytes.subarray(0, 1000) });
  for (const range of ['0-999', '2000-2999', 'x-y', '1000-1', '1000-1010']) {
    const answer = await client.call('PATCH', place, { body: bytes.subarray(0, 1000), headers: { 'Content-Range': range } });
    t.match([answer.status, answer.headers.get('range'), answer.code], [416, '0-999', 'BLOB_UPLOAD_INVALID'], range);
  }
  t.equal((await client.call('PUT', `${place}?digest=${digest}`, { body: bytes.subarray(1000), headers: { 'Content-Range': `1000-${bytes.length - 1}` } })).status, 201);
});

t.test('wrong bytes are refused and leave nothing; a cancelled upload is gone', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const place = await begin(client);
  const refused = await client.call('PUT', `${place}?digest=${sha256('other')}`, { body: bytes });
  t.match([refused.status, refused.code], [400, 'DIGEST_INVALID']);
  t.equal((await client.call('GET', place)).status, 404);
  t.equal((await client.call('PUT', `${await begin(client)}?digest=nonsense`, { body: bytes })).code, 'DIGEST_INVALID');
  const cancelled = await begin(client);
  t.equal((await client.call('DELETE', cancelled)).status, 204);
  t.equal((await client.call('PATCH', cancelled, { body: bytes })).code, 'BLOB_UPLOAD_UNKNOWN');
  await test.service.collect();
  t.same(await test.objects(), []);
});

/** Sends a part of a body of unknown length and goes away. */
function cutOff(test: TestService, place: string, token: string, part: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const sending = request(`${test.service.url}${place}`, { method: 'PATCH', headers: { Authorization: `Bearer ${token}`, 'Transfer-Encoding': 'chunked' } });
    sending.on('error', () => resolve());
    sending.write(part, () => setTimeout(() => sending.destroy(), 100));
  });
}

async function untilFree(client: RegistryClient, place: string): Promise<string> {
  for (;;) {
    const shown = await client.call('GET', place);
    if (shown.status === 204) return shown.headers.get('range') ?? '';
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

t.test('an upload that was cut off goes on where it stands, also after a restart', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const place = await begin(client);
  await cutOff(test, place, test.tokens.token({}), bytes.subarray(0, 120_000));
  t.equal(await untilFree(client, place), '0-119999');
  await test.service.stop(100);
  await test.service.start();
  t.equal((await client.call('GET', place)).headers.get('range'), '0-119999');
  t.equal((await client.call('PUT', `${place}?digest=${digest}`, { body: bytes.subarray(120_000) })).status, 201);
  t.ok((await client.call('GET', `/v2/${app}/blobs/${digest}`)).bytes.equals(bytes));
});

t.test('13.14 an expired token ends the upload that it began, and does nothing else', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const access = [{ name: app, actions: ['pull' as const, 'push' as const], project: { id: 'project-a', name: 'project-a' } }];
  const fresh = test.tokens.registryToken({ access });
  const expired = test.tokens.registryToken({ access, exp: Math.floor(Date.now() / 1000) - 60 });
  const begun = await client.call('POST', `/v2/${app}/blobs/uploads/`, { token: fresh });
  const place = begun.headers.get('location') ?? '';
  t.equal((await client.call('PATCH', place, { body: bytes, token: expired })).status, 202);
  t.equal((await client.call('PUT', `${place}?digest=${digest}`, { token: expired })).status, 201);
  for (const [method, path] of [['POST', `/v2/${app}/blobs/uploads/`], ['HEAD', `/v2/${app}/blobs/${digest}`], ['PUT', `/v2/${app}/manifests/1`]] as const) {
    const refused = await client.call(method, path, { token: expired });
    t.match([refused.status, refused.headers.get('www-authenticate')], [401, /^Bearer realm=/], `${method} ${path}`);
  }
  const other = await client.call('POST', `/v2/${app}/blobs/uploads/`, { token: fresh });
  const stranger = test.tokens.registryToken({ access, sub: 'user-b' });
  t.equal((await client.call('PATCH', other.headers.get('location') ?? '', { body: bytes, token: stranger })).code, 'BLOB_UPLOAD_UNKNOWN', 'of another user');
});

t.test('a blob without a manifest stays for an hour after anybody was told of it', async (t) => {
  let time = Date.now();
  const test = await startTestService(t, { parts: { now: () => new Date(time) } });
  const client = registryClient(t, test);
  await client.pushBlob(app, bytes);
  time += 40 * 60_000;
  await test.service.collect();
  t.equal((await client.call('HEAD', `/v2/${app}/blobs/${digest}`)).status, 200);
  time += 50 * 60_000;
  await test.service.collect();
  t.equal((await client.call('HEAD', `/v2/${app}/blobs/${digest}`)).status, 200, 'who was told that it is there may rely on it');
  time += 3 * 3_600_000;
  await test.service.collect();
  t.equal((await client.call('HEAD', `/v2/${app}/blobs/${digest}`)).status, 404);
  t.same(await test.objects(), []);
});

t.test('a push is bounded by the quota of its project', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const operator = test.client({ roles: ['admin', 'member', 'reader'] });
  await operator.call('setProjectLimit', { path: { project_id: 'project-a' }, body: { limit_bytes: 200_000 } });
  const refused = await client.call('PUT', `${await begin(client)}?digest=${digest}`, { body: bytes });
  t.equal(refused.status, 413);
  t.equal((await operator.call('getProjectUsage', { path: { project_id: 'project-a' } })).body.reserved_bytes, 0, 'nothing stays reserved');
});

t.test('13.4 32 pushes of one layer at a time are one object', { timeout: 60_000 }, async (t) => {
  const test = await startTestService(t);
  const [layer] = (await layersOf([randomBytes(1_500_000).toString('hex')])) as [Buffer];
  const clients = Array.from({ length: 32 }, (_, index) => {
    const projectId = `project-${index % 4}`;
    return { client: registryClient(t, test, { projectId, userId: `user-${index}` }), name: `${projectId}/app-${index}` };
  });
  await Promise.all(clients.map(({ client, name }) => client.pushBlob(name, layer)));
  await test.service.collect();
  t.equal((await test.objects()).length, 1);
  for (const { client, name } of clients.slice(0, 4)) await client.pushImage(name, '1', [layer], { plain: true });
  await test.service.collect();
  t.equal((await test.objects()).length, 3, 'the layer, the configuration and the manifest');
  const images = (await Promise.all([0, 1, 2, 3].map(async (index) => (await test.client({ projectId: `project-${index}` }).call('listImages', {})).body.images))).flat();
  t.equal(images.length, 4);
  t.equal(new Set(images.map((image) => image.layer_id)).size, 1);
});
