import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import type { Test } from 'tap';
import { chainIds } from '../../../image-service/layers/chain-id.ts';
import { imageSchema } from '../../kit/image-schema.ts';
import { dockerImage, layersOf, ociImage, registryOf, sha256 } from '../../kit/images.ts';
import { chunked, startTestService } from '../kit.ts';
import type { TestService } from '../kit.ts';

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const open = { importNetworks: '127.0.0.0/8', importPorts: '*' };

async function make(test: TestService, body: object = { container_format: 'docker', disk_format: 'raw' }): Promise<string> {
  return (await test.client().call('createImage', { body: { name: 'x', ...body } as never })).body.id;
}

await imageSchema.forEach(t, 'what is staged becomes an image by an import, and the stage is let go', async (t, db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const client = test.client();
  const layers = await layersOf(['base', 'top']);
  const { archive } = await dockerImage(layers);
  const id = await make(test);
  await t.rejects(client.call('importImage', { path: { id }, body: { method: { name: 'glance-direct' } } }), { code: 'conflict', message: /nothing staged/ });
  await client.stream('stageImage', { path: { id }, body: chunked(archive) });
  t.equal((await client.call('getImage', { path: { id } })).body.status, 'uploading');
  await t.rejects(client.stream('stageImage', { path: { id }, body: chunked(archive) }), { code: 'conflict' });
  await t.rejects(client.stream('uploadImage', { path: { id }, body: chunked(archive) }), { code: 'conflict' });
  const begun = await client.call('importImage', { path: { id }, body: { method: { name: 'glance-direct' }, stores: ['local'] } });
  t.equal(begun.status, 202);
  await test.service.settled();
  t.match((await client.call('getImage', { path: { id } })).body, { status: 'active', layer_id: chainIds(layers.map(sha256))[1], kind: 'container' });
  const { tasks } = (await client.call('listImageTasks', { path: { id } })).body;
  t.match(tasks, [{ id: begun.headers['openstack-image-task-id'], status: 'success', bytes_done: archive.length, bytes_total: archive.length, image_id: id, user_id: 'user-a', input: { import_req: { method: { name: 'glance-direct' } } } }]);
  const other = await make(test);
  await client.stream('stageImage', { path: { id: other }, body: chunked(archive) });
  await client.call('importImage', { path: { id: other }, body: { method: { name: 'glance-direct' } } });
  await test.service.settled();
  const first = (await client.call('listTasks', { query: { limit: 1 } })).body;
  t.match(first, { tasks: [{ image_id: other, self: /^\/v2\/tasks\//, schema: '/v2/schemas/task' }], first: '/v2/tasks?limit=1', next: /marker=/ });
  const second = (await client.call('listTasks', { query: { limit: 1, marker: first.tasks[0]?.id ?? '' } })).body;
  t.same([second.tasks.map((task) => task.image_id), second.next], [[id], undefined]);
  t.same((await client.call('getTask', { path: { id: tasks[0]?.id ?? '' } })).body, tasks[0]);
  t.same((await client.call('listTasks', { query: { status: 'failure' } })).body.tasks, []);
  const stranger = test.client({ projectId: 'project-b' });
  t.same((await stranger.call('listTasks', {})).body.tasks, [], "another project's are not seen");
  await t.rejects(stranger.call('getTask', { path: { id: tasks[0]?.id ?? '' } }), { code: 'not-found' });
  t.equal((await test.client({ roles: ['admin', 'reader'] }).call('listTasks', {})).body.tasks.length, 2);
  for (const image of [id, other]) await client.call('deleteImage', { path: { id: image } });
  await test.service.collect();
  t.same([await test.objects(), await db('blobs').select()], [[], []]);
});

t.test('a docker archive needs no formats; what is none says why, and the image is queued again', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  const id = await make(test, {});
  await client.stream('stageImage', { path: { id }, body: chunked(Buffer.from('no archive at all'.repeat(100))) });
  await client.call('importImage', { path: { id }, body: { method: { name: 'docker-archive' } } });
  await test.service.settled();
  t.match((await client.call('getImage', { path: { id } })).body, { status: 'queued', status_reason: /not a container image/, os_glance_failed_import: 'local' });
  t.match((await client.call('listImageTasks', { path: { id } })).body.tasks, [{ status: 'failure', message: /not a container image/ }]);
  await client.stream('stageImage', { path: { id }, body: chunked((await dockerImage(await layersOf(['a']))).archive) });
  await client.call('importImage', { path: { id }, body: { method: { name: 'docker-archive' } } });
  await test.service.settled();
  const { body } = await client.call('getImage', { path: { id } });
  t.match(body, { status: 'active', container_format: 'docker', status_reason: null });
  t.notOk('os_glance_failed_import' in body);
});

t.test('a download is refused into our own network, and taken where the operator allows it', async (t) => {
  const { archive } = await ociImage(await layersOf(['base']), { gzip: true });
  const host = await serve(t, (request, response) => {
    if (request.url === '/moved') response.writeHead(302, { Location: '/image.tar' }).end();
    else if (request.url === '/image.tar') response.end(archive);
    else response.writeHead(404).end();
  });
  const closed = await startTestService(t);
  const refused = await make(closed);
  await closed.client().call('importImage', { path: { id: refused }, body: { method: { name: 'web-download', uri: 'http://127.0.0.1/image.tar' } } });
  await closed.service.settled();
  t.match((await closed.client().call('getImage', { path: { id: refused } })).body, { status: 'queued', status_reason: /not a public one/, os_glance_failed_import: 'local' });
  const test = await startTestService(t, { config: open });
  const [id, missing] = [await make(test), await make(test)];
  const client = test.client();
  await client.call('importImage', { path: { id }, body: { method: { name: 'web-download', uri: `http://${host}/moved` } } });
  await client.call('importImage', { path: { id: missing }, body: { method: { name: 'web-download', uri: `http://${host}/nothing` } } });
  await test.service.settled();
  t.equal((await client.call('getImage', { path: { id } })).body.status, 'active');
  t.match((await client.call('getImage', { path: { id: missing } })).body, { status: 'queued', status_reason: /status 404/ });
  for (const uri of ['file:///etc/passwd', 'http://u:p@x/']) await t.rejects(client.call('importImage', { path: { id: missing }, body: { method: { name: 'web-download', uri } } }), { code: 'bad-request' });
  await t.rejects(client.call('importImage', { path: { id: missing }, body: { method: { name: 'copy-image' } } }), { code: 'bad-request', message: /one of glance-direct/ });
});

t.test('an image is pulled from another registry, which may want a token', async (t) => {
  const layers = await layersOf(['base', 'top']);
  const { blobs, top } = await registryOf((await ociImage(layers, { gzip: true })).archive);
  let damaged = false;
  const host = await serve(t, (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    if (url.pathname === '/token') {
      const isKnown = request.headers.authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`;
      response.writeHead(isKnown ? 200 : 401).end(JSON.stringify({ token: url.searchParams.get('scope') }));
      return;
    }
    if (request.headers.authorization !== 'Bearer repository:team/app:pull') {
      response.writeHead(401, { 'WWW-Authenticate': `Bearer realm="http://${request.headers.host}/token",service="r"` }).end();
      return;
    }
    const name = url.pathname.split('/').at(-1) ?? '';
    const body = blobs.get(name === '1.0' ? top : name);
    if (body && damaged && gunzips(body)) body[body.length - 1] = (body[body.length - 1] ?? 0) ^ 1;
    response.writeHead(body ? 200 : 404, { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' }).end(body);
  });
  const test = await startTestService(t, { config: open });
  const client = test.client();
  const pull = async (method: object): Promise<Record<string, unknown>> => {
    const id = await make(test, {});
    await client.call('importImage', { path: { id }, body: { method: { name: 'oci-pull', ...method } } });
    await test.service.settled();
    t.notMatch(JSON.stringify((await client.call('listImageTasks', { path: { id } })).body), /secret/, 'no password is shown');
    return (await client.call('getImage', { path: { id } })).body;
  };
  const known = { username: 'me', password: 'secret' };
  t.match(await pull({ ref: `${host}/team/app:1.0`, ...known }), { status: 'active', layer_id: chainIds(layers.map(sha256))[1], container_format: 'docker' });
  t.match(await pull({ ref: `docker://${host}/team/app@${top}`, ...known }), { status: 'active' });
  t.match(await pull({ ref: `${host}/team/app:1.0` }), { status: 'queued', status_reason: /needs a user name/ });
  t.match(await pull({ ref: `${host}/team/app:2.0`, ...known }), { status: 'queued', status_reason: /does not have team\/app/ });
  damaged = true;
  t.match(await pull({ ref: `${host}/team/app:1.0`, ...known }), { status: 'queued', status_reason: /damaged/ });
});

function gunzips(body: Buffer): boolean {
  try {
    return gunzipSync(body).length > 0;
  } catch {
    return false;
  }
}

t.test('an import that a process left is taken up by the next, and given up after the third', async (t) => {
  let hang = true;
  const { archive } = await dockerImage(await layersOf(['base']));
  let asked = 0;
  const host = await serve(t, (_request, response) => {
    asked += 1;
    if (!hang) response.end(archive);
  });
  const test = await startTestService(t, { config: open });
  const [id, doomed] = [await make(test), await make(test)];
  for (const image of [id, doomed]) await test.client().call('importImage', { path: { id: image }, body: { method: { name: 'web-download', uri: `http://${host}/${image}` } } });
  while (asked < 2) await new Promise((resolve) => setImmediate(resolve));
  await test.service.stop(0);
  const { openDatabase } = await import('../../../openapi/serve/db.ts');
  const db = openDatabase(`sqlite:${test.stateDir}/image.db`);
  await db('tasks').where({ image_id: doomed }).update({ attempts: 3 });
  await db.destroy();
  hang = false;
  await test.service.start();
  await test.service.settled();
  const client = test.client();
  t.match((await client.call('getImage', { path: { id } })).body, { status: 'active' });
  t.match((await client.call('getImage', { path: { id: doomed } })).body, { status: 'queued', status_reason: /interrupted 3 times/ });
});
