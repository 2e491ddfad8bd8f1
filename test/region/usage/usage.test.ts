import t from 'tap';
import { readPeriod } from '../../../region/usage/read-period.ts';
import { projectUsage, serverUsage } from '../../../region/usage/usage-sums.ts';
import { rawCompute } from '../../kit/raw-api.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

const server = (launchedAt: string, endedAt: string | null) => ({
  id: 's', projectId: 'p', name: 'n', flavorName: 'f', vcpus: 2, memoryMib: 512, diskGib: 10, state: 'active', launchedAt, endedAt,
});
const period = { start: new Date('2026-11-20T00:00:00Z'), end: new Date('2026-11-21T00:00:00Z'), now: new Date('2026-12-24T00:00:00Z') };

void t.test('hours count within the period, from launch to end', (t) => {
  for (const [name, launchedAt, endedAt, hours] of [
    ['runs all the time', '2026-11-01T00:00:00.000Z', null, 24],
    ['began within', '2026-11-20T18:00:00.000Z', null, 6],
    ['ended within', '2026-11-01T00:00:00.000Z', '2026-11-20T06:00:00.000Z', 6],
    ['both', '2026-11-20T06:00:00.000Z', '2026-11-20T06:30:00.000Z', 0.5],
    ['ended after', '2026-11-20T12:00:00.000Z', '2026-12-01T00:00:00.000Z', 12],
  ] as const) {
    t.equal(serverUsage(server(launchedAt, endedAt), period).hours, hours, name);
  }
  t.equal(serverUsage(server('2026-11-20T18:00:00.000Z', null), { ...period, now: new Date('2026-11-20T19:00:00Z') }).hours, 1, 'not what is still to come');
  t.match(projectUsage('p', [server('2026-11-20T18:00:00.000Z', null), server('2026-11-20T22:00:00.000Z', null)], period, false), {
    tenant_id: 'p', start: '2026-11-20T00:00:00.000000', stop: '2026-11-21T00:00:00.000000', total_hours: 8, total_vcpus_usage: 16, total_memory_mb_usage: 4096, total_local_gb_usage: 80,
  });
  t.end();
});

void t.test('times are UTC in any form that clients send', (t) => {
  const now = new Date('2026-11-21T04:00:00Z');
  for (const [text, iso] of [
    ['2026-11-20', '2026-11-20T00:00:00.000Z'], ['2026-11-20T10:00:00', '2026-11-20T10:00:00.000Z'], ['2026-11-20T10:00:00.008645', '2026-11-20T10:00:00.008Z'],
    ['2026-11-20 10:00:00.5', '2026-11-20T10:00:00.500Z'], ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
  ] as const) {
    t.equal(readPeriod({ start: text }, now).start.toISOString(), iso, text);
  }
  t.equal(readPeriod({}, now).start.toISOString(), '2026-10-24T04:00:00.000Z');
  for (const query of [{ start: 'yesterday' }, { end: '2026-13-01' }, { start: '2026-11-21', end: '2026-11-20' }]) t.throws(() => readPeriod(query, now), { name: 'Fault', status: 400 });
  t.end();
});

void t.test('usage is told by project, to admins of all', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  const demo = rawCompute(world, world.demo);
  const admin = rawCompute(world, world.admin);
  const projectId = (await world.demo.tokens.current()).body.project?.id ?? '';
  t.same((await demo('GET', `/os-simple-tenant-usage/${projectId}`)).body, { tenant_usage: {} });
  await demo('POST', '/servers', { server: { name: 'one', imageRef: world.imageId, flavorRef: '42' } });
  await world.until(async () => (await world.demo.compute.call('listServersDetail')).body.servers.every(({ status }) => status === 'ACTIVE'), 'the server');
  t.match((await demo('GET', `/os-simple-tenant-usage/${projectId}`)).body, { tenant_usage: { tenant_id: projectId, server_usages: [{ name: 'one', flavor: 'm1.nano', vcpus: 1, memory_mb: 64, state: 'active', ended_at: null }] } });
  const all = (await admin('GET', '/os-simple-tenant-usage')).body as { tenant_usages: object[] };
  t.match(all, { tenant_usages: [{ tenant_id: projectId }] });
  t.notOk('server_usages' in (all.tenant_usages[0] ?? {}));
  t.match((await admin('GET', '/os-simple-tenant-usage?detailed=1')).body, { tenant_usages: [{ server_usages: [{ name: 'one' }] }] });
  t.same((await admin('GET', '/os-simple-tenant-usage?start=2020-01-01&end=2020-02-01')).body, { tenant_usages: [] });
  t.equal((await demo('GET', '/os-simple-tenant-usage')).status, 403);
  t.equal((await demo('GET', '/os-simple-tenant-usage/0123456789abcdef0123456789abcdef')).status, 403);
});
