import t from 'tap';
import type { Test } from 'tap';
import { hostMigrations } from '../../../host-server/migrations/index.ts';
import { acceptNetworkMap, findNetworkMap, listNetworkMaps, listNetworkRevisions, purgeRemovedMaps, removeNetworkMap } from '../../../host-server/network/network-map-store.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';
import { networkMap } from '../../kit/network-map.ts';

async function freshDatabase(t: Test): Promise<Db> {
  const db = openDatabase('sqlite::memory:');
  t.teardown(() => db.destroy());
  await migrate(db, hostMigrations);
  return db;
}

t.test('a map is kept as it came, and an older one is refused', async (t) => {
  const db = await freshDatabase(t);
  const map = networkMap({ revision: 3 });
  await acceptNetworkMap(db, map, new Date());
  await acceptNetworkMap(db, map, new Date());
  t.same(await findNetworkMap(db, map.id), map);
  await t.rejects(acceptNetworkMap(db, { ...map, revision: 2 }, new Date()), { code: 'stale-generation', message: /Revision 2 .* revision 3/ });
  const newer = { ...map, revision: 4, name: 'renamed' };
  await acceptNetworkMap(db, newer, new Date());
  t.same(await findNetworkMap(db, map.id), newer);
  t.same(await listNetworkRevisions(db), [{ id: map.id, revision: 4 }]);
});

t.test('a map that was taken away comes back with its revision or a newer one only', async (t) => {
  const db = await freshDatabase(t);
  const map = networkMap({ revision: 3 });
  await acceptNetworkMap(db, map, new Date());
  await removeNetworkMap(db, map.id, new Date());
  t.equal(await findNetworkMap(db, map.id), undefined);
  t.notOk((await listNetworkMaps(db)).some(({ id }) => id === map.id));
  await t.rejects(acceptNetworkMap(db, { ...map, revision: 2 }, new Date()), { code: 'stale-generation' });
  await acceptNetworkMap(db, map, new Date());
  t.same(await findNetworkMap(db, map.id), map);
});

t.test('a revision is forgotten when nothing can be on its way any more', async (t) => {
  const db = await freshDatabase(t);
  const map = networkMap({ revision: 3 });
  await acceptNetworkMap(db, map, new Date(0));
  await removeNetworkMap(db, map.id, new Date(0));
  await purgeRemovedMaps(db, new Date(1000));
  await acceptNetworkMap(db, { ...map, revision: 1 }, new Date());
  t.same(await findNetworkMap(db, map.id), { ...map, revision: 1 });
});
