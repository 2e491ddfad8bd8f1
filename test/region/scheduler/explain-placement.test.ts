import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('an admin hears of each host whether it would take a server, and everything that speaks against it', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const roomy = await world.host();
  const small = await world.host({ capacity: { vcpus: 1, memory_mib: 32, disk_gib: 0 } });
  const machines = await world.host({ kinds: ['vm'], capacity: { vcpus: 8, memory_mib: 16_384, disk_gib: 100 } });
  await world.admin.sampan.call('updateHost', { path: { id: small.id }, body: { enabled: false } });
  const { body } = await world.admin.sampan.call('explainPlacement', { query: { flavor: 'm1.nano', image: 'busybox' } });
  t.match(body, {
    flavor: 'm1.nano',
    kind: 'container',
    hosts: [
      { name: roomy.name, fits: true, rank: 1, refused_by: [], free: { memory_mib: 8192 } },
      { name: small.name, fits: false, rank: null, refused_by: [{ filter: 'enabled', reason: 'being disabled' }, { filter: 'memory' }] },
      { name: machines.name, fits: false, refused_by: [{ filter: 'kind', reason: 'not running this kind' }] },
    ],
  });
  t.equal((await world.admin.sampan.call('getHostView', { path: { id: roomy.id } })).body.servers, 0, 'nothing is claimed');
  await t.rejects(world.demo.sampan.call('explainPlacement', { query: { flavor: 'm1.nano' } }), { code: 'forbidden' });
  await t.rejects(world.admin.sampan.call('explainPlacement', { query: { flavor: 'nothing' } }), { status: 400, message: /Flavor nothing could not be found/ });

  await world.demo.sampan.call('createServers', { body: { name: 'timed', image: 'busybox', flavor: 'm1.nano' } });
  const timed = await world.until(async () => {
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    return metrics.includes('create_phase_seconds_count{phase="start",kind="container"} 1') && metrics;
  }, 'the create to be timed');
  t.match(timed, /create_phase_seconds_count\{phase="accept",kind="container"\} 1/);
});
