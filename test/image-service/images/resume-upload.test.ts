import { once } from 'node:events';
import { request } from 'node:http';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { openDatabase } from '../../../openapi/serve/db.ts';
import { imageSchema } from '../../kit/image-schema.ts';
import { dockerImage, layersOf, sha256, tarOf } from '../../kit/images.ts';
import { requireClean, settled, startImageProcess } from '../image-process.ts';
import { chunked, startTestService, startTokenServer } from '../kit.ts';
import type { TestService } from '../kit.ts';

/** Sends bytes as part of an upload of `length`, and cuts the connection once the service has them. */
async function sendAndCut(url: string, token: string, path: string, { bytes, from, length }: { bytes: Buffer; from: number; length: number }): Promise<void> {
  const sending = request(`${url}/image${path}`, { method: 'PATCH', headers: { 'X-Auth-Token': token, 'Content-Type': 'application/octet-stream', 'Content-Length': length, 'Upload-Offset': from } });
  sending.on('error', () => undefined);
  await new Promise<void>((resolve) => sending.write(bytes, () => resolve()));
  const closed = new Promise<void>((resolve) => sending.once('close', () => resolve()));
  sending.socket?.destroySoon();
  await closed;
}

const create = async (test: Pick<TestService, 'client'>, formats: object = { container_format: 'docker', disk_format: 'raw' }): Promise<string> =>
  (await test.client().call('createImage', { body: { name: 'cut', ...formats } as never })).body.id;

await imageSchema.forEach(t, 'an upload that is cut off goes on where it stood, also behind a restart, for each kind of image', async (t, _db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const archive = (await dockerImage(await layersOf(['a'.repeat(300_000), 'b'.repeat(200_000)]))).archive;
  const rootfs = await tarOf([{ name: 'bin', type: 'directory' }, { name: 'bin/sh', body: Buffer.alloc(400_000, 7) }]);
  const kernel = Buffer.alloc(500_000, 3);
  const cases = [
    [archive, { container_format: 'docker', disk_format: 'raw' }],
    [rootfs, { container_format: 'docker', disk_format: 'raw' }],
    [kernel, { container_format: 'aki', disk_format: 'aki' }],
  ] as const;
  for (const [bytes, formats] of cases) {
    const id = await create(test, formats);
    const show = async () => (await test.client().call('getImage', { path: { id } })).body;
    const offset = async () => Number((await test.client().call('showImageUpload', { path: { id } })).headers['upload-offset']);
    /** While the service has not yet seen the end of the one before, it answers that an upload is under way. */
    const isCutBehind = async (bytes: number) => (await show()).status_reason?.includes('kept for a day') === true && (await offset().catch(() => 0)) > bytes;
    t.equal(await offset(), 0);
    await sendAndCut(test.service.url, test.tokens.token({}), `/v2/images/${id}/upload`, { bytes: bytes.subarray(0, 150_000), from: 0, length: bytes.length });
    await settled(() => isCutBehind(0));
    t.match((await show()).status_reason, /kept for a day/);
    await sendAndCut(test.service.url, test.tokens.token({}), `/v2/images/${id}/upload`, { bytes: bytes.subarray(await offset(), 260_000), from: await offset(), length: bytes.length - (await offset()) });
    await settled(() => isCutBehind(150_000));
    await test.service.stop(100);
    await test.service.start();
    const from = await offset();
    t.ok((await test.client().call('getUsage', {})).body.reserved_bytes >= from, 'their place in the quota is kept');
    await t.rejects(test.client().stream('resumeImageUpload', { path: { id }, headers: { 'Upload-Offset': String(from + 1) }, body: chunked(bytes) }), { code: 'range-not-satisfiable' });
    await test.client().stream('resumeImageUpload', { path: { id }, headers: { 'Upload-Offset': String(from) }, body: chunked(bytes.subarray(from)) });
    const image = await show();
    t.equal(image.status, 'active');
    const downloaded = await buffer((await test.client().stream('downloadImage', { path: { id } })).body);
    t.same([sha256(downloaded), downloaded.length], [`sha256:${String(image.os_hash_value)}`, image.size]);
    if (bytes !== archive) t.ok(downloaded.equals(bytes));
    t.match((await test.client().call('getUsage', {})).body, { reserved_bytes: 0, uploads: 0 });
    await t.rejects(test.client().call('showImageUpload', { path: { id } }), { code: 'conflict' });
  }
  t.same(await readdir(join(test.stateDir, 'blobs', 'kept')), []);
});

