import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { selectHost } from '../../../region/hosts/host-store.ts';
import { selectQuota, reserveQuota } from '../../../region/quotas/quota-store.ts';
import { claimHost } from '../../../region/hosts/host-store.ts';
import { releaseServers } from '../../../region/servers/release-servers.ts';
import { selectServers } from '../../../region/servers/list-store.ts';
import { changeServerRow, insertServers, markAcked, selectServer, selectUndispatched } from '../../../region/servers/server-store.ts';
import { compareVersions } from '../../../openapi/serve/microversion.ts';
import { changedServerView, listedServerView, reducedServerView, serverView } from '../../../region/servers/server-view.ts';
import { contractCheck } from '../../kit/contract-check.ts';
import { mostServersAtOnce } from '../../../region/servers/server-counts.ts';
import { addHost, forEachRegionDatabase, fulfilled, times } from '../store-world.ts';
import { serverRow } from './server-row.ts';
import type { SortBy } from '../../../region/servers/list-store.ts';
import type { ListedServer } from '../../../region/servers/server-row.ts';

const defaults = { instances: 10, cores: 20, memoryMib: 51200 };

void forEachRegionDatabase(t, 'of twenty parallel changes of one generation one wins', async (t, db) => {
  const server = serverRow();
  await inTransaction(db, (trx) => insertServers(trx, [server]));
  t.same(await selectServer(db, server.id), server, 'a row comes back as it went in');
  const change = { generation: 2, desired: 'stopped' as const, taskState: 'powering-off' as const };
  const won = fulfilled(await times(20, () => inTransaction(db, (trx) => changeServerRow(trx, server, change))));
  t.equal(won.filter(Boolean).length, 1);
  t.match(await selectServer(db, server.id), { generation: 2, desired: 'stopped', taskState: 'powering-off' });
});

void forEachRegionDatabase(t, 'what a server held is given back exactly once, however often that is asked', async (t, db) => {
  const hostId = await addHost(db, { vcpus: 4, memoryMib: 1024, diskGib: 10 });
  const server = serverRow({ hostId });
  await inTransaction(db, async (trx) => {
    await reserveQuota(trx, 'p', { instances: 1, cores: 1, memoryMib: 64 }, defaults);
    await claimHost(trx, hostId, server, { vcpusPercent: 100, memoryPercent: 100, diskPercent: 100 });
    await insertServers(trx, [server]);
  });
  await times(10, () => inTransaction(db, (trx) => releaseServers(trx, [server], '2026-11-21T00:01:00.000Z')));
  t.same((await selectQuota(db, 'p', defaults)).used, { instances: 0, cores: 0, memoryMib: 0 });
  t.match(await selectHost(db, hostId), { servers: 0, claimed: { vcpus: 0, memoryMib: 0, diskGib: 0 } });
  t.equal(await selectServer(db, server.id), undefined);
});

void forEachRegionDatabase(t, 'the sweep finds generations that nobody acknowledged, on hosts that are up', async (t, db) => {
  const hostId = await addHost(db, { vcpus: 4, memoryMib: 1024, diskGib: 10 });
  const lost = serverRow({ hostId, generation: 2 });
  await inTransaction(db, (trx) => insertServers(trx, [lost, serverRow({ hostId }), serverRow({ hostId, generation: 2, deletedAt: lost.createdAt })]));
  t.same(await selectUndispatched(db, 10), [{ id: lost.id, hostId }]);
  await markAcked(db, lost.id, 2);
  await markAcked(db, lost.id, 1);
  t.same(await selectUndispatched(db, 10), []);
});

void forEachRegionDatabase(t, 'pages by keyset meet every server once, whatever the order', async (t, db) => {
  const servers = Array.from({ length: 23 }, (_, index) => serverRow({ name: `n${index % 5}`, description: index % 4 === 0 ? null : `d${index % 4}`, createdAt: `2026-11-21T00:00:0${index % 3}.000Z` }));
  await inTransaction(db, (trx) => insertServers(trx, servers));
  const [up, down] = ['asc', 'desc'] as const;
  const sorts: SortBy[][] = [
    ...(['createdAt', 'name', 'id', 'description'] as const).flatMap((field) => [[{ field, order: up }], [{ field, order: down }]]),
    [{ field: 'name', order: up }, { field: 'createdAt', order: down }],
    [{ field: 'name', order: down }, { field: 'createdAt', order: down }],
  ];
  for (const sort of sorts) {
    const seen: ListedServer[] = [];
    for (let marker: ListedServer | undefined; ; marker = seen.at(-1)) {
      const page = await selectServers(db, { projectId: 'p', deleted: 'no', sort, limit: 5, ...(marker ? { marker } : {}) });
      seen.push(...page);
      if (page.length < 5) break;
    }
    t.same([seen.length, new Set(seen.map(({ id }) => id)).size], [23, 23], JSON.stringify(sort));
    const names = seen.map(({ name }) => name);
    if (sort[0]?.field === 'name') t.same(names, [...names].sort((a, b) => (sort[0]?.order === 'asc' ? 1 : -1) * (a < b ? -1 : a > b ? 1 : 0)));
  }
});

