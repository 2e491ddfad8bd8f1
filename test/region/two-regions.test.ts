import t from 'tap';
import { forEachRegionDatabase } from './store-world.ts';
import { startRegionWorld } from '../kit/region-world.ts';

void forEachRegionDatabase(t, 'a burst over the quota, through every region process at hand, is accepted exactly to the limit', async (t, _db, database) => {
  const world = await startRegionWorld({ databaseUrl: database.url, config: { quotaInstances: '6', quotaCores: '100' } });
  t.teardown(() => world.stop());
  const host = await world.host();
  // A second process only makes sense where the database is shared; sqlite belongs to one.
  const second = database.name === 'postgres' ? await world.second() : world.region;
  const there = await world.person('demo', second.url);
  const people = [world.demo, there];

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      (people[index % 2] ?? world.demo).compute.call('createServer', { body: { server: { name: `burst-${index}`, imageRef: world.imageId, flavorRef: '42' } } }),
    ),
  );
  const accepted = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.body.server?.id ?? ''] : []));
  t.equal(accepted.length, 6);
  for (const outcome of outcomes) if (outcome.status === 'rejected') t.match(outcome.reason, { status: 403, message: /Quota exceeded for instances/ });

  const servers = () => there.compute.call('listServersDetail').then(({ body }) => body.servers);
  await world.until(async () => (await servers()).every(({ status }) => status === 'ACTIVE'), 'all to be ACTIVE');
  const addresses = (await servers()).map((server) => Object.values(server.addresses)[0]?.[0]?.addr);
  t.equal(new Set(addresses).size, 6, 'every address once');
  t.equal((await world.demo.network.call('listNetworks')).body.networks.length, 1, 'one network, made once');

  // The host talks to one process; what is asked of the other arrives all the same.
  await there.compute.call('actOnServer', { path: { id: accepted[0] ?? '' }, body: { 'os-stop': null } });
  await world.until(async () => (await servers()).some(({ status }) => status === 'SHUTOFF'), 'the stop asked of the other process');
  await Promise.all(accepted.map((id, index) => (people[index % 2] ?? there).compute.call('deleteServer', { path: { id } })));
  await world.until(async () => (await servers()).length === 0, 'all to be gone');
  t.match((await world.admin.sampan.call('getHostView', { path: { id: host.id } })).body, { servers: 0, claimed: { vcpus: 0, memory_mib: 0, disk_gib: 0 } });
  t.match((await there.compute.call('getLimits')).body.limits.absolute, { totalInstancesUsed: 0, totalCoresUsed: 0, totalRAMUsed: 0 });
});
