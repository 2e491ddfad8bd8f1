import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import t from 'tap';
import type { CallResult } from '../../../openapi/call/call.ts';
import type { Operation } from '../../../openapi/contracts.ts';
import { dockerImage, layersOf } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';

const admin = { roles: ['admin', 'manager', 'member', 'reader'], projectId: 'admins', userId: 'admin' };
const other = { projectId: 'project-b', userId: 'user-b' };

t.test('an image is made, shown, changed and deleted', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  const id = randomUUID();
  const made = await client.call('createImage', { body: { id, name: 'demo', container_format: 'docker', disk_format: 'raw', tags: ['b', 'a', 'b'], os_distro: 'debian' } as never });
  t.equal(made.status, 201);
  t.equal(made.headers['location'], `${test.service.url}/image/v2/images/${id}`);
  t.ok('openstack-image-import-methods' in made.headers);
  t.match(made.body, { id, status: 'queued', visibility: 'shared', owner: 'project-a', size: null, tags: ['a', 'b'], os_distro: 'debian', self: `/v2/images/${id}`, min_disk: 0 });
  t.match(made.body.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  await t.rejects(client.call('createImage', { body: { id } }), { code: 'already-exists', message: /already exists/ });
  const { body: changed } = await client.call('updateImage', {
    path: { id },
    headers: { 'Content-Type': 'application/openstack-images-v2.1-json-patch' },
    body: [{ op: 'replace', path: '/name', value: 'renamed' }, { op: 'add', path: '/a', value: 'b' }, { op: 'remove', path: '/os_distro' }, { op: 'replace', path: '/protected', value: true }],
  });
  t.match(changed, { name: 'renamed', a: 'b', protected: true });
  t.notOk('os_distro' in changed);
  await t.rejects(client.call('deleteImage', { path: { id } }), { code: 'forbidden', message: /protected/ });
  await client.call('updateImage', { path: { id }, headers: { 'Content-Type': 'application/openstack-images-v2.0-json-patch' }, body: [{ replace: '/protected', value: false }] as never });
  t.equal((await client.call('deleteImage', { path: { id } })).status, 204);
  await t.rejects(client.call('getImage', { path: { id } }), { code: 'not-found', message: `No image found with ID ${id}` });
  await t.rejects(client.call('createImage', { body: { id } }), { code: 'already-exists' }, 'an id is never given twice');
  await t.rejects(client.call('getImage', { path: { id: 'a name' } }), { code: 'not-found' });
});

t.test("other projects' images are not there, unless they are for all", async (t) => {
  const test = await startTestService(t);
  const [mine, stranger, operator] = [test.client(), test.client(other), test.client(admin)];
  const make = async (visibility: string, client = mine): Promise<string> => (await client.call('createImage', { body: { name: visibility, visibility } as never })).body.id;
  const ids = { private: await make('private'), shared: await make('shared'), community: await make('community'), public: await make('public', operator) };
  await t.rejects(make('public'), { code: 'forbidden', message: /make an image public/ });
  for (const hidden of [ids.private, ids.shared]) {
    await t.rejects(stranger.call('getImage', { path: { id: hidden } }), { code: 'not-found' });
    await t.rejects(stranger.call('deleteImage', { path: { id: hidden } }), { code: 'not-found' });
    await t.rejects(stranger.call('listImageLayers', { path: { id: hidden } }), { code: 'not-found' });
  }
  t.equal((await stranger.call('getImage', { path: { id: ids.community } })).body.id, ids.community);
  await t.rejects(stranger.call('deleteImage', { path: { id: ids.community } }), { code: 'forbidden' });
  await t.rejects(mine.call('deleteImage', { path: { id: ids.public } }), { code: 'forbidden' });
  const patch = { headers: { 'Content-Type': 'application/openstack-images-v2.1-json-patch' }, body: [{ op: 'replace', path: '/visibility', value: 'public' }] };
  await t.rejects(mine.call('updateImage', { path: { id: ids.private }, ...patch }), { code: 'forbidden' });
  const listed = async (client: typeof mine, query: Record<string, unknown> = {}): Promise<string[]> =>
    (await client.call('listImages', { query: query as never })).body.images.map((image) => String(image.name)).sort();
  t.same(await listed(mine), ['community', 'private', 'public', 'shared']);
  t.same(await listed(stranger), ['public'], 'community images are not pushed into lists');
  t.same(await listed(stranger, { visibility: 'community' }), ['community']);
  t.same(await listed(operator), ['community', 'private', 'public', 'shared']);
  const reader = test.client({ roles: ['reader'] });
  t.same(await listed(reader), await listed(mine));
  await t.rejects(reader.call('createImage', { body: { name: 'x' } }), { code: 'forbidden' });
});

t.test('pages follow each other by relative links', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  for (let index = 0; index < 7; index += 1) await client.call('createImage', { body: { name: `image-${index}`, group: 'g' } as never });
  const seen: string[] = [];
  let next: string | undefined = '/v2/images?limit=3&sort=name:asc&group=g';
  let pages = 0;
  while (next !== undefined) {
    const query: Record<string, string> = Object.fromEntries(new URL(next, 'http://x').searchParams);
    const { body }: CallResult<Operation<'image', 'listImages'>> = await client.call('listImages', { query: query as never });
    t.equal(body.first, '/v2/images?limit=3&sort=name%3Aasc&group=g');
    seen.push(...body.images.map((image) => String(image.name)));
    next = body.next;
    pages += 1;
  }
  t.same([seen, pages], [Array.from({ length: 7 }, (_, index) => `image-${index}`), 3]);
  t.same((await client.call('listImages', { query: { group: 'h' } as never })).body.images, []);
  await t.rejects(client.call('listImages', { query: { marker: randomUUID() } }), { code: 'bad-request', message: /marker/ });
});

t.test('discovery and schemas answer as clients expect', async (t) => {
  const test = await startTestService(t);
  const discovery = await fetch(`${test.service.url}/image/`, { redirect: 'manual' });
  t.equal(discovery.status, 300);
  t.match(await discovery.json(), { versions: [{ id: 'v2.7', status: 'CURRENT', links: [{ rel: 'self', href: `${test.service.url}/image/v2/` }] }] });
  t.match((await test.client().call('getImageSchema')).body, { name: 'image', properties: { id: { type: 'string' } } });
  t.match((await test.client().call('getImagesSchema')).body, { name: 'images' });
  t.equal((await fetch(`${test.service.url}/image/v2/images`)).status, 401);
});

t.test('an image that is deleted while it is uploaded stays deleted', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  const { archive } = await dockerImage(await layersOf(['x'.repeat(200_000)]));
  const { body } = await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
  async function* slow(): AsyncIterable<Buffer> {
    yield archive.subarray(0, 100_000);
    while ((await client.call('getImage', { path: { id: body.id } })).body.status !== 'saving') await new Promise((resolve) => setImmediate(resolve));
    await client.call('deleteImage', { path: { id: body.id } });
    yield archive.subarray(100_000);
  }
  await t.rejects(client.stream('uploadImage', { path: { id: body.id }, body: Readable.from(slow(), { objectMode: false }) }), { code: 'conflict', message: /deleted while/ });
  await test.service.collect();
  t.same(await test.objects(), []);
});
