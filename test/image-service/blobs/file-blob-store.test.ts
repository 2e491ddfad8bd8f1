import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createFileBlobStore } from '../../../image-service/blobs/file-blob-store.ts';
import { blobStoreSuite } from '../../conformance/blob-store-suite.ts';

t.test('blobs as files', async (t) => {
  await blobStoreSuite(t, async (t) => {
    const root = await mkdtemp(join(tmpdir(), 'sampan-blobs-'));
    t.teardown(() => rm(root, { recursive: true, force: true }));
    return { store: await createFileBlobStore(root), reopen: () => createFileBlobStore(root) };
  });
});

t.test('a key is never taken for a path', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'sampan-blobs-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const store = await createFileBlobStore(root);
  for (const key of ['../../etc/passwd', '', 'a/b', `${'a'.repeat(64)}.../x`]) await t.rejects(store.read(key), TypeError);
});

t.test('a reserve of the disk stays free', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'sampan-blobs-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const { bavail, bsize } = await statfs(root);
  const store = await createFileBlobStore(root, { reserveBytes: bavail * bsize * 2 });
  await t.rejects(store.requireRoom(1), { code: 'disk-full', status: 507 });
  const stage = await store.stage();
  await t.rejects(async () => {
    for (let piece = 0; piece < 20; piece += 1) await stage.append(Buffer.alloc(1024 * 1024));
  }, { code: 'disk-full' }, 'nor is it written to without a declared length');
  await stage.discard();
  await (await createFileBlobStore(root)).requireRoom(1);
});
