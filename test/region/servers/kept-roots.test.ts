import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { insertKeptRoot, settleKeptRoots } from '../../../region/servers/kept-roots.ts';
import { insertServers } from '../../../region/servers/server-store.ts';
import { startRegionWorld } from '../../kit/region-world.ts';
import { forEachRegionDatabase } from '../store-world.ts';
import { serverRow } from './server-row.ts';

void forEachRegionDatabase(t, 'an image waits for a root as long as its rebuild may still be done, and then goes unless it was filled', async (t, db) => {
  const [waiting, failed] = [serverRow({ keepRootAs: 'waiting', generation: 2, taskState: 'rebuilding' }), serverRow({ keepRootAs: 'failed', vmState: 'error' })];
  const [done, other] = [serverRow({ keepRootAs: 'done' }), serverRow({ keepRootAs: null, vmState: 'error' })];
  await inTransaction(db, async (trx) => {
    await insertServers(trx, [waiting, failed, done, other]);
    for (const [imageId, { id }] of Object.entries({ waiting, failed, done, superseded: other, orphaned: { id: 'purged' } })) await insertKeptRoot(trx, imageId, id);
  });
  const asked: string[] = [];
  const images = { discardUnfilled: (id: string) => Promise.resolve(void asked.push(id)) };
  await settleKeptRoots(db, images, 100);
  t.same(asked.sort(), ['done', 'orphaned', 'superseded']);
  await db('servers').where({ id: failed.id }).update({ deleted_at: '2026-11-21T00:00:00.000Z' });
  await settleKeptRoots(db, images, 100);
  t.same(asked.slice(3), ['failed'], 'and each is asked for once');
});

void t.test('a rebuild orders an image for the old root and names it to the host; a refused one orders none', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host();
  const { body } = await world.demo.compute.call('createServer', { body: { server: { name: 'web', imageRef: world.imageId, flavorRef: '42' } } });
  const id = body.server?.id ?? '';
  const settled = () => world.until(async () => {
    const { server } = (await world.demo.compute.call('getServer', { path: { id } })).body;
    return server.status === 'ACTIVE' && server['OS-EXT-STS:task_state'] === null;
  }, 'the server');
  await settled();
  const before = (await world.demo.sampan.call('getServerView', { path: { id } })).body;
  const { body: rebuilt } = await world.demo.sampan.call('rebuildServer', { path: { id }, body: { keep_backup: true } });
  const imageId = rebuilt.backup_image_id ?? '';
  t.match(world.images.images.get(imageId), { name: /^web before req-/, status: 'queued', image_type: 'snapshot', instance_uuid: id });
  t.equal(world.images.orders.get(imageId)?.parent_id, before.image.layer_id);
  await settled();
  t.match(host.specs.get(id), { root: 1, keep_root_as: imageId });
  t.match((await world.demo.sampan.call('rebuildServer', { path: { id }, body: { image: 'busybox' } })).body, { backup_image_id: null });
  await settled();
  t.notOk('keep_root_as' in (host.specs.get(id) ?? {}));
  await world.demo.compute.call('actOnServer', { path: { id }, body: { pause: null } });
  await world.until(async () => (await world.demo.compute.call('getServer', { path: { id } })).body.server.status === 'PAUSED', 'the pause');
  const images = world.images.images.size;
  await t.rejects(world.demo.sampan.call('rebuildServer', { path: { id }, body: { keep_backup: true } }), { code: 'conflict' });
  t.equal(world.images.images.size, images);
});