void t.test('views fit the contract in every state, with the keys that Nova shows in it', (t) => {
  const compute = contractCheck('compute');
  const context = { baseUrl: 'http://region/compute', isAdmin: false, since: () => false };
  const none = { attachments: [], groupNames: ['default'], tags: [], userData: null, host: undefined, group: undefined };
  const attachments = [{ serverId: 's', portId: 'p', networkId: 'n', networkName: 'demo', macAddress: 'fa:16:3e:00:00:01', ipAddress: '10.128.0.2', version: 4 as const, type: 'fixed' as const }];
  const parts = { ...none, attachments };
  const fault = { code: 'start-failed' as const, message: 'm' };
  for (const change of [{}, { vmState: 'building' as const, launchedAt: null }, { vmState: 'error' as const, fault }, { vmState: 'stopped' as const, taskState: 'powering-on' as const }]) {
    const row = serverRow(change);
    t.equal(compute.misfit('getServer', 200, { server: serverView(row, parts, context) }), undefined);
    t.equal(compute.misfit('getServer', 200, { server: serverView(row, none, { ...context, isAdmin: true }) }), undefined);
    t.equal(compute.misfit('updateServer', 200, { server: reducedServerView(row, parts, context) }), undefined);
  }
  for (const version of ['2.3', '2.9', '2.16', '2.19', '2.26', '2.47', '2.63', '2.71', '2.73', '2.75', '2.79']) {
    const at = { ...context, isAdmin: true, since: (point: string) => compareVersions(version, point) >= 0 };
    t.equal(compute.misfit('getServer', 200, { server: serverView(serverRow(), parts, at) }, version), undefined, version);
    t.equal(compute.misfit('listServersDetail', 200, { servers: [listedServerView(serverRow(), parts, { ...at, isAdmin: false })] }, version), undefined, version);
    t.equal(compute.misfit('updateServer', 200, { server: changedServerView(serverRow(), parts, at) }, version), undefined, version);
  }
  t.notOk('fault' in serverView(serverRow({ fault }), none, context), 'a fault shows in ERROR alone');
  t.notOk('security_groups' in serverView(serverRow({ vmState: 'building' }), none, context));
  t.match(serverView(serverRow(), none, context).hostId, /^[0-9a-f]{56}$/);
  t.not(serverView(serverRow(), none, context).hostId, serverView(serverRow({ projectId: 'q' }), none, context).hostId);
  t.end();
});

void forEachRegionDatabase(t, 'as many servers as one request may make are written in one statement', async (t, db) => {
  await inTransaction(db, (trx) => insertServers(trx, Array.from({ length: mostServersAtOnce }, () => serverRow())));
  t.equal((await selectServers(db, { projectId: 'p', deleted: 'no', sort: [{ field: 'id', order: 'asc' }], limit: 1000 })).length, mostServersAtOnce);
});

void forEachRegionDatabase(t, 'deletions of several projects on one host and a creation there do not wait in a circle', async (t, db, { name }) => {
  const hostId = await addHost(db, { vcpus: 8, memoryMib: 1024, diskGib: 10 });
  const ratios = { vcpusPercent: 100, memoryPercent: 100, diskPercent: 100 };
  const servers = ['a', 'b'].map((projectId) => serverRow({ projectId, hostId }));
  await inTransaction(db, async (trx) => {
    for (const { projectId } of servers) await reserveQuota(trx, projectId, { instances: 1, cores: 1, memoryMib: 64 }, defaults);
    for (const server of servers) await claimHost(trx, hostId, server, ratios);
    await insertServers(trx, servers);
  });
  const oneWaits = async (): Promise<boolean> => {
    const found: { rows: { n: number }[] } = await db.raw("select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    return Number(found.rows[0]?.n) > 0;
  };
  let deletion: Promise<void> | undefined;
  // Without the retries of inTransaction: nobody is to be sent back.
  await db.transaction(async (trx) => {
    await reserveQuota(trx, 'b', { instances: 1, cores: 1, memoryMib: 64 }, defaults);
    deletion = db.transaction((other) => releaseServers(other, servers, '2026-11-21T00:01:00.000Z'));
    deletion.catch(() => undefined);
    while (name === 'postgres' && !(await oneWaits())) await new Promise((resolve) => setImmediate(resolve));
    t.equal(await claimHost(trx, hostId, { vcpus: 1, memoryMib: 64, diskGib: 1 }, ratios), true);
  });
  await deletion;
  t.match(await selectHost(db, hostId), { servers: 1, claimed: { vcpus: 1, memoryMib: 64, diskGib: 1 } });
  t.equal((await selectQuota(db, 'a', defaults)).used.instances, 0);
});
