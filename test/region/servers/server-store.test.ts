import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { selectHost } from '../../../region/hosts/host-store.ts';
import { selectQuota, reserveQuota } from '../../../region/quotas/quota-store.ts';
import { claimHost } from '../../../region/hosts/host-store.ts';
import { releaseServers } from '../../../region/servers/release-servers.ts';
import { changeIntent, insertServers, markAcked, selectServer, selectServers, selectUndispatched } from '../../../region/servers/server-store.ts';
import { serverView, reducedServerView } from '../../../region/servers/server-view.ts';
import { contractCheck } from '../../kit/contract-check.ts';
import { mostServersAtOnce } from '../../../region/servers/server-counts.ts';
import { forEachDatabase } from '../../kit/databases.ts';
import { addHost, fulfilled, times, withSchema } from '../store-world.ts';
import { serverRow } from './server-row.ts';

const defaults = { instances: 10, cores: 20, memoryMib: 51200 };

void forEachDatabase(t, 'of twenty parallel changes of one generation one wins', async (t, db) => {
  await withSchema(db);
  const server = serverRow();
  await inTransaction(db, (trx) => insertServers(trx, [server]));
  t.same(await selectServer(db, server.id), server, 'a row comes back as it went in');
  const change = { desired: 'stopped' as const, boots: 0, hard: false, taskState: 'powering-off' as const, requestId: 'r', at: server.updatedAt };
  const won = fulfilled(await times(20, () => inTransaction(db, (trx) => changeIntent(trx, server, change))));
  t.equal(won.filter(Boolean).length, 1);
  t.match(await selectServer(db, server.id), { generation: 2, desired: 'stopped', taskState: 'powering-off' });
});

void forEachDatabase(t, 'what a server held is given back exactly once, however often that is asked', async (t, db) => {
  await withSchema(db);
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

void forEachDatabase(t, 'the sweep finds generations that nobody acknowledged, on hosts that are up', async (t, db) => {
  await withSchema(db);
  const hostId = await addHost(db, { vcpus: 4, memoryMib: 1024, diskGib: 10 });
  const lost = serverRow({ hostId, generation: 2 });
  await inTransaction(db, (trx) => insertServers(trx, [lost, serverRow({ hostId }), serverRow({ hostId, generation: 2, deletedAt: lost.createdAt })]));
  t.same(await selectUndispatched(db, 10), [{ id: lost.id, hostId }]);
  await markAcked(db, lost.id, 2);
  await markAcked(db, lost.id, 1);
  t.same(await selectUndispatched(db, 10), []);
});

void forEachDatabase(t, 'pages by keyset meet every server once, whatever the order', async (t, db) => {
  await withSchema(db);
  const servers = Array.from({ length: 23 }, (_, index) => serverRow({ name: `n${index % 5}`, createdAt: `2026-11-21T00:00:0${index % 3}.000Z` }));
  await inTransaction(db, (trx) => insertServers(trx, servers));
  for (const sort of ['created_at', 'name', 'id'] as const) {
    for (const order of ['asc', 'desc'] as const) {
      const seen: string[] = [];
      for (let marker: { id: string; value: string } | undefined; ; ) {
        const page = await selectServers(db, { projectId: 'p', deleted: 'no', sort, order, limit: 5, ...(marker ? { marker } : {}) });
        seen.push(...page.map(({ id }) => id));
        const last = page.at(-1);
        if (!last || page.length < 5) break;
        marker = { id: last.id, value: sort === 'name' ? last.name : sort === 'id' ? last.id : last.createdAt };
      }
      t.same([seen.length, new Set(seen).size], [23, 23], `${sort} ${order}`);
    }
  }
});

void t.test('views fit the contract in every state, with the keys that Nova shows in it', (t) => {
  const compute = contractCheck('compute');
  const context = { baseUrl: 'http://region/compute', isAdmin: false };
  const attachments = [{ serverId: 's', portId: 'p', networkId: 'n', networkName: 'demo', macAddress: 'fa:16:3e:00:00:01', ipAddress: '10.128.0.2' }];
  const fault = { code: 'start-failed' as const, message: 'm' };
  for (const change of [{}, { vmState: 'building' as const, launchedAt: null }, { vmState: 'error' as const, fault }, { vmState: 'stopped' as const, taskState: 'powering-on' as const }]) {
    const row = serverRow(change);
    t.equal(compute.misfit('getServer', 200, { server: serverView(row, attachments, context) }), undefined);
    t.equal(compute.misfit('getServer', 200, { server: serverView(row, [], { ...context, isAdmin: true }) }), undefined);
    t.equal(compute.misfit('updateServer', 200, { server: reducedServerView(row, attachments, context.baseUrl) }), undefined);
  }
  t.notOk('fault' in serverView(serverRow({ fault }), [], context), 'a fault shows in ERROR alone');
  t.notOk('security_groups' in serverView(serverRow({ vmState: 'building' }), [], context));
  t.match(serverView(serverRow(), [], context).hostId, /^[0-9a-f]{56}$/);
  t.not(serverView(serverRow(), [], context).hostId, serverView(serverRow({ projectId: 'q' }), [], context).hostId);
  t.end();
});

void forEachDatabase(t, 'as many servers as one request may make are written in one statement', async (t, db) => {
  await withSchema(db);
  await inTransaction(db, (trx) => insertServers(trx, Array.from({ length: mostServersAtOnce }, () => serverRow())));
  t.equal((await selectServers(db, { projectId: 'p', deleted: 'no', sort: 'id', order: 'asc', limit: 1000 })).length, mostServersAtOnce);
});

void forEachDatabase(t, 'deletions of several projects on one host and a creation there do not wait in a circle', async (t, db, { name }) => {
  await withSchema(db);
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
