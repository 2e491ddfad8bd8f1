import t from 'tap';
import { imageSchema } from '../../kit/image-schema.ts';
import { dockerImage, layersOf } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';
import type { TestService } from '../kit.ts';

const member = { projectId: 'project-b', userId: 'user-b' };
const stranger = { projectId: 'project-c', userId: 'user-c' };
const admin = { roles: ['admin', 'manager', 'member', 'reader'], projectId: 'admins', userId: 'admin' };

const listed = async (test: TestService, who: object, query: Record<string, string> = {}): Promise<string[]> =>
  (await test.client(who).call('listImages', { query: query as never })).body.images.map(({ id }) => id);

await imageSchema.forEach(t, 'a shared image is in the list of who accepts it', async (t, _db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const owner = test.client();
  const other = test.client(member);
  const { id } = (await owner.call('createImage', { body: { name: 'x' } })).body;
  await t.rejects(other.call('getImage', { path: { id } }), { code: 'not-found' });
  const added = await owner.call('addImageMember', { path: { id }, body: { member: 'project-b' } });
  t.match(added, { status: 200, body: { member_id: 'project-b', image_id: id, status: 'pending', schema: '/v2/schemas/member' } });
  await t.rejects(owner.call('addImageMember', { path: { id }, body: { member: 'project-b' } }), { code: 'already-exists' });
  t.equal((await other.call('getImage', { path: { id } })).body.id, id, 'it is seen before it is accepted');
  t.same(await listed(test, member), []);
  t.same(await listed(test, member, { member_status: 'pending' }), [id]);
  t.same(await listed(test, member, { member_status: 'all' }), [id]);
  const answer = { path: { id, member: 'project-b' }, body: { status: 'accepted' as const } };
  await t.rejects(owner.call('updateImageMember', answer), { code: 'forbidden', message: /Only the project project-b/ });
  t.match((await other.call('updateImageMember', answer)).body, { status: 'accepted' });
  t.same([await listed(test, member), await listed(test, stranger)], [[id], []]);
  await t.rejects(test.client(stranger).call('listImageMembers', { path: { id } }), { code: 'not-found' });
  await t.rejects(other.call('addImageMember', { path: { id }, body: { member: 'project-c' } }), { code: 'forbidden' }, 'a member shares no further');
  await t.rejects(other.call('updateImage', { path: { id }, headers: { 'Content-Type': 'application/openstack-images-v2.1-json-patch' }, body: [{ op: 'replace', path: '/name', value: 'y' }] }), { code: 'forbidden' });
  await owner.call('addImageMember', { path: { id }, body: { member: 'project-c' } });
  t.equal((await owner.call('listImageMembers', { path: { id } })).body.members.length, 2);
  t.same((await other.call('listImageMembers', { path: { id } })).body.members.map((each) => each.member_id), ['project-b']);
  await t.rejects(other.call('getImageMember', { path: { id, member: 'project-c' } }), { code: 'not-found' });
  t.equal((await owner.call('removeImageMember', { path: { id, member: 'project-b' } })).status, 204);
  await t.rejects(other.call('getImage', { path: { id } }), { code: 'not-found' });
  const { id: closed } = (await owner.call('createImage', { body: { name: 'x', visibility: 'private' } as never })).body;
  await t.rejects(owner.call('addImageMember', { path: { id: closed }, body: { member: 'project-b' } }), { code: 'forbidden', message: /Only shared images/ });
});

t.test('a member reads the layers too, until the image is deactivated', async (t) => {
  const test = await startTestService(t);
  const id = await test.upload((await dockerImage(await layersOf(['base']))).archive);
  await test.client().call('addImageMember', { path: { id }, body: { member: 'project-b' } });
  const layer = String((await test.client(member).call('getImage', { path: { id } })).body.layer_id);
  t.equal((await test.client(member).call('getLayer', { path: { id: layer } })).body.id, layer);
  await t.rejects(test.client(member).call('deactivateImage', { path: { id } }), { code: 'forbidden' });
  t.equal((await test.client().call('deactivateImage', { path: { id } })).status, 204);
  t.equal((await test.client().call('deactivateImage', { path: { id } })).status, 204, 'twice is once');
  t.equal((await test.client().call('getImage', { path: { id } })).body.status, 'deactivated');
  await t.rejects(test.client().stream('downloadImage', { path: { id } }), { code: 'forbidden', message: /deactivated/ });
  await t.rejects(test.client().call('getLayer', { path: { id: layer } }), { code: 'not-found' });
  const operator = await test.client(admin).stream('downloadImage', { path: { id } });
  operator.body.destroy();
  t.equal(operator.status, 200);
  t.equal((await test.client().call('reactivateImage', { path: { id } })).status, 204);
  t.equal((await test.client().call('getImage', { path: { id } })).body.status, 'active');
  const { id: queued } = (await test.client().call('createImage', { body: { name: 'x' } })).body;
  await t.rejects(test.client().call('deactivateImage', { path: { id: queued } }), { code: 'forbidden', message: /queued/ });
});

t.test('tags come and go one by one', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  const { id } = (await client.call('createImage', { body: { name: 'x', tags: ['b'] } as never })).body;
  for (const tag of ['a b', 'b']) t.equal((await client.call('addImageTag', { path: { id, tag } })).status, 204);
  t.same((await client.call('getImage', { path: { id } })).body.tags, ['a b', 'b']);
  t.equal((await client.call('removeImageTag', { path: { id, tag: 'b' } })).status, 204);
  await t.rejects(client.call('removeImageTag', { path: { id, tag: 'b' } }), { code: 'not-found' });
  await t.rejects(test.client(member).call('addImageTag', { path: { id, tag: 'c' } }), { code: 'not-found' });
});

t.test('who names a kernel must be able to see it', async (t) => {
  const test = await startTestService(t);
  const make = async (body: object, who = {}): Promise<string> => (await test.client(who).call('createImage', { body: body as never })).body.id;
  const kernel = await make({ container_format: 'aki', disk_format: 'aki' });
  const foreign = await make({ container_format: 'aki', disk_format: 'aki', visibility: 'private' }, stranger);
  t.ok(await make({ name: 'vm', kernel_id: kernel }));
  await t.rejects(make({ name: 'vm', kernel_id: foreign }), { code: 'bad-request', message: /no image .* that you can see/ });
  await t.rejects(make({ name: 'vm', ramdisk_id: kernel }), { code: 'bad-request', message: /is no ari image/ });
});
