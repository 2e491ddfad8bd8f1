import t from 'tap';
import { deferred } from '../../openapi/fixture.ts';
import { startFakeCloud } from '../fake-cloud.ts';
import { projectId, userId } from '../fake-identity.ts';
import { sampan } from '../sampan.ts';

t.test('identity and the rest from the command line', async (t) => {
  const cloud = await startFakeCloud();
  t.teardown(() => cloud.stop());

  await t.test('token issue tells who one is', async (t) => {
    const { out } = await sampan(cloud, ['token', 'issue', '-f', 'json']);
    t.match(JSON.parse(out), { user_name: 'demo', project_id: projectId, roles: ['admin', 'member'], id: /^eyJ/ });
  });

  await t.test('token revoke takes another token by standard input', async (t) => {
    const token = (await sampan(cloud, ['token', 'issue', '-f', 'value', '-c', 'id'])).out;
    t.equal((await sampan(cloud, ['token', 'revoke', '--stdin'], { stdin: token })).code, 0);
    const env = { OS_TOKEN: token.trim(), OS_PASSWORD: undefined, OS_USERNAME: undefined };
    const { code, err } = await sampan(cloud, ['flavor', 'list'], { env });
    t.equal(code, 1);
    t.match(err, /The token in OS_TOKEN is not valid/);
  });

  await t.test('a token in OS_TOKEN serves as it is', async (t) => {
    const token = (await sampan(cloud, ['token', 'issue', '-f', 'value', '-c', 'id'])).out.trim();
    const logins = cloud.identity.logins();
    const env = { OS_TOKEN: token, OS_PASSWORD: undefined, OS_USERNAME: undefined };
    t.equal((await sampan(cloud, ['token', 'issue', '-f', 'value', '-c', 'id'], { env })).out.trim(), token);
    t.equal(cloud.identity.logins(), logins);
  });

  await t.test('roles are given by names', async (t) => {
    t.equal((await sampan(cloud, ['role', 'add', 'reader', '--user', 'demo', '--project', 'shop'])).code, 0);
    t.same(cloud.identity.grants, [`${userId} c2 a0000000000000000000000000000002`]);
    t.same(JSON.parse((await sampan(cloud, ['role', 'assignment', 'list', '-f', 'json', '-c', 'role', '-c', 'user', '-c', 'scope'])).out), [{ role: 'member', user: 'demo', scope: 'demo' }]);
  });

  await t.test('projects are created and listed', async (t) => {
    t.equal((await sampan(cloud, ['project', 'create', 'lab', '--description', 'tests'])).code, 0);
    t.match((await sampan(cloud, ['project', 'list', '-f', 'value', '-c', 'name'])).out, 'demo\nshop\nlab\n');
    t.equal((await sampan(cloud, ['project', 'list', '--mine', '-f', 'value', '-c', 'name'])).out, 'demo\n');
  });

  await t.test('the catalog, hosts, networks, limits and quotas are shown', async (t) => {
    t.match(JSON.parse((await sampan(cloud, ['catalog', 'list', '-f', 'json'])).out), [{ type: 'identity' }, { type: 'compute' }]);
    t.match(JSON.parse((await sampan(cloud, ['host', 'list', '-f', 'json'])).out), [{ name: 'node1', state: 'up', kinds: ['container'] }]);
    t.match(JSON.parse((await sampan(cloud, ['network', 'show', 'demo', '-f', 'json'])).out), { name: 'demo', multicast: false });
    t.match(JSON.parse((await sampan(cloud, ['limits', '-f', 'json'])).out), [{ name: 'instances' }, { name: 'cores', used: 2, limit: 20 }]);
    t.match(JSON.parse((await sampan(cloud, ['quota', 'show', '-f', 'json'])).out), { instances: 10, cores: 20, ram_mib: 51200 });
  });

  await t.test('a host is disabled with a reason and enabled again', async (t) => {
    await sampan(cloud, ['host', 'disable', 'node1', '--reason', 'new disk']);
    t.match(JSON.parse((await sampan(cloud, ['host', 'show', 'node1', '-f', 'json'])).out), { enabled: false, disabled_reason: 'new disk' });
    await sampan(cloud, ['host', 'enable', 'node1']);
    t.equal((await sampan(cloud, ['host', 'show', 'node1', '-f', 'value', '-c', 'enabled'])).out, 'true\n');
  });

  await t.test('a join token is made', async (t) => {
    t.equal((await sampan(cloud, ['host', 'join-token', 'create', '-f', 'value', '-c', 'join_token'])).out, 'join-me-0123456789\n');
  });

  await t.test('events are listed, and followed over a cut', async (t) => {
    cloud.compute.emit({ type: 'server.status', data: { status: 'ACTIVE' } });
    t.match((await sampan(cloud, ['event', 'list'])).out, /server\.status .* status=ACTIVE/);
    const seen = deferred<string>();
    const following = sampan(cloud, ['event', 'follow', '--count', '3', '--json'], { onOut: (line) => seen.resolve(line) });
    while (cloud.compute.streams.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    cloud.compute.emit({ type: 'first' });
    await seen.promise;
    cloud.compute.cutStreams();
    cloud.compute.emit({ type: 'second' });
    cloud.compute.emit({ type: 'third' });
    const { code, out } = await following;
    t.equal(code, 0);
    t.same(out.trim().split('\n').map((line) => (JSON.parse(line) as { type: string }).type), ['first', 'second', 'third']);
    const two = await sampan(cloud, ['event', 'follow', '--after', '1', '--count', '2']);
    t.equal(two.out.trim().split('\n').length, 2, 'of many that come at once');
  });
});
