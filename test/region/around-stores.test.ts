/** What stands around servers, on both databases. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { inTransaction, isUniqueViolation } from '../../openapi/serve/db.ts';
import { deleteAggregateHost, deleteMetadata, insertAggregate, insertAggregateHost, selectAggregates, selectHostMetadata, settleZones, upsertMetadata } from '../../region/aggregates/aggregate-store.ts';
import { realAmbient } from '../../region/ambient.ts';
import { insertActions, pageActions } from '../../region/events/action-store.ts';
import { deleteExtraSpec, upsertExtraSpecs } from '../../region/flavors/extra-spec-store.ts';
import { insertFlavorAccess } from '../../region/flavors/flavor-access-store.ts';
import { deleteFlavorRow, selectFlavor } from '../../region/flavors/flavor-store.ts';
import { seedFlavors } from '../../region/flavors/seed-flavors.ts';
import { selectHost, selectHostNumbers } from '../../region/hosts/host-store.ts';
import { countBusyServers, selectHostServers, sumByProject } from '../../region/hypervisors/hypervisor-store.ts';
import { insertKeypair, selectKeypairs } from '../../region/keypairs/keypair-store.ts';
import { upsertOtherLimits } from '../../region/quotas/limit-store.ts';
import { createLimits } from '../../region/quotas/limits.ts';
import { amountsOf } from '../../region/quotas/quota-sums.ts';
import { reserveQuota, resetLimits, selectQuota, updateLimits } from '../../region/quotas/quota-store.ts';
import { pickHost } from '../../region/scheduler/pick-host.ts';
import { resolvePlacement } from '../../region/scheduler/placement.ts';
import { anonymous } from '../../openapi/serve/policy.ts';
import { insertMembers, insertServerGroup, selectGroupsOf, selectMembers } from '../../region/server-groups/group-store.ts';
import { lockMetadata, writeMetadata } from '../../region/server-notes/metadata-store.ts';
import { insertTag, replaceTags, selectTags } from '../../region/server-notes/tag-store.ts';
import { insertServers, selectServer } from '../../region/servers/server-store.ts';
import { selectUsedServers } from '../../region/usage/usage-store.ts';
import { serverRow } from './servers/server-row.ts';
import { addHost, forEachRegionDatabase, fulfilled, times } from './store-world.ts';

const roomy = { vcpus: 64, memoryMib: 65_536, diskGib: 1000 };
const settings = { ratios: { vcpusPercent: 100, memoryPercent: 100, diskPercent: 100 }, downAfterMs: 60_000, defaultZone: 'nova' };

void forEachRegionDatabase(t, 'of ten parallel members of an anti-affinity group on four hosts four find one', async (t, db) => {
  for (let index = 0; index < 4; index += 1) await addHost(db, roomy);
  const group = { id: randomUUID(), projectId: 'p', userId: 'u', name: 'g', policy: 'anti-affinity' as const, maxPerHost: null, createdAt: '2026-11-21T00:00:00.000Z' };
  await insertServerGroup(db, group);
  const outcomes = await times(10, () =>
    inTransaction(db, async (trx) => {
      const placement = await resolvePlacement(trx, { hints: { group: group.id } }, { ...anonymous, projectId: 'p' }, 'nova');
      const host = await pickHost(trx, { kind: 'container', architecture: null, size: { vcpus: 1, memoryMib: 64, diskGib: 1 }, placement }, { ambient: realAmbient, settings });
      const server = serverRow({ hostId: host.id, projectId: 'p' });
      await insertServers(trx, [server]);
      await insertMembers(trx, group.id, [server.id]);
      return { server: server.id, host: host.id };
    }),
  );
  const placed = fulfilled(outcomes);
  t.equal(placed.length, 4);
  t.equal(new Set(placed.map(({ host }) => host)).size, 4);
  t.equal((await selectMembers(db, [group.id])).length, 4);
  t.equal((await selectGroupsOf(db, placed.map(({ server }) => server))).get(placed[0]?.server ?? ''), group.id);
});

void forEachRegionDatabase(t, 'a host is in the zone that its aggregates say', async (t, db) => {
  const hostId = await addHost(db, roomy, 'one');
  const zone = async () => (await selectHost(db, hostId))?.zone;
  const id = await inTransaction(db, (trx) => insertAggregate(trx, { uuid: randomUUID(), name: 'a', createdAt: '2026-11-21T00:00:00.000Z', metadata: { availability_zone: 'east', disk: 'ssd' } }));
  await inTransaction(db, async (trx) => {
    await insertAggregateHost(trx, id, hostId);
    await settleZones(trx, { hostId });
  });
  t.equal(await zone(), 'east');
  t.match(await selectAggregates(db), [{ id, hosts: ['one'], metadata: { availability_zone: 'east', disk: 'ssd' } }]);
  t.same([...((await selectHostMetadata(db)).get(hostId)?.get('disk') ?? [])], ['ssd']);
  await inTransaction(db, async (trx) => {
    await upsertMetadata(trx, id, { availability_zone: 'west' });
    await settleZones(trx, { aggregateId: id });
  });
  t.equal(await zone(), 'west');
  await inTransaction(db, async (trx) => {
    await deleteMetadata(trx, id, ['availability_zone']);
    await settleZones(trx, { aggregateId: id });
  });
  t.equal(await zone(), null);
  await inTransaction(db, (trx) => deleteAggregateHost(trx, id, hostId));
  const again = inTransaction(db, (trx) => insertAggregate(trx, { uuid: randomUUID(), name: 'a', createdAt: '', metadata: {} }));
  t.equal(await again.catch(isUniqueViolation), true, 'names are unique');
  t.same([...(await selectHostNumbers(db)).values()], [1]);
});

void forEachRegionDatabase(t, 'flavors carry extra specs and access, which go with them', async (t, db) => {
  await seedFlavors(db, realAmbient);
  await inTransaction(db, (trx) => upsertExtraSpecs(trx, '42', { a: '1', b: '2' }));
  await inTransaction(db, (trx) => upsertExtraSpecs(trx, '42', { a: '3' }));
  t.equal(await deleteExtraSpec(db, '42', 'b'), true);
  await insertFlavorAccess(db, '42', 'p');
  t.equal(await insertFlavorAccess(db, '42', 'p').catch(isUniqueViolation), true);
  t.match(await selectFlavor(db, '42'), { extraSpecs: { a: '3' }, projectIds: ['p'] });
  t.equal(await deleteFlavorRow(db, '42'), true);
});

void forEachRegionDatabase(t, 'limits are the project\'s own, else the class\'s, else the configured ones', async (t, db) => {
  const configured = { instances: 5, cores: 5, memoryMib: 5000 };
  const limits = createLimits();
  const reserve = (count: number) => inTransaction(db, (trx) => reserveQuota(trx, 'p', amountsOf(count, { vcpus: 1, memoryMib: 1 }), configured));
  await inTransaction(db, (trx) => upsertOtherLimits(trx, 'class:default', { instances: 2, key_pairs: 7 }));
  t.equal(await reserve(3), false);
  t.equal(await reserve(2), true);
  t.equal((await selectQuota(db, 'p', configured)).limits.instances, 2);
  await inTransaction(db, (trx) => updateLimits(trx, 'p', { instances: 4 }));
  t.equal(await reserve(2), true);
  t.equal(await limits.of(db, 'p', 'key_pairs'), 7);
  await inTransaction(db, (trx) => resetLimits(trx, 'p'));
  t.match((await selectQuota(db, 'p', configured)), { limits: { instances: 2 }, used: { instances: 4 } });
});

void forEachRegionDatabase(t, 'keypairs, tags, metadata, actions, usage and sums are read as they were written', async (t, db) => {
  const key = { userId: 'u', type: 'ssh' as const, publicKey: 'k', fingerprint: 'f', createdAt: '2026-11-21T00:00:00.000Z' };
  for (const name of ['c', 'a', 'b']) await insertKeypair(db, { ...key, name });
  t.same((await selectKeypairs(db, 'u', { after: 'a', limit: 5 })).map(({ name }) => name), ['b', 'c']);

  const one = serverRow({ vcpus: 2, taskState: 'rebooting' });
  const gone = serverRow({ deletedAt: '2026-11-21T06:00:00.000Z', vmState: 'deleted', hostId: 'elsewhere' });
  await inTransaction(db, (trx) => insertServers(trx, [one, gone]));
  await inTransaction(db, (trx) => replaceTags(trx, one.id, ['x', 'y']));
  t.same([await insertTag(db, one.id, 'y'), await insertTag(db, one.id, 'z')], [false, true]);
  t.same((await selectTags(db, [one.id])).get(one.id), ['x', 'y', 'z']);
  await times(10, (index) =>
    inTransaction(db, async (trx) => {
      const before = await lockMetadata(trx, one.id);
      await writeMetadata(trx, one.id, { ...before, [`k${index}`]: 'v' }, '2026-11-21T00:00:02.000Z');
    }),
  );
  const after = await selectServer(db, one.id);
  t.same([Object.keys(after?.metadata ?? {}).length, after?.generation], [10, 11], 'ten writers at once lose nothing');
  t.equal(await inTransaction(db, (trx) => lockMetadata(trx, gone.id)), undefined);

  t.same((await selectHostServers(db, ['h'])).map(({ id }) => id), [one.id]);
  t.same([...(await countBusyServers(db))], [['h', 1]]);
  t.match(await sumByProject(db, 'h'), [{ projectId: 'p', vcpus: 2 }]);
  const used = (start: string, end: string) => selectUsedServers(db, { projectId: 'p', start, end }).then((servers) => servers.map(({ state }) => state).sort());
  t.same(await used('2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'), ['active', 'terminated']);
  t.same(await used('2026-11-21T07:00:00.000Z', '2026-11-22T00:00:00.000Z'), ['active']);

  const action = (n: number) => ({ id: randomUUID(), serverId: one.id, requestId: `req-${n}`, action: 'stop', userId: 'u', projectId: 'p', generation: n, startedAt: `2026-11-21T00:00:0${Math.floor(n / 2)}.000Z`, acceptMs: 1 });
  await inTransaction(db, (trx) => insertActions(trx, [1, 2, 3, 4, 5].map(action)));
  const first = await pageActions(db, one.id, { limit: 2 });
  const rest = await pageActions(db, one.id, { limit: 9, after: first[1] });
  t.same([...first, ...rest].map(({ requestId }) => requestId), ['req-5', 'req-4', 'req-3', 'req-2', 'req-1']);
  t.equal((await pageActions(db, one.id, { limit: 9, changedSince: '2026-11-21T00:00:02.000Z' })).length, 2);
});
