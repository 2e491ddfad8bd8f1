import t from 'tap';
import { startFakeCloud } from '../fake-cloud.ts';
import { sampan } from '../sampan.ts';

t.test('servers from the command line', async (t) => {
  const cloud = await startFakeCloud();
  t.teardown(() => cloud.stop());
  t.beforeEach(() => cloud.compute.servers.clear());

  await t.test('create with --wait answers when the server is ACTIVE, and shows it', async (t) => {
    const { code, out, err } = await sampan(cloud, ['server', 'create', 'web', '--image', 'busybox', '--flavor', 'm1.micro', '--property', 'tier=front', '--wait', '-f', 'json']);
    t.equal(err, '');
    t.equal(code, 0);
    const shown = JSON.parse(out) as Record<string, unknown>;
    t.match(shown, { name: 'web', status: 'ACTIVE', kind: 'container', addresses: { demo: ['10.0.0.3'] }, metadata: { tier: 'front' }, memory_mib: 128 });
  });

  await t.test('create with --count waits for all and lists them by number, also beside older ones of the same names', async (t) => {
    cloud.compute.add('web-1');
    cloud.compute.add('web-old');
    const { code, out } = await sampan(cloud, ['server', 'create', 'web', '--image', 'busybox', '--flavor', '2', '--count', '4', '--wait', '-f', 'value', '-c', 'name', '-c', 'status']);
    t.equal(code, 0);
    t.equal(out, 'web-1 ACTIVE\nweb-2 ACTIVE\nweb-3 ACTIVE\nweb-4 ACTIVE\n');
  });

  await t.test('create with --wait fails with the fault when the server goes to ERROR', async (t) => {
    const before = cloud.compute.onOrder;
    cloud.compute.onOrder = (server) => cloud.compute.settle(server, 'ERROR', { code: 'layer-failed', message: 'The layer abc could not be unpacked: no space left. Free some.' });
    const { code, out, err } = await sampan(cloud, ['server', 'create', 'web', '--image', 'busybox', '--flavor', '2', '--wait']);
    cloud.compute.onOrder = before;
    t.equal(code, 1);
    t.equal(out, '');
    t.match(err, /The create of server web \(.*\) failed: The layer abc could not be unpacked: no space left\. Free some\. \(layer-failed\)/);
    const order = ['sampan: The create', 'Reason: ', 'Suggestion: ', 'Request id: req-'].map((start) => err.indexOf(start));
    t.same(order, [...order].sort((a, b) => a - b), 'message, reason, suggestion, request id');
    t.notOk(order.includes(-1));
    t.notMatch(err, /\n\s+at /, 'no stack');
  });

  await t.test('a wait that takes too long ends with exit code 4 and says what goes on', async (t) => {
    const before = cloud.compute.onOrder;
    cloud.compute.onOrder = () => undefined;
    cloud.compute.add('web');
    const { code, err } = await sampan(cloud, ['server', 'stop', 'web', '--wait', '--timeout', '1']);
    cloud.compute.onOrder = before;
    t.equal(code, 4);
    t.match(err, /is not SHUTOFF yet: Not done within 1 s/);
  });

  await t.test('stop, start, reboot and delete take several names and wait for all', async (t) => {
    const one = cloud.compute.add('one');
    const two = cloud.compute.add('two');
    t.equal((await sampan(cloud, ['server', 'stop', 'one', 'two', '--wait'])).code, 0);
    t.same([one.status, two.status], ['SHUTOFF', 'SHUTOFF']);
    t.equal((await sampan(cloud, ['server', 'start', 'one', 'two', '--wait'])).code, 0);
    t.equal((await sampan(cloud, ['server', 'reboot', 'one', '--hard', '--wait'])).code, 0);
    t.same(one.actions.map(({ action }) => action), ['reboot', 'start', 'stop']);
    const deleted = await sampan(cloud, ['server', 'delete', 'one', 'two', '--wait']);
    t.same(deleted, { code: 0, out: '', err: '' });
    t.equal(cloud.compute.servers.size, 0);
  });

  await t.test('one that fails does not keep the others from being done', async (t) => {
    cloud.compute.add('running');
    const stopped = cloud.compute.add('stopped');
    stopped.status = 'SHUTOFF';
    const { code, err } = await sampan(cloud, ['server', 'start', 'running', 'stopped', '--wait']);
    t.equal(code, 1);
    t.match(err, /Cannot 'start' instance/);
    t.equal(stopped.status, 'ACTIVE');
  });

  await t.test('list follows all pages and takes a filter', async (t) => {
    for (let index = 0; index < 7; index += 1) cloud.compute.add(`s${index}`);
    const all = await sampan(cloud, ['server', 'list', '-f', 'json']);
    t.equal((JSON.parse(all.out) as unknown[]).length, 7);
    const limited = await sampan(cloud, ['server', 'list', '--limit', '5', '-f', 'value', '-c', 'name']);
    t.equal(limited.out.trim().split('\n').length, 5);
    const named = await sampan(cloud, ['server', 'list', '--name', '^s1$', '-f', 'value', '-c', 'Name']);
    t.equal(named.out, 's1\n');
  });

  await t.test('actions show phases with their times', async (t) => {
    cloud.compute.add('web');
    await sampan(cloud, ['server', 'stop', 'web', '--wait']);
    const { out } = await sampan(cloud, ['server', 'actions', 'web', '-f', 'json']);
    t.match(JSON.parse(out), [{ action: 'stop', result: 'Success', duration_ms: 42, phases: { accept: 3 }, fault: null, request_id: /^req-/ }]);
  });

  await t.test('set renames a server', async (t) => {
    const server = cloud.compute.add('web');
    t.equal((await sampan(cloud, ['server', 'set', 'web', '--name', 'shop'])).code, 0);
    t.equal(server.name, 'shop');
  });

  await t.test('progress is shown on a terminal only, on standard error', async (t) => {
    const quiet = await sampan(cloud, ['server', 'create', 'quiet', '--image', 'busybox', '--flavor', '2', '--wait']);
    t.equal(quiet.err, '');
    const loud = await sampan(cloud, ['server', 'create', 'loud', '--image', 'busybox', '--flavor', '2', '--wait'], { terminal: true });
    t.match(loud.err, /loud: ACTIVE/);
    t.ok(loud.err.endsWith('\r\u001b[K'), 'and cleared at the end');
  });

  await t.test('Ctrl-C ends a wait at once', async (t) => {
    const before = cloud.compute.onOrder;
    const controller = new AbortController();
    cloud.compute.onOrder = () => controller.abort(new Error('interrupted'));
    cloud.compute.add('web');
    const { code, err } = await sampan(cloud, ['server', 'stop', 'web', '--wait'], { signal: controller.signal });
    cloud.compute.onOrder = before;
    t.equal(code, 1);
    t.equal(err, 'sampan: interrupted\n');
  });
});
