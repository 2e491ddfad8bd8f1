import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import type { Db } from '../../../openapi/serve/db.ts';
import { imageSchema } from '../../kit/image-schema.ts';
import { dockerImage, layersOf, sha256 } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';
import type { TestService } from '../kit.ts';

const admin = { projectId: 'project-admin', userId: 'admin', roles: ['admin', 'member', 'reader'] };
const host = { userId: 'host-1', roles: ['host'] };

async function objectOf(test: TestService, db: Db, digest: string): Promise<string> {
  const { store_key: key } = (await db('blobs').where({ digest }).first('store_key')) as { store_key: string };
  return join(test.stateDir, 'blobs', 'objects', key.slice(0, 2), key);
}

async function flipBit(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, 700);
  byte[0] = (byte[0] ?? 0) ^ 0x10;
  await file.write(byte, 0, 1, 700);
  await file.close();
}

await imageSchema.forEach(t, '13.8 a flipped bit is found, its blob is not handed out, and the next upload heals it', async (t, db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const layers = await layersOf(['base', 'top']);
  const { archive, diffIds } = await dockerImage(layers);
  const id = await test.upload(archive);
  const [base = ''] = diffIds;
  const care = test.client(admin);
  t.match((await care.call('getScrub', {})).body, { due_blobs: 0, damaged: [] }, 'what was just stored is known to be sound');
  const damagedPath = await objectOf(test, db, base);
  await flipBit(damagedPath);
  t.match((await care.call('scrubBlobs', { body: { dry_run: true } })).body, { due_blobs: 0 });
  await care.call('scrubBlobs', { body: {} });
  await test.service.scrub();
  const { body: state } = await care.call('getScrub', {});
  t.match(state, { due_blobs: 0, damaged: [{ digest: base }] });
  t.equal(state.damaged.length, 1);

  const words = { code: 'image-unusable', message: /found damaged and are not handed out/ };
  await t.rejects(test.client().stream('downloadLayer', { path: { id: base } }), words);
  await t.rejects(test.client().stream('downloadImage', { path: { id } }), words);
  const { layer_id: top } = (await test.client().call('getImage', { path: { id } })).body;
  const plan = { image_id: id, layer_id: String(top) };
  await t.rejects(test.client(host).call('createPullPlan', { body: { ...plan, have: [] } }), words);
  t.equal((await test.client(host).call('createPullPlan', { body: { ...plan, have: [base] } })).status, 201, 'a host that has the layer goes on');

  await test.upload(archive);
  t.same((await care.call('getScrub', {})).body.damaged, []);
  for (const layer of [base]) t.equal(sha256(await buffer((await test.client().stream('downloadLayer', { path: { id: layer } })).body)), base);
  await test.service.collect();
  t.not(await objectOf(test, db, base), damagedPath);
  t.same(await test.objects(), ((await db('blobs').select('store_key')) as { store_key: string }[]).map((row) => row.store_key).sort(), 'the damaged object is gone');
});

t.test('an object that vanished is damaged too, and things come due by age', async (t) => {
  let time = Date.now();
  const test = await startTestService(t, { parts: { now: () => new Date(time) } });
  await test.upload((await dockerImage(await layersOf(['only']))).archive);
  const [object = ''] = await test.objects();
  await rm(join(test.stateDir, 'blobs', 'objects', object.slice(0, 2), object));
  await test.service.scrub();
  const care = test.client(admin);
  t.same((await care.call('getScrub', {})).body.damaged, [], 'not yet');
  time += 31 * 86_400_000;
  // The token's clock is the machine's; only the service's moved.
  t.match((await care.call('getScrub', {})).body, { due_blobs: 3 });
  await test.service.scrub();
  t.match((await care.call('getScrub', {})).body, { due_blobs: 0, damaged: [{ digest: `sha256:${object.slice(0, 64)}` }] });
});

t.test('reading again is slow on purpose, and ends at once when the service stops', async (t) => {
  const test = await startTestService(t, { config: { scrubMibS: '1' } });
  const { archive } = await dockerImage(await layersOf([randomBytes(3_000_000).toString('hex')]));
  await test.upload(archive);
  await test.client(admin).call('scrubBlobs', { body: {} });
  const began = performance.now();
  const scrubbed = test.service.scrub();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await test.service.stop(100);
  await scrubbed;
  t.ok(performance.now() - began < 3000);
});

t.test('collecting and scrubbing are for administrators', async (t) => {
  const test = await startTestService(t);
  await t.rejects(test.client().call('collectGarbage', { body: {} }), { code: 'forbidden' });
  await t.rejects(test.client().call('scrubBlobs', { body: {} }), { code: 'forbidden' });
  await t.rejects(test.client().call('getScrub', {}), { code: 'forbidden' });
});