t.test('kept bytes go with their image, with their time, or when the upload begins anew', async (t) => {
  let nowMs = Date.now();
  const test = await startTestService(t, { parts: { now: () => new Date(nowMs) } });
  const { archive } = await dockerImage(await layersOf(['x'.repeat(300_000)]));
  const kept = async () => (await readdir(join(test.stateDir, 'blobs', 'kept'))).filter((name) => !name.endsWith('.mark'));
  const cut = async (): Promise<string> => {
    const id = await create(test);
    await sendAndCut(test.service.url, test.tokens.token({}), `/v2/images/${id}/upload`, { bytes: archive.subarray(0, 100_000), from: 0, length: archive.length });
    await settled(async () => (await test.client().call('getImage', { path: { id } })).body.status_reason?.includes('kept for a day') === true);
    return id;
  };
  await test.client().call('deleteImage', { path: { id: await cut() } });
  t.same(await kept(), []);
  const old = await cut();
  nowMs += 25 * 3_600_000;
  await test.service.sweep();
  t.same(await kept(), []);
  t.match((await test.client().call('getUsage', {})).body, { reserved_bytes: 0 });
  t.equal((await test.client().call('showImageUpload', { path: { id: old } })).headers['upload-offset'], '0');
  const anew = await cut();
  await test.client().stream('uploadImage', { path: { id: anew }, body: chunked(archive) });
  t.same(await kept(), []);
  const refused = await create(test);
  await t.rejects(test.client().stream('resumeImageUpload', { path: { id: refused }, body: chunked(Buffer.alloc(200_000, 1)) }), { code: 'image-unusable' });
  t.same(await kept(), [], 'what is no image is not kept');
  t.match((await test.client().call('getUsage', {})).body, { reserved_bytes: 0 });
});

t.test('13.5 killed in the middle of an upload, the service has kept what came', { timeout: 60_000 }, async (t) => {
  const tokens = await startTokenServer();
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-resume-'));
  let running = await startImageProcess(tokens, stateDir);
  t.teardown(async () => {
    await running.kill();
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const { archive } = await dockerImage(await layersOf(['k'.repeat(9_000_000)]));
  const { body: image } = await running.client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
  async function* part(): AsyncIterable<Buffer> {
    for (let at = 0; at < 6_000_000; at += 100_000) yield archive.subarray(at, at + 100_000);
    await once(running.child, 'exit');
  }
  const sent = running.client.stream('resumeImageUpload', { path: { id: image.id }, body: Readable.from(part(), { objectMode: false }), headers: { 'Content-Length': String(archive.length) } });
  const failed = t.rejects(sent);
  await settled(async () => (await stat(join(stateDir, 'blobs', 'kept', image.id)).catch(() => ({ size: 0 }))).size > 4_000_000);
  await running.kill();
  await failed;
  running = await startImageProcess(tokens, stateDir);
  t.match((await running.client.call('getImage', { path: { id: image.id } })).body, { status: 'queued', status_reason: /restarted/ });
  const from = Number((await running.client.call('showImageUpload', { path: { id: image.id } })).headers['upload-offset']);
  t.ok(from > 4_000_000, `${from} bytes`);
  await running.client.stream('resumeImageUpload', { path: { id: image.id }, body: chunked(archive.subarray(from)), headers: { 'Upload-Offset': String(from) } });
  t.equal((await running.client.call('getImage', { path: { id: image.id } })).body.status, 'active');
  const db = openDatabase(`sqlite:${join(stateDir, 'image.db')}`);
  await settled(async () => ((await db('garbage').select('*')) as unknown[]).length === 0);
  await db.destroy();
  await requireClean(t, stateDir, 'at the end');
});
