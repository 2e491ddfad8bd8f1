import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { LayerStore } from '../../../host-server/layers/store.ts';
import { hostMigrations } from '../../../host-server/migrations/index.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';

const layer = { id: `sha256:${'a'.repeat(64)}`, parentId: null, digest: `sha256:${'b'.repeat(64)}`, size: 1, diskBytes: 1 };

void t.test('a layer that two pulls bring stays the one that was there first, because a server may stand on it', async (t) => {
  const { store, directory } = await openStore(t);
  const staged = await Promise.all(['first', 'second', 'third'].map(async (text) => {
    const path = await store.stage(layer.id);
    await writeFile(join(path, 'content'), text);
    return path;
  }));
  const [first = '', second = '', third = ''] = staged;
  await store.commit(layer, first);
  const before = await stat(store.path(layer.id));
  await Promise.all([store.commit(layer, second), store.commit(layer, third)]);
  t.equal((await stat(store.path(layer.id))).ino, before.ino, 'the same directory');
  t.equal(await readFile(join(store.path(layer.id), 'content'), 'utf8'), 'first');
  t.same(await readdir(join(directory, '.staging')), [], 'nothing stays staged');
  t.ok(store.has(layer.id));
});

void t.test('of two pulls that end at the same instant one layer comes', async (t) => {
  const { store, directory } = await openStore(t);
  const staged = await Promise.all([1, 2, 3, 4].map(() => store.stage(layer.id)));
  const inodes = await Promise.all(staged.map(async (path) => (await stat(path)).ino));
  await Promise.all(staged.map((path) => store.commit(layer, path)));
  t.equal((await stat(store.path(layer.id))).ino, inodes[0]);
  t.same(await readdir(join(directory, '.staging')), []);
});

async function openStore(t: Test): Promise<{ store: LayerStore; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'sampan-layers-'));
  const db = openDatabase('sqlite::memory:');
  t.teardown(async () => {
    await db.destroy();
    await rm(directory, { recursive: true, force: true });
  });
  await migrate(db, hostMigrations);
  const store = new LayerStore({ db, directory, syncFileSystem: () => Promise.resolve(), now: () => new Date() });
  await store.open();
  return { store, directory };
}
