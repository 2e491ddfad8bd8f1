import t from 'tap';
import { uptimeLine } from '../../../region/hypervisors/uptime-line.ts';
import { rawCompute } from '../../kit/raw-api.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('an uptime line is what clients take apart', (t) => {
  const now = new Date('2026-11-21T04:30:09Z');
  for (const [bootedAt, expected] of [
    ['2026-11-21T04:00:00Z', ' 04:30:09 up 0:30,  0 users,  load average: 0.10, 1.25, 10.00'],
    ['2026-11-20T02:00:00Z', ' 04:30:09 up 1 day, 2:30,  0 users,  load average: 0.10, 1.25, 10.00'],
    ['2026-11-01T04:29:00Z', ' 04:30:09 up 20 days, 0:01,  0 users,  load average: 0.10, 1.25, 10.00'],
  ] as const) {
    t.equal(uptimeLine(now, bootedAt, [0.1, 1.25, 10]), expected);
    // The pattern of the stock client.
    t.match(expected, /(.+)\sup\s+(.+),\s+(.+)\susers?,\s+load average:\s(.+)/);
  }
  t.end();
});

void t.test('hosts are hypervisors and services, and an admin takes them out and puts them back', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host({ capacity: { vcpus: 8, memory_mib: 4096, disk_gib: 100 } });
  const admin = rawCompute(world, world.admin);
  const demo = rawCompute(world, world.demo);
  const { body } = await demo('POST', '/servers', { server: { name: 'one', imageRef: world.imageId, flavorRef: '42' } });
  const { id } = (body as { server: { id: string } }).server;

  t.same((await admin('GET', '/os-hypervisors')).body, { hypervisors: [{ id: 1, hypervisor_hostname: 'host-1', state: 'up', status: 'enabled' }] });
  const shown = (await admin('GET', '/os-hypervisors/1')).body;
  t.match(shown, {
    hypervisor: {
      id: 1, vcpus: 8, vcpus_used: 1, memory_mb: 4096, memory_mb_used: 64, free_ram_mb: 4032, local_gb: 100, local_gb_used: 1, running_vms: 1, host_ip: '127.0.0.1',
      service: { host: 'host-1', id: 2, disabled_reason: null },
    },
  });
  t.match(JSON.parse((shown as { hypervisor: { cpu_info: string } }).hypervisor.cpu_info), { arch: 'amd64', topology: { cores: 8 } });
  t.match((await admin('GET', '/os-hypervisors/statistics')).body, { hypervisor_statistics: { count: 1, vcpus: 8, running_vms: 1 } });
  t.match((await admin('GET', '/os-hypervisors/host/servers')).body, { hypervisors: [{ servers: [{ name: 'one', uuid: id }] }] });
  t.match((await admin('GET', '/os-hypervisors/ost-1/search')).body, { hypervisors: [{ id: 1 }] });
  for (const path of ['/os-hypervisors/2', '/os-hypervisors/host-1', '/os-hypervisors/nobody/search']) t.equal((await admin('GET', path)).status, 404, path);
  t.equal((await admin('GET', '/os-hypervisors/1/uptime')).status, 501, 'an older host-server does not say since when it is up');
  t.equal((await demo('GET', '/os-hypervisors')).status, 403);
  t.match((await admin('GET', '/os-hosts')).body, { hosts: [{ host_name: 'region', service: 'scheduler' }, { host_name: 'host-1', service: 'compute', zone: 'nova' }] });
  t.match((await admin('GET', '/os-hosts/host-1')).body, { host: [{ resource: { project: '(total)', cpu: 8 } }, { resource: { project: '(used_now)', cpu: 1 } }, {}, { resource: { memory_mb: 64 } }] });

  const services = async (query = '') => (await admin('GET', `/os-services${query}`)).body;
  t.match(await services(), { services: [{ binary: 'nova-scheduler', state: 'up' }, { id: 2, binary: 'nova-compute', host: 'host-1', zone: 'nova', status: 'enabled', state: 'up' }] });
  t.equal(((await services('?binary=nova-compute')) as { services: unknown[] }).services.length, 1);
  const put = (verb: string, more = {}) => admin('PUT', `/os-services/${verb}`, { host: 'host-1', binary: 'nova-compute', ...more });
  t.same((await put('disable-log-reason', { disabled_reason: 'repair' })).body, { service: { host: 'host-1', binary: 'nova-compute', status: 'disabled', disabled_reason: 'repair' } });
  t.match(await services('?host=host-1'), { services: [{ status: 'disabled', disabled_reason: 'repair' }] });
  const refused = await demo('POST', '/servers', { server: { name: 'two', imageRef: world.imageId, flavorRef: '42' } });
  t.match(refused, { status: 409, body: { conflictingRequest: { message: /being disabled: 1/ } } });
  t.same((await put('enable')).body, { service: { host: 'host-1', binary: 'nova-compute', status: 'enabled' } });
  for (const [verb, more, status] of [
    ['disable-log-reason', {}, 400], ['frobnicate', {}, 404], ['enable', { host: 'nobody' }, 404], ['enable', { binary: 'nova-scheduler' }, 404], ['force-down', { forced_down: true }, 400],
  ] as const) {
    t.equal((await put(verb, more)).status, status, verb);
  }
  t.match(await admin('DELETE', '/os-services/2'), { status: 409, body: { conflictingRequest: { message: /it has 1 servers/ } } });
  t.equal((await admin('DELETE', '/os-services/1')).status, 404, 'what schedules is the region');
  await world.demo.compute.call('deleteServer', { path: { id } });
  await world.until(async () => ((await admin('GET', '/os-hypervisors/1')).body as { hypervisor: { running_vms: number } }).hypervisor.running_vms === 0, 'the server to leave its host');
  t.equal((await admin('DELETE', '/os-services/2')).status, 204);
  await t.rejects(host.heartbeat(), { name: 'Fault' });
});
