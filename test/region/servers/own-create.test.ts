import t from 'tap';
import { fakeVmImage } from '../../kit/fake-image.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

const vmImage = 'b0b1c2d3-1111-4222-8333-444455556666';

void t.test('what Nova has no words for reaches the host, and what a kind cannot have is refused', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  world.images.images.set(vmImage, fakeVmImage(vmImage, 'debian'));
  const host = await world.host({ kinds: ['container', 'vm'] });
  const { sampan } = world.demo;
  const container = { init: true, shm_mib: 64, immutable: true, restart: { policy: 'always' as const } };
  const { body } = await sampan.call('createServers', {
    body: { name: 'app', image: 'busybox', flavor: 'm1.nano', count: 2, start: false, command: ['sleep', '9'], env: { A: 'b' }, container, stop_timeout_s: 3, tags: ['x'], description: 'd' },
  });
  t.match(body, { servers: [{ name: 'app-1', description: 'd' }, { name: 'app-2' }], admin_password: /^.{12}$/ });
  const id = body.servers[0]?.id ?? '';
  await world.until(async () => (await sampan.call('getServerView', { path: { id } })).body.status === 'SHUTOFF', 'it to be built and left stopped');
  t.match(host.specs.get(id), { desired: 'stopped', command: ['sleep', '9'], env: { A: 'b' }, container, stop_timeout_s: 3, guest: { launch_index: 0 } });
  await t.rejects(sampan.call('createServers', { body: { name: 'vm', image: 'debian', flavor: 'm1.nano', container } }), { code: 'bad-request', message: /container is for containers/ });
  await t.rejects(sampan.call('createServers', { body: { name: 'x', image: 'nothing', flavor: 'm1.nano' } }), { message: /Can not find requested image nothing/ });
  await t.rejects(sampan.call('createServers', { body: { name: 'x', image: 'busybox', flavor: 'nothing' } }), { message: /Flavor nothing could not be found/ });
  await t.rejects(world.demo.compute.call('actOnServer', { path: { id }, body: { rebuild: { imageRef: world.imageId } } }), { code: 'conflict', message: /immutable/ });

  const why = (await sampan.call('explainServer', { path: { id } })).body;
  t.match(why, { status: 'SHUTOFF', wanted: { desired: 'stopped', flavor: 'm1.nano' }, next: [/as it is wanted/], last_action: { action: 'create', result: 'Success' } });
  t.ok(why.allowed.includes('start'));
  const { actions, statuses } = (await sampan.call('listServerVerbs', {})).body;
  t.match(actions.find(({ verb }) => verb === 'rescue'), { states: ['active', 'stopped', 'error'], kinds: ['vm'] });
  t.match(statuses.find(({ task_state: task, vm_state: state }) => task === 'rebuilding' && state === 'active'), { status: 'REBUILD' });
});
