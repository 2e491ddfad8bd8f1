import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { dockerImage, tarOf } from '../kit/images.ts';
import { isCollected, requireClean, settled, startImageProcess } from './image-process.ts';
import type { ImageProcess } from './image-process.ts';
import { startTokenServer } from './kit.ts';

t.test('killed at any instant of an upload, a restart finds or makes everything sound', { timeout: 180_000 }, async (t) => {
  const tokens = await startTokenServer();
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-crash-'));
  let running: ImageProcess | undefined;
  t.teardown(async () => {
    await running?.kill();
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const layers = await Promise.all([1, 2, 3].map((number) => tarOf([{ name: `file-${number}`, body: randomBytes(8_000_000) }])));
  const { archive } = await dockerImage(layers);
  // In the middle of the upload, then at various times after its last byte: import, publication, commit.
  const rounds = [{ part: 0.4, waitMs: 0 }, { part: 1, waitMs: 20 }, { part: 1, waitMs: 90 }, { part: 1, waitMs: 200 }];
  running = await startImageProcess(tokens, stateDir);
  const ids: string[] = [];
  for (const { part, waitMs } of rounds) {
    const { client } = running;
    const { body } = await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
    ids.push(body.id);
    let sent: () => void = () => undefined;
    const allSent = new Promise<void>((resolve) => (sent = resolve));
    async function* data(): AsyncIterable<Buffer> {
      for (let at = 0; at < archive.length * part; at += 100_000) yield archive.subarray(at, at + 100_000);
      sent();
      if (part < 1) await new Promise<void>((resolve) => running?.child.once('exit', () => resolve()));
    }
    const upload = client.stream('uploadImage', { path: { id: body.id }, body: Readable.from(data(), { objectMode: false }) }).then(
      () => 'stored',
      () => 'broken',
    );
    await allSent;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    else await settled(async () => (await readdir(join(stateDir, 'blobs', 'stage'))).length > 0);
    await running.kill();
    const outcome = await upload;
    running = await startImageProcess(tokens, stateDir);
    const { body: image } = await running.client.call('getImage', { path: { id: body.id } });
    // The answer may be lost after the commit, but never the other way round.
    if (outcome === 'stored') t.equal(image.status, 'active');
    else t.match(image.status, /^(active|queued)$/);
    if (image.status === 'queued') t.match(image.status_reason, /restarted during the upload/);
    await settled(() => isCollected(stateDir));
    await requireClean(t, stateDir, `killed at ${part * 100} % + ${waitMs} ms (${image.status})`);
  }
  const { client } = running;
  for (const id of ids) {
    if ((await client.call('getImage', { path: { id } })).body.status === 'active') continue;
    await client.stream('uploadImage', { path: { id }, body: Readable.from([archive], { objectMode: false }) });
    t.equal((await client.call('getImage', { path: { id } })).body.status, 'active', 'a queued image takes its data again');
  }
  await settled(() => isCollected(stateDir));
  const exited = once(running.child, 'exit');
  running.child.kill('SIGTERM');
  t.same(await exited, [0, null], 'and it ends in good order when asked');
  await requireClean(t, stateDir, 'at the end');
});
