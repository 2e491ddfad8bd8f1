import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { isFault } from '../../../openapi/serve/fault.ts';
import type { Fault } from '../../../openapi/serve/fault.ts';
import { imageSchema } from '../../kit/image-schema.ts';
import { dockerImage, layersOf, tarOf } from '../../kit/images.ts';
import { chunked, startTestService } from '../kit.ts';
import type { TestService } from '../kit.ts';

const admin = { projectId: 'project-admin', userId: 'admin', roles: ['admin', 'member', 'reader'] };

async function setLimit(test: TestService, limitBytes: number | null, projectId = 'project-a'): Promise<void> {
  await test.client(admin).call('setProjectLimit', { path: { project_id: projectId }, body: { limit_bytes: limitBytes } });
}

const usageOf = async (test: TestService) => (await test.client().call('getUsage', {})).body;

async function faultOf(promise: Promise<unknown>): Promise<Fault | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => {
      if (isFault(error)) return error;
      throw error;
    },
  );
}

await imageSchema.forEach(t, '13.9 twenty uploads at once are granted what there is and no byte more', async (t, _db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const archives = await Promise.all(Array.from({ length: 20 }, (_, index) => tarOf([{ name: `file-${index}`, body: randomBytes(200_000) }])));
  const upload = async (archive: Buffer): Promise<void> => {
    const client = test.client();
    const { body } = await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
    const headers = { 'x-openstack-image-size': String(archive.length) };
    await client.stream('uploadImage', { path: { id: body.id }, headers, body: chunked(archive) });
  };
  const first = await test.upload(archives[0] ?? Buffer.alloc(0));
  const { used_bytes: each } = await usageOf(test);
  t.ok(each > 200_000);
  await setLimit(test, each * 7 + 1000);
  const outcomes = await Promise.all(archives.slice(1).map((archive) => faultOf(upload(archive))));
  t.equal(outcomes.filter((fault) => fault === undefined).length, 6);
  for (const fault of outcomes) if (fault) t.match(fault, { status: 413, code: 'quota-exceeded', message: /may store \d+ bytes of images: \d+ are used/ });
  t.match(await usageOf(test), { used_bytes: each * 7, reserved_bytes: 0, uploads: 0, limit_bytes: each * 7 + 1000 });
  await test.client().call('deleteImage', { path: { id: first } });
  t.match(await usageOf(test), { used_bytes: each * 6 });
  await test.upload(archives[0] ?? Buffer.alloc(0));
  t.match(await usageOf(test), { used_bytes: each * 7 });
});

await imageSchema.forEach(t, '13.9 an upload without a length is stopped where the quota ends, and leaves nothing', async (t, _db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  await setLimit(test, 3_000_000);
  const archive = await tarOf([{ name: 'large', body: randomBytes(8_000_000) }]);
  const client = test.client();
  const { body: image } = await client.call('createImage', { body: { name: 'large', container_format: 'docker', disk_format: 'raw' } as never });
  const fault = await faultOf(client.stream('uploadImage', { path: { id: image.id }, body: chunked(archive) }));
  t.match(fault, { status: 413 });
  t.match((await client.call('getImage', { path: { id: image.id } })).body, { status: 'queued', status_reason: /may store 3000000 bytes/ });
  t.same([await readdir(join(test.stateDir, 'blobs', 'stage')), await test.objects()], [[], []]);
  t.match(await usageOf(test), { used_bytes: 0, reserved_bytes: 0 });
  await setLimit(test, -1);
  await client.stream('uploadImage', { path: { id: image.id }, body: chunked(archive) });
  t.match(await usageOf(test), { limit_bytes: -1, images: 1 }, 'with more room the same image takes its data');
});

t.test('a declared length is refused before a byte of it is taken', async (t) => {
  const test = await startTestService(t);
  await setLimit(test, 1_000_000);
  const client = test.client();
  const { body: image } = await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
  let sent = 0;
  async function* data(): AsyncIterable<Buffer> {
    yield Buffer.alloc((sent += 1000));
    await new Promise((resolve) => setTimeout(resolve, 300));
    yield Buffer.alloc(1000);
  }
  const headers = { 'x-openstack-image-size': '2000000' };
  const fault = await faultOf(client.stream('uploadImage', { path: { id: image.id }, headers, body: Readable.from(data(), { objectMode: false }) }));
  t.match(fault, { status: 413, message: /2000000 more are needed/ });
  t.ok(sent <= 1000);
});

t.test('an archive that unpacks to more than was reserved is refused at its end', async (t) => {
  const test = await startTestService(t);
  const { archive } = await dockerImage(await layersOf(['one', 'two']));
  await test.upload(archive);
  const { used_bytes: bytes } = await usageOf(test);
  await setLimit(test, bytes * 2 - 1);
  t.match(await faultOf(test.upload(archive)), { status: 413 });
  t.match(await usageOf(test), { used_bytes: bytes, reserved_bytes: 0 });
  await setLimit(test, bytes * 2);
  await test.upload(archive);
});

t.test('usage is one\'s own, limits are for administrators', async (t) => {
  const test = await startTestService(t);
  const client = test.client();
  await t.rejects(client.call('setProjectLimit', { path: { project_id: 'project-a' }, body: { limit_bytes: 1 } }), { code: 'forbidden' });
  await t.rejects(client.call('getProjectUsage', { path: { project_id: 'project-b' } }), { code: 'forbidden' });
  await test.upload((await dockerImage(await layersOf(['one']))).archive);
  t.match((await test.client({ projectId: 'project-b' }).call('getUsage', {})).body, { project_id: 'project-b', used_bytes: 0, limit_bytes: -1 });
  await setLimit(test, 5 * 1024 * 1024);
  t.match((await client.call('getQuotaUsage', {})).body.usage, { image_size_total: { usage: 1, limit: 5 }, image_count_total: { usage: 1 } });
  t.match((await test.client(admin).call('getProjectUsage', { path: { project_id: 'project-a' } })).body, { images: 1, limit_bytes: 5 * 1024 * 1024 });
  await setLimit(test, null);
  t.match((await usageOf(test)).limit_bytes, -1, 'the default again');
});
